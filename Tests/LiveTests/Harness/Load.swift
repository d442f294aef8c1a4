import Foundation
import Synchronization

/// Clients that send the same request again and again over kept connections until they are stopped.
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

  init(_ request: Request, to client: Client, clients: Int) {
    state.withLock { $0.running = clients }
    let text = request.text(closing: false)
    for _ in 0..<clients {
      Thread.detachNewThread { self.work(text, client.port) }
    }
  }

  func stop() throws -> Result {
    isStopping.store(true, ordering: .relaxed)
    guard eventually(within: 40, { state.withLock { $0.running == 0 } }) else {
      throw LiveError("a client waits for an answer for ever")
    }
    return state.withLock { $0.result }
  }

  private func work(_ text: String, _ port: Int) {
    var connection: HTTPConnection?
    while !isStopping.load(ordering: .relaxed) {
      let began = now()
      do {
        let open = try connection ?? HTTPConnection(port: port)
        connection = open
        try open.send(text)
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
