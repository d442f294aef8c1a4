import Logging
import Supervisor
import Synchronization

/// Says who may not connect over TCP: the first at once, and then one line a minute at most, whoever knocks how often.
final class RefusalLog: Sendable {
  private let log: Logger
  /// When the next line may be written, in `monotonicSeconds`, and how many were refused since the last.
  private let state = Mutex((next: 0.0, count: 0))

  init(_ log: Logger) { self.log = log }

  func note(_ address: String) {
    let now = monotonicSeconds()
    let count = state.withLock { state -> Int? in
      state.count += 1
      guard now >= state.next else { return nil }
      defer { state = (now + Self.interval, 0) }
      return state.count
    }
    guard let count else { return }
    log.warning(
      "a client that is not in 'allowed_clients' was refused",
      metadata: ["address": "\(address)", "refused": "\(count)"])
  }

  /// Seconds.
  private static let interval = 60.0
}
