import Glibc

/// Finds workers that do not run: stopped by a signal, held by a debugger, frozen with their container. Values in,
/// silence out.
///
/// A worker shows that it runs by the time that it writes into its row of the scoreboard. If the master itself was held
/// up, as on a machine that was suspended, its workers may have been, too: their silence counts from its return.
struct Heartbeats {
  struct Silence: Equatable {
    let process: pid_t
    /// Microseconds.
    let duration: Int64
  }

  /// Microseconds; nil for no limit.
  private let limit: Int64?
  private var lastLook: Int64?
  /// Since when the master has looked without a pause.
  private var attentiveSince = Int64(0)

  /// - Parameter limit: seconds; nil for none.
  init(limit: Double?) { self.limit = limit.map { Int64($0 * 1e6) } }

  /// - Parameters:
  ///   - beats: when each worker last showed that it runs.
  ///   - now: microseconds of the same clock.
  /// - Returns: workers that have been silent for longer than the limit, and for how long.
  mutating func look(at beats: [pid_t: Int64], now: Int64) -> [Silence] {
    if lastLook.map({ now - $0 > Self.pause }) ?? true { attentiveSince = now }
    lastLook = now
    guard let limit else { return [] }
    return beats.map { Silence(process: $0, duration: now &- max($1, attentiveSince)) }
      .filter { $0.duration > limit }.sorted { $0.process < $1.process }
  }

  /// Microseconds between two looks that are a pause.
  private static let pause: Int64 = 1_000_000
}
