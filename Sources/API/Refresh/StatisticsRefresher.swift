import Domain
import Logging
import ModelFile
import System

/// Keeps the statistics in memory up to date with the last count, and counts when that is due. Driven by one thread of
/// a worker, which may wait for long.
package struct StatisticsRefresher {
  private let live: Live<Statistics>
  private let store: any StatisticsStore
  private var file: KeptFile
  /// Contents still to be written to the file, because another writer was at work in the directory, perhaps on the
  /// catalogue or a model.
  private var unkept: ModelFileContents?
  private let log: Logger
  /// Whether this worker has read the live statistics from the database. If they come from the file, an equal version
  /// says nothing: another database may use the same numbers.
  private var isFromDatabase = false
  /// Whether the last attempt failed, so that an outage is logged once and not every second.
  private var isFailing = false
  /// The end of the pause after a failed count.
  private var restsUntil: ContinuousClock.Instant?
  private let clock: () -> ContinuousClock.Instant

  /// - Parameter directory: the directory of the file with the last count, which a worker uses if it starts while the
  ///   database is unavailable.
  package init(
    _ live: Live<Statistics>, store: any StatisticsStore, directory: String, log: Logger,
    clock: @escaping () -> ContinuousClock.Instant = { .now }
  ) {
    self.live = live
    self.store = store
    file = KeptFile(Statistics.fileName, in: directory, log: log)
    self.log = log
    self.clock = clock
  }

  /// Counts if a count is due and no other worker is counting, and reads the last count. The first call only reads, if
  /// there is something to read. While the database is unreachable, the current statistics stay.
  package mutating func refresh() {
    // The file comes first, because an unreachable database may take long to fail.
    if live.current.version == nil, !file.isMissing, let kept = file.load(Statistics.init(_:)) { live.replace(kept) }
    do {
      var state = try store.state()
      // A worker that starts is not ready before it has read the last count, and a new one may take long.
      let isStart = !isFromDatabase && state.version > 0
      if state.isDue, !isResting, !isStart {
        // Before the first count there is nothing to show, so it is worth waiting for a worker that is counting.
        try count(patience: state.version == 0 ? Self.patience : .zero)
        state = try store.state()
      }
      if state.version > 0, !isFromDatabase || state.version != live.current.version {
        // The version is read before the counts, so that a count in between is noticed the next time.
        let counts = try store.movieCounts()
        live.replace(Statistics(state, counts))
        isFromDatabase = true
        unkept = Statistics.fileContents(state, counts)
        log.debug(
          "statistics read",
          metadata: [
            "version": "\(state.version)", "movies": "\(counts.count)",
            "microseconds": "\(state.duration.microseconds)",
          ])
      }
      isFailing = false
    } catch {
      if !isFailing { log.error("cannot read the statistics", metadata: ["cause": "\(error)"]) }
      isFailing = true
    }
    if let contents = unkept, file.save(contents) { unkept = nil }
  }

  private var isResting: Bool { restsUntil.map { clock() < $0 } ?? false }

  /// A count that fails is followed by a pause in proportion to the time it took, just like one that succeeds.
  private mutating func count(patience: Duration) throws(StoreError) {
    let begin = clock()
    do throws(StoreError) {
      try store.count(patience: patience)
      restsUntil = nil
    } catch {
      let end = clock()
      restsUntil = end + (end - begin) * StatisticsState.restFactor
      throw error
    }
  }

  /// How long to wait for another worker's count.
  private static let patience = Duration.seconds(5)
}
