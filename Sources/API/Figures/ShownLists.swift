import Domain
import Synchronization

/// Counts lists that are in nobody's history, in the memory of one worker, until they are added to the database.
///
/// Each slot has its own counts, so that slots do not wait for each other: a lock is contended only when the counts are
/// taken, once a minute.
package final class ShownLists: Sendable {
  private let slots = Mutex<[SlotCounts]>([])

  package init() {}

  /// The counts of a new slot.
  func slot() -> SlotCounts {
    let counts = SlotCounts()
    slots.withLock { $0.append(counts) }
    return counts
  }

  /// Takes all counts out.
  package func take() -> ShownCounts {
    var all = ShownCounts()
    for slot in slots.withLock({ $0 }) { all += slot.take() }
    return all
  }

  final class SlotCounts: Sendable {
    private let counts = Mutex(ShownCounts())

    func add(_ movies: [MovieID], by recommender: Recommender, on day: CalendarDate) {
      counts.withLock { $0.add(movies, by: recommender, on: day) }
    }

    fileprivate func take() -> ShownCounts {
      counts.withLock { counts in
        defer { counts = ShownCounts() }
        return counts
      }
    }
  }
}
