import CLinux
import Glibc
import HTTP

/// One request and its answer on a connection. One a slot, whose buffers are reused.
final class Exchange {
  /// What becomes of the connection.
  enum Outcome {
    /// Nothing has come, or all that came is answered.
    case kept
    case closed
  }

  private let input = InputBuffer()
  private let writer = ResponseWriter()
  private var reader: RequestReader
  /// Called before anything that waits for the other end.
  private let willWait: () -> Void

  /// - Parameters:
  ///   - maximumBody: bytes; a longer body is refused with 413.
  ///   - capacity: requests that the pool handles at once, for clients that ask.
  init(maximumBody: Int, capacity: Int, willWait: @escaping () -> Void) {
    reader = RequestReader(maximumBody: maximumBody, capacity: capacity)
    self.willWait = willWait
  }

  /// Seconds from its first bytes in which a request must be there whole. nginx has buffered it.
  private static let patience = 10

  /// Reads what has come over a connection, and answers it.
  func serve(_ connection: Int32, _ respond: (Request) -> Response) -> Outcome {
    input.clear()
    reader.reset()
    var deadline: Int?
    repeat {
      switch input.receive(from: connection, flags: Int32(MSG_DONTWAIT)) {
      case .bytes: break
      case .closed: return .closed
      case .nothing:
        guard reader.isReading || !input.bytes.isEmpty else { return .kept }
        willWait()
        let now = Self.now
        let end = deadline ?? now + Self.patience
        guard now <= end, input.receive(from: connection, flags: 0) == .bytes else { return .closed }
        deadline = end
      }
      guard takeRecords(connection, respond) else { return .closed }
    } while reader.isReading || !input.bytes.isEmpty
    return .kept
  }

  /// Takes all whole records that have come.
  /// - Returns: whether the connection is of use any more.
  private func takeRecords(_ connection: Int32, _ respond: (Request) -> Response) -> Bool {
    while true {
      switch reader.next(input) {
      case .progress: continue
      case .needsMore: return true
      case .broken: return false
      case .answer(let bytes):
        guard Connection.send(bytes, to: connection, willWait: willWait) else { return false }
      case .request:
        guard answer(connection, respond) else { return false }
        reader.reset()
      }
    }
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
  }

  /// - Returns: whether the connection is kept.
  private func answer(_ connection: Int32, _ respond: (Request) -> Response) -> Bool {
    let response: Response
    do throws(HTTPError) { response = respond(try reader.request()) } catch { response = error.response }
    return writer.write(response, to: connection, request: reader.id, willWait: willWait) && reader.keepsConnection
  }
}
