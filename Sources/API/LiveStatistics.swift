import Domain
import Logging

/// Keeps the statistics in memory equal to the last count, and sees to it that somebody counts. Driven by one thread of
/// a worker, which may wait long.
package struct LiveStatistics {
  private let live: Live<Statistics>
  private let store: any StatisticsStore
  private let log: Logger
  /// Whether the last attempt failed, so that an outage is logged once and not every second.
  private var isFailing = false

  package init(_ live: Live<Statistics>, store: any StatisticsStore, log: Logger) {
    self.live = live
    self.store = store
    self.log = log
  }

  /// Counts if that is due and no other worker does, and reads what has been counted. An unreachable database changes
  /// nothing.
  package mutating func refresh(at time: Timestamp) {
    do {
      var state = try store.state()
      if state.isDue(at: time) {
        // Before the first count there is nothing to show, and who counts it is worth waiting for.
        try store.count(at: time, patience: state.version == 0 ? Self.patience : 0)
        state = try store.state()
      }
      if state.version > 0, state.version != live.current.version {
        // The version is read before the counts: a count in between is seen the next time.
        let counts = try store.movieCounts()
        live.replace(Statistics(state, counts))
        log.debug(
          "statistics read",
          metadata: ["version": "\(state.version)", "movies": "\(counts.count)", "microseconds": "\(state.duration)"])
      }
      isFailing = false
    } catch {
      if !isFailing { log.error("cannot read the statistics", metadata: ["cause": "\(error)"]) }
      isFailing = true
    }
  }

  /// Seconds.
  private static let patience = 5
}
