import HTTP
import Logging

/// One line a request where there is something to say. Never bodies, tokens or headers.
struct RequestLog: Sendable {
  private let log: Logger

  init(_ log: Logger) { self.log = log }

  func note(_ request: Request, _ response: Response, microseconds: UInt64) {
    guard response.cause != nil || log.logLevel <= .debug else { return }
    var metadata: Logger.Metadata = [
      "request_id": "\(request.id)", "method": "\(request.method)", "path": "\(request.path)",
      "status": "\(response.status.rawValue)", "microseconds": "\(microseconds)",
    ]
    if let cause = response.cause { metadata["cause"] = "\(cause)" }
    let level: Logger.Level = response.status.rawValue >= 500 ? .error : response.cause == nil ? .debug : .info
    log.log(level: level, "request", metadata: metadata)
  }
}
