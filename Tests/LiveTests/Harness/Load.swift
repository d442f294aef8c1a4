import Foundation
import Synchronization

/// Clients that send requests again and again over kept connections until they are stopped.
final class Load: Sendable {
  struct Result: Sendable {
    /// How often each status was answered.
    var answers: [Int: Int] = [:]
    /// Answers that did not come.
    var failures: [String] = []
    /// Seconds that the slowest answer took.
    var slowest = 0.0
  }

  private let state = Mutex((result: Result(), running: 0))
  private let isStopping = Atomic(false)

  /// All send the same, from the usual address.
  convenience init(_ request: Request, to client: Client, clients: Int) {
    let text = request.text(closing: false)
    self.init(to: client, from: Array(repeating: nil, count: clients)) { _, _ in text }
  }

  /// - Parameters:
  ///   - sources: where each client comes from (see `HTTPConnection`).
  ///   - request: what a client, counted from 0, sends as its first, second, … request.
  init(
    to client: Client, from sources: [UInt32?], _ request: @escaping @Sendable (_ client: Int, _ count: Int) -> String
  ) {
    state.withLock { $0.running = sources.count }
    for (number, source) in sources.enumerated() {
      Thread.detachNewThread { self.work(client.port, source) { request(number, $0) } }
    }
  }

  func stop() throws -> Result {
    isStopping.store(true, ordering: .relaxed)
    guard eventually(within: 40, { state.withLock { $0.running == 0 } }) else {
      throw LiveError("a client waits for an answer for ever")
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
