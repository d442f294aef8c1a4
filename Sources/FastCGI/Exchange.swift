import HTTP
import System

/// Reads requests from a connection and writes the answers. Each slot has one and reuses its buffers.
final class Exchange {
  /// What happens to the connection.
  enum Outcome {
    /// Every request that has arrived has been answered.
    case kept
    case closed
    /// The last request has been answered, but the answer is still to be sent.
    case delayed(DelayedAnswer)
  }

  private let input = InputBuffer()
  let writer = ResponseWriter()
  private var reader: RequestReader
  /// Called before a system call that blocks.
  private let willWait: () -> Void

  /// - Parameters:
  ///   - maximumBody: bytes; a longer body is refused with 413.
  ///   - capacity: requests that the pool handles at once, for clients that ask.
  init(maximumBody: Int, capacity: Int, willWait: @escaping () -> Void) {
    reader = RequestReader(maximumBody: maximumBody, capacity: capacity)
    self.willWait = willWait
  }

  /// Time from the first bytes of a request to the last. nginx has buffered it, so only a broken peer takes longer.
  private static let timeout = Duration.seconds(10)

  /// Reads the requests that have arrived over a connection, and answers them.
  func serve(_ connection: Int32, _ respond: (Request) -> Response) -> Outcome {
    input.clear()
    reader.reset()
    var deadline: Duration?
    repeat {
      switch input.receive(from: connection, .atOnce) {
      case .bytes: break
      case .closed: return .closed
      case .nothing:
        guard reader.isReading || !input.bytes.isEmpty else { return .kept }
        willWait()
        let now = SystemClock.monotonic()
        let end = deadline ?? now + Self.timeout
        guard now <= end, case .bytes = input.receive(from: connection, .waiting) else { return .closed }
        deadline = end
      }
      if let outcome = takeRecords(connection, respond) { return outcome }
    } while reader.isReading || !input.bytes.isEmpty
    return .kept
  }

  /// Processes all complete records that have arrived.
  /// - Returns: nil if the connection stays open for more.
  private func takeRecords(_ connection: Int32, _ respond: (Request) -> Response) -> Outcome? {
    while true {
      switch reader.next(input) {
      case .progress: continue
      case .needsMore: return nil
      case .broken: return .closed
      case .answer(let bytes):
        guard Socket.send(bytes, to: connection, willWait: willWait) else { return .closed }
      case .request:
        if let outcome = answer(connection, respond) { return outcome }
        reader.reset()
      }
    }
  }

  /// - Returns: nil if the connection stays open for more.
  private func answer(_ connection: Int32, _ respond: (Request) -> Response) -> Outcome? {
    let response: Response
    do throws(HTTPError) { response = respond(try reader.request()) } catch { response = error.response }
    // If more bytes have arrived, there is no time to wait: they would be forgotten.
    if response.isDelayed, input.bytes.isEmpty, let records = writer.records(of: response, request: reader.id) {
      return .delayed(DelayedAnswer(records, over: connection, keepsConnection: reader.keepsConnection))
    }
    let isWritten = writer.write(response, to: connection, request: reader.id, willWait: willWait)
    return isWritten && reader.keepsConnection ? nil : .closed
  }
}
