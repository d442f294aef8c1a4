import Domain
import HTTP
import Logging

/// One line a request where there is something to say. Never bodies, tokens or headers.
struct RequestLog {
  private let log: Logger

  init(_ log: Logger) { self.log = log }

  func observe(_ request: Request, _ respond: (Request) -> Response) -> Response {
    guard log.logLevel <= .debug else {
      let response = respond(request)
      if response.cause != nil { write(request, response) }
      return response
    }
    let start = ContinuousClock.now
    let response = respond(request)
    write(request, response, duration: ContinuousClock.now - start)
    return response
  }

  private func write(_ request: Request, _ response: Response, duration: Duration? = nil) {
    var metadata: Logger.Metadata = [
      "request_id": "\(request.id)", "method": "\(request.method)", "path": "\(request.path)",
      "status": "\(response.status.rawValue)",
    ]
    if let cause = response.cause { metadata["cause"] = "\(cause)" }
    if let duration { metadata["duration"] = "\(duration)" }
    let level: Logger.Level = response.status.rawValue >= 500 ? .error : response.cause == nil ? .debug : .info
    log.log(level: level, "request", metadata: metadata)
  }
}
