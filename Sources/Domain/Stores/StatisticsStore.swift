/// What a worker needs to hold in memory what all users together have done.
///
/// Counting reads every interaction, so the workers share one count: whoever finds it due does it, and all others read
/// the result, which has one row a film.
package protocol StatisticsStore: AnyObject {
  func state() throws(StoreError) -> StatisticsState
  /// Counts everything, if that is due and nobody else is at it. After a failure nobody else begins until this store
  /// has tried again or is gone: who has failed is the one to rest.
  /// - Parameter patience: seconds to wait for another who is counting.
  func count(patience: Int) throws(StoreError)
  /// What was counted last, of every film with any interaction, by ascending id.
  func movieCounts() throws(StoreError) -> [MovieCounts]
}

/// The last count.
package struct StatisticsState: Equatable, Sendable {
  /// Another one with each count; 0 before the first.
  package let version: Int64
  /// Nil before the first count.
  package let countedAt: Timestamp?
  /// How long it took, in microseconds.
  package let duration: Int64
  /// Whether something has been imported since.
  package let isOutdated: Bool
  /// Everyone there is, imported or registered.
  package let users: Int
  /// What time it was. Both times are by the database's clock: those of the machines that share it may differ.
  package let readAt: Timestamp

  package init(
    version: Int64, countedAt: Timestamp?, duration: Int64, isOutdated: Bool, users: Int, readAt: Timestamp
  ) {
    self.version = version
    self.countedAt = countedAt
    self.duration = duration
    self.isOutdated = isOutdated
    self.users = users
    self.readAt = readAt
  }

  /// Seconds from one count to the next, where counting is quick.
  package static let interval: Int64 = 60
  /// Counting takes at most one part in so many of the time: a large history is counted less often.
  package static let restFactor: Int64 = 20

  /// Whether it is time for the next count. A clock that was set back must not put it off, so that a count from the
  /// future is as old as one from the past.
  package var isDue: Bool {
    guard let countedAt, !isOutdated else { return true }
    let age = (readAt.microseconds - countedAt.microseconds).magnitude
    return age >= max(Self.interval * 1_000_000, Self.restFactor * duration).magnitude
  }
}
