import System

/// What a worker needs to keep the statistics of all users in memory.
///
/// The workers share one count: the first worker to find it due does it, and the others read the result, which has one
/// row per movie. A count reads what has changed since the last one.
package protocol StatisticsStore: AnyObject {
  func state() throws(StoreError) -> StatisticsState
  /// Counts, if a count is due and no other worker is counting. After a failure this store keeps the lock
  /// until it has tried again or is gone. That way the workers do not fail one after another, and its pause applies to
  /// all of them.
  /// - Parameter patience: how long to wait for another worker that is counting.
  func count(patience: Duration) throws(StoreError)
  /// The last count, for every movie that anyone has viewed, selected or rated, by ascending id.
  func movieCounts() throws(StoreError) -> [MovieCounts]
}

/// The state of the last count.
package struct StatisticsState: Equatable, Sendable {
  /// Changes with each count; 0 before the first.
  package let version: Int64
  /// Nil before the first count.
  package let countedAt: Timestamp?
  /// How long the count took.
  package let duration: Duration
  /// Whether data has been imported since.
  package let isOutdated: Bool
  /// Number of all users, imported and registered.
  package let users: Int
  /// Interactions of the kind `recommend`, with whatever movie.
  package let recommends: Int
  /// When this state was read. Both times are by the database's clock, because the clocks of the machines may differ.
  package let readAt: Timestamp

  package init(
    version: Int64, countedAt: Timestamp?, duration: Duration, isOutdated: Bool, users: Int, readAt: Timestamp,
    recommends: Int = 0
  ) {
    self.version = version
    self.countedAt = countedAt
    self.duration = duration
    self.isOutdated = isOutdated
    self.users = users
    self.readAt = readAt
    self.recommends = recommends
  }

  /// The least time from one count to the next.
  package static let interval = Duration.seconds(60)
  /// Counting takes up at most 1/`restFactor` of the time: after a long count, the next one comes later.
  package static let restFactor = 20

  /// Whether the next count is due. The sign of the last count's age is ignored, so that a clock that was set back does
  /// not postpone the next count for long.
  package var isDue: Bool {
    guard let countedAt, !isOutdated else { return true }
    return (readAt - countedAt).magnitude >= max(Self.interval, duration * Self.restFactor)
  }
}
