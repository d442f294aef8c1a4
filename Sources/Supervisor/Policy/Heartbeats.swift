import System

/// Finds stalled workers: stopped by a signal, held by a debugger, or frozen with their container. Values in, decisions
/// out.
///
/// A running worker keeps writing the time into its row of the scoreboard. If the master itself was held up, for
/// example because the machine was suspended, its workers may have been too. Their silence then counts from the
/// master's return.
struct Heartbeats {
  struct Stall: Equatable {
    let process: ProcessID
    let duration: Duration
  }

  /// Nil if there is no limit.
  private let limit: Duration?
  private var lastCheck: Duration?
  /// Since when the master has checked without a gap.
  private var attentiveSince = Duration.zero

  init(limit: Duration?) { self.limit = limit }

  /// - Parameters:
  ///   - beats: the last heartbeat of each worker.
  ///   - now: the time on the same clock.
  /// - Returns: the workers whose last heartbeat is older than the limit.
  mutating func check(_ beats: [ProcessID: Duration], now: Duration) -> [Stall] {
    if lastCheck.map({ now - $0 > Self.gap }) ?? true { attentiveSince = now }
    lastCheck = now
    guard let limit else { return [] }
    return beats.map { Stall(process: $0, duration: now - max($1, attentiveSince)) }
      .filter { $0.duration > limit }.sorted { $0.process < $1.process }
  }

  /// A longer gap between two checks means that the master was held up.
  private static let gap = Duration.seconds(1)
}
