import System

/// Finds stalled workers: stopped by a signal, held by a debugger, or frozen with their container. Values in, decisions
/// out.
///
/// A running worker keeps writing the time into its row of the scoreboard.
struct Heartbeats {
  struct Stall: Equatable {
    let process: ProcessID
    let duration: Duration
  }

  /// Nil if there is no limit.
  private let limit: Duration?

  init(limit: Duration?) { self.limit = limit }

  /// - Parameters:
  ///   - beats: the last heartbeat of each worker.
  ///   - now: the time on the same clock.
  ///   - start: when silence begins to count; see `Attention`.
  /// - Returns: the workers whose last heartbeat is older than the limit.
  func check(_ beats: [ProcessID: Duration], now: Duration, countingFrom start: Duration) -> [Stall] {
    guard let limit else { return [] }
    return beats.map { Stall(process: $0, duration: now - max($1, start)) }
      .filter { $0.duration > limit }.sorted { $0.process < $1.process }
  }
}
