import Logging
import Supervisor
import Synchronization
import System

/// Logs TCP clients that may not connect: the first at once, and then at most one line a minute.
final class RefusalLog: Sendable {
  private let log: Logger
  /// When the next line may be written, and how many clients have been refused since the last one.
  private let state = Mutex((next: Duration.zero, count: 0))

  init(_ log: Logger) { self.log = log }

  func note(_ address: String) {
    let now = SystemClock.monotonic()
    let count = state.withLock { state -> Int? in
      state.count += 1
      guard now >= state.next else { return nil }
      defer { state = (now + Self.interval, 0) }
      return state.count
    }
    guard let count else { return }
    log.warning(
      "client refused: not in 'allowed_clients'",
      metadata: ["address": "\(address)", "refused": "\(count)"])
  }

  private static let interval = Duration.seconds(60)
}
