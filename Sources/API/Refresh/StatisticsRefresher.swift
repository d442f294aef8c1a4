import Domain
import Logging
import ModelFile

/// Keeps the statistics in memory equal to the last count, and sees to it that somebody counts. Driven by one thread of
/// a worker, which may wait long.
package struct StatisticsRefresher {
  private let live: Live<Statistics>
  private let store: any StatisticsStore
  private var file: KeptFile
  /// What the file does not hold yet: another, perhaps of the catalogue or a model, was writing in the directory.
  private var unkept: ModelFileContents?
  private let log: Logger
  /// Whether what is live has been read from the database by this worker: another database may use the same numbers.
  private var isFromDatabase = false
  /// Whether the last attempt failed, so that an outage is logged once and not every second.
  private var isFailing = false
  /// Until when nothing is counted, after a count that failed.
  private var restsUntil: ContinuousClock.Instant?
  private let clock: () -> ContinuousClock.Instant

  /// - Parameter directory: where the file is that holds the last count, for who starts while the database is away.
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

  /// Counts if that is due and no other worker does, and reads what has been counted. An unreachable database changes
  /// nothing.
  package mutating func refresh() {
    // At once: whether the database answers may take long to tell.
    if live.current.version == nil, !file.isMissing, let kept = file.load(Statistics.init(_:)) { live.replace(kept) }
    do {
      var state = try store.state()
      if state.isDue, !isResting {
        // Before the first count there is nothing to show, and who counts it is worth waiting for.
        try count(patience: state.version == 0 ? Self.patience : 0)
        state = try store.state()
      }
      if state.version > 0, !isFromDatabase || state.version != live.current.version {
        // The version is read before the counts: a count in between is seen the next time.
        let counts = try store.movieCounts()
        live.replace(Statistics(state, counts))
        isFromDatabase = true
        unkept = Statistics.fileContents(state, counts)
        log.debug(
          "statistics read",
          metadata: ["version": "\(state.version)", "movies": "\(counts.count)", "microseconds": "\(state.duration)"])
      }
      isFailing = false
    } catch {
      if !isFailing { log.error("cannot read the statistics", metadata: ["cause": "\(error)"]) }
      isFailing = true
    }
    if let contents = unkept, file.save(contents) { unkept = nil }
  }

  private var isResting: Bool { restsUntil.map { clock() < $0 } ?? false }

  /// One that fails is not repeated at once: what it took counts as much as that of one that succeeds.
  private mutating func count(patience: Int) throws(StoreError) {
    let begin = clock()
    do throws(StoreError) {
      try store.count(patience: patience)
      restsUntil = nil
    } catch {
      let end = clock()
      restsUntil = end + (end - begin) * Int(StatisticsState.restFactor)
      throw error
    }
  }

  /// Seconds.
  private static let patience = 5
}
