/// What a worker needs to hold in memory what all users together have done.
///
/// Counting reads every interaction, so the workers share one count: whoever finds it due does it, and all others read
/// the result, which has one row a film.
package protocol StatisticsStore: AnyObject {
  func state() throws(StoreError) -> StatisticsState
  /// Counts everything as of `time`, if that is due and nobody else is at it.
  /// - Parameter patience: seconds to wait for another who is counting.
  func count(at time: Timestamp, patience: Int) throws(StoreError)
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

  package init(version: Int64, countedAt: Timestamp?, duration: Int64, isOutdated: Bool, users: Int) {
    self.version = version
    self.countedAt = countedAt
    self.duration = duration
    self.isOutdated = isOutdated
    self.users = users
  }

  /// Seconds from one count to the next, where counting is quick.
  package static let interval: Int64 = 60
  /// Counting takes at most one part in so many of the time: a large history is counted less often.
  package static let restFactor: Int64 = 20

  /// Whether it is time for the next count. A clock that was set back must not put it off, so that a count from the future
  /// is as old as one from the past.
  package func isDue(at time: Timestamp) -> Bool {
    guard let countedAt, !isOutdated else { return true }
    let age = (time.microseconds - countedAt.microseconds).magnitude
    return age >= max(Self.interval * 1_000_000, Self.restFactor * duration).magnitude
  }
}
