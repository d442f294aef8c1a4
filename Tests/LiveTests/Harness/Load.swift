import Foundation
import Synchronization

/// Clients that keep sending requests over keep-alive connections until they are stopped.
final class Load: Sendable {
  struct Result: Sendable {
    /// Number of responses by status.
    var answers: [Int: Int] = [:]
    /// Errors of requests without a response.
    var failures: [String] = []
    /// Seconds that the slowest response took.
    var slowest = 0.0
  }

  private let state = Mutex((result: Result(), running: 0))
  private let isStopping = Atomic(false)

  /// All clients send the same request, from the default address.
  convenience init(_ request: HTTPRequest, to client: HTTPClient, clients: Int) {
    let text = request.text(closing: false)
    self.init(to: client, from: Array(repeating: nil, count: clients)) { _, _ in text }
  }

  /// - Parameters:
  ///   - sources: the address of each client (see `HTTPConnection`).
  ///   - request: the text of a client's next request, given the numbers of the client and of the request, both from 0.
  init(
    to client: HTTPClient, from sources: [UInt32?],
    _ request: @escaping @Sendable (_ client: Int, _ count: Int) -> String
  ) {
    state.withLock { $0.running = sources.count }
    for (number, source) in sources.enumerated() {
      Thread.detachNewThread { self.work(client.port, source) { request(number, $0) } }
    }
  }

  func stop() throws -> Result {
    isStopping.store(true, ordering: .relaxed)
    guard eventually(within: 40, { state.withLock { $0.running == 0 } }) else {
      throw LiveError("a client is still waiting for a response")
    }
    return state.withLock { $0.result }
  }

  private func work(_ port: Int, _ source: UInt32?, _ request: (Int) -> String) {
    var connection: HTTPConnection?
    var count = 0
    while !isStopping.load(ordering: .relaxed) {
      let began = now()
      do {
        let open = try connection ?? HTTPConnection(port: port, from: source)
        connection = open
        try open.send(request(count))
        count += 1
        let answer = try open.receive()
        if answer["Connection"] == "close" { connection = nil }
        let seconds = now() - began
        state.withLock {
          $0.result.answers[answer.status, default: 0] += 1
          $0.result.slowest = max($0.result.slowest, seconds)
        }
      } catch {
        connection = nil
        state.withLock { $0.result.failures.append("\(error)") }
      }
    }
    state.withLock { $0.running -= 1 }
  }
}
