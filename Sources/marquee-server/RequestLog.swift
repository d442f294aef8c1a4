import HTTP
import Logging
import System

/// Logs requests that failed or were slow; at level `debug`, all requests. It never logs bodies, tokens or headers.
struct RequestLog: Sendable {
  struct Times {
    let total: Duration
    let database: Duration
    let scoring: Duration
  }

  private let log: Logger
  private let slow: Duration?

  /// - Parameter slow: the time from which a request counts as slow; nil for never.
  init(_ log: Logger, slow: Duration?) {
    self.log = log
    self.slow = slow
  }

  /// - Parameters:
  ///   - bytes: the length of the body.
  ///   - route: nil if no route matched.
  func note(_ request: Request, _ response: Response, bytes: Int, route: String?, _ times: Times) {
    let isSlow = slow.map { times.total >= $0 } ?? false
    guard isSlow || response.cause != nil || log.logLevel <= .debug else { return }
    var metadata: Logger.Metadata = [
      "request_id": "\(request.id)", "method": "\(request.method)", "path": "\(request.path)",
      "status": "\(response.status.rawValue)", "microseconds": "\(times.total.microseconds)",
    ]
    if let cause = response.cause { metadata["cause"] = "\(cause)" }
    // A response that broke off had already begun with a success status.
    let status = response.error?.status ?? response.status
    let level: Logger.Level = status.rawValue >= 500 ? .error : response.cause == nil ? .debug : .info
    guard isSlow else { return log.log(level: level, "request", metadata: metadata) }
    metadata["route"] = "\(route ?? "other")"
    metadata["database_microseconds"] = "\(times.database.microseconds)"
    metadata["scoring_microseconds"] = "\(times.scoring.microseconds)"
    metadata["bytes"] = "\(bytes)"
    log.log(level: max(level, .warning), "slow request", metadata: metadata)
  }
}
