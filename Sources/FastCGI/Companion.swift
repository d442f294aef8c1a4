import HTTP
import System

/// A request on another connection that is served together with the one a slot has begun. Each slot reuses a few of
/// these, with their buffers.
final class Companion {
  private(set) var connection: Int32 = -1
  private(set) var request = Request(method: "", path: "")
  private let input = InputBuffer(capacity: 8_192)
  private var reader: RequestReader
  private var size = 0

  init(maximumBody: Int, capacity: Int) { reader = RequestReader(maximumBody: maximumBody, capacity: capacity) }

  /// Reads the request that waits on a connection without consuming it.
  /// - Returns: false unless exactly one short, complete request has arrived.
  func peek(at connection: Int32) -> Bool {
    input.clear()
    reader.reset()
    guard case .bytes(let size) = input.receive(from: connection, .peeking) else {
      return false
    }
    while true {
      switch reader.next(input) {
      case .progress: continue
      case .needsMore, .answer, .broken: return false
      case .request:
        guard input.bytes.isEmpty, let request = try? reader.request() else { return false }
        (self.connection, self.request, self.size) = (connection, request, size)
        return true
      }
    }
  }

  /// Consumes the request.
  func take() { input.discard(size, from: connection) }

  func answer(_ response: Response, _ writer: ResponseWriter, willWait: @escaping () -> Void) -> Exchange.Outcome {
    if response.isDelayed, let records = writer.records(of: response, request: reader.id) {
      return .delayed(DelayedAnswer(records, over: connection, keepsConnection: reader.keepsConnection))
    }
    let isWritten = writer.write(response, to: connection, request: reader.id, willWait: willWait)
    return isWritten && reader.keepsConnection ? .kept : .closed
  }
}
