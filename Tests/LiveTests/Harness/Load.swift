import Foundation
import Synchronization

/// Clients that keep sending requests over keep-alive connections until they are stopped.
final class Load: Sendable {
  struct Result: Sendable {
    /// Number of responses by status.
    var answers: [Int: Int] = [:]
    /// The ids of requests that were answered with 502.
    var lost: [String] = []
    /// Errors of requests without a response.
    var failures: [String] = []
    /// Seconds that the slowest response took.
    var slowest = 0.0
  }

  private let state = Mutex((result: Result(), running: 0, counts: [Int]()))
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
    state.withLock { $0 = (Result(), sources.count, sources.map { _ in 0 }) }
    for (number, source) in sources.enumerated() {
      Thread.detachNewThread { self.work(client.port, number, source) { request(number, $0) } }
    }
  }

  /// What there is so far.
  var result: Result { state.withLock { $0.result } }

  /// Waits until each client has sent a request since this call, and has the answer.
  func turn() throws {
    let before = state.withLock { $0.counts }
    // The first to be answered may have been sent before.
    let isDone = eventually(within: 150) { state.withLock { zip($0.counts, before).allSatisfy { $0 >= $1 + 2 } } }
    guard isDone else { throw LiveError("a client is still waiting for a response") }
  }

  /// Lets each client end once it has the answer to the request that it has sent.
  func finish() { isStopping.store(true, ordering: .relaxed) }

  func stop() throws -> Result {
    finish()
    guard eventually(within: 90, { state.withLock { $0.running == 0 } }) else {
      throw LiveError("a client is still waiting for a response")
    }
    return result
  }

  private func work(_ port: Int, _ number: Int, _ source: UInt32?, _ request: (Int) -> String) {
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
          if answer.status == 502 { $0.result.lost += answer.all("X-Request-ID") }
          $0.result.slowest = max($0.result.slowest, seconds)
        }
      } catch {
        connection = nil
        state.withLock { $0.result.failures.append("\(error)") }
      }
      state.withLock { $0.counts[number] += 1 }
    }
    state.withLock { $0.running -= 1 }
  }
}
