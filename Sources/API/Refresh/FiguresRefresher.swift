import Domain
import Logging

/// Adds what this worker has counted to the database once a minute, counts what has been added to histories, and keeps
/// the figures of the day in memory for `/metrics`. Driven by one thread of a worker.
package struct FiguresRefresher {
  private let live: Live<[PlaceFigures]>
  private let shown: ShownLists
  private let store: any FiguresStore
  private let log: Logger
  private var schedule = Schedule(every: .seconds(60))
  /// Counts that are not in the database yet.
  private var pending = ShownCounts()
  /// Whether the last attempt failed, so that an outage is logged once and not every minute.
  private var isFailing = false

  package init(_ live: Live<[PlaceFigures]>, _ shown: ShownLists, store: any FiguresStore, log: Logger) {
    self.live = live
    self.shown = shown
    self.store = store
    self.log = log
  }

  package mutating func run(at time: Timestamp) {
    guard schedule.isDue(at: time) else { return }
    do throws(StoreError) {
      try save()
      // A pause follows each second of work, so that a long history does not keep the database busy.
      if try !store.countHistories(within: .seconds(1)) { schedule.postpone(to: time + .seconds(2)) }
      live.replace(try store.figures(from: time.date, to: time.date))
      isFailing = false
    } catch {
      if !isFailing { log.error("cannot save or count figures", metadata: ["cause": "\(error)"]) }
      isFailing = true
    }
  }

  /// Adds the counts to the database. They are kept if it fails; their size is bounded by that of the catalogue.
  private mutating func save() throws(StoreError) {
    pending += shown.take()
    guard !pending.isEmpty else { return }
    try store.add(pending)
    pending = ShownCounts()
  }
}
