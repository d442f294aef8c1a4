import HTTP
import Logging

/// One line a request where there is something to say. Never bodies, tokens or headers.
struct RequestLog: Sendable {
  /// Microseconds, all of them.
  struct Times {
    let total: UInt64
    let database: UInt64
    let scoring: UInt64
  }

  private let log: Logger
  /// Microseconds; nil for never.
  private let slow: UInt64?

  /// - Parameter slow: milliseconds from which a request counts as slow; 0 for never.
  init(_ log: Logger, slow: Int) {
    self.log = log
    self.slow = slow == 0 ? nil : UInt64(slow) * 1_000
  }

  /// - Parameters:
  ///   - bytes: of the body.
  ///   - route: nil where none took the request.
  func note(_ request: Request, _ response: Response, bytes: Int, route: String?, _ times: Times) {
    let isSlow = slow.map { times.total >= $0 } ?? false
    guard isSlow || response.cause != nil || log.logLevel <= .debug else { return }
    var metadata: Logger.Metadata = [
      "request_id": "\(request.id)", "method": "\(request.method)", "path": "\(request.path)",
      "status": "\(response.status.rawValue)", "microseconds": "\(times.total)",
    ]
    if let cause = response.cause { metadata["cause"] = "\(cause)" }
    // An answer that broke off began well.
    let status = response.error?.status ?? response.status
    let level: Logger.Level = status.rawValue >= 500 ? .error : response.cause == nil ? .debug : .info
    guard isSlow else { return log.log(level: level, "request", metadata: metadata) }
    metadata["route"] = "\(route ?? "other")"
    metadata["database_microseconds"] = "\(times.database)"
    metadata["scoring_microseconds"] = "\(times.scoring)"
    metadata["bytes"] = "\(bytes)"
    log.log(level: max(level, .warning), "slow request", metadata: metadata)
  }
}
