import Domain
import MariaDB
import System

/// The tables `statistics` and `movie_statistics`: totals over the other tables, brought up to date now and then.
package final class StatisticsTables: StatisticsStore {
  private let connection: Connection
  private let lag: Duration

  /// - Parameter lag: longer than any transaction that saves or changes an interaction. A worker that hangs for so long
  ///   has been replaced.
  package init(_ connection: Connection, lag: Duration = .seconds(120)) {
    self.connection = connection
    self.lag = lag
  }

  package func state() throws(StoreError) -> StatisticsState {
    let states = try translated(
      try connection.rows(
        """
        SELECT version, counted_at, duration, is_due, users, UTC_TIMESTAMP(6), recommends FROM statistics WHERE id = 1
        """
      ) { row in
        StatisticsState(
          // An impossible time counts as no count so far; the next count corrects it.
          version: try row.integer(0), countedAt: try? row.optionalTime(1), duration: .microseconds(try row.count(2)),
          isOutdated: try row.integer(3) != 0, users: try row.count(4), readAt: try row.time(5),
          recommends: try row.count(6))
      })
    guard let state = states.first else { throw .failed("the table statistics is empty") }
    return state
  }

  /// Makes the next count, which is due now, count everything.
  package func recount() throws(StoreError) {
    try translated(
      // A backup may have lower ids than those seen before.
      try connection.write(
        """
        UPDATE statistics_progress SET counted_up_to = NULL, counted_changes_up_to = NULL,
          seen_up_to = COALESCE((SELECT MAX(id) FROM interactions), 0),
          seen_changes_up_to = COALESCE((SELECT MAX(id) FROM taste_changes), 0), seen_at = UTC_TIMESTAMP(6)
        WHERE id = 1
        """))
    try mark(isDue: true)
  }

  package func count(patience: Duration) throws(StoreError) {
    guard try acquireLock(patience) else { return }
    do throws(StoreError) {
      // Another worker may have counted meanwhile.
      let state = try state()
      if state.isDue { try count(after: state) }
    } catch {
      try? mark(isDue: true)
      // If the connection was lost, so was the lock. It is taken again and kept, so that no other worker tries what has
      // just failed.
      _ = try? acquireLock(.zero)
      throw error
    }
    try? connection.read("SELECT RELEASE_ALL_LOCKS()") { _ in }
  }

  /// A connection may acquire the lock several times over.
  private func acquireLock(_ patience: Duration) throws(StoreError) -> Bool {
    try translated(
      try connection.rows("SELECT GET_LOCK(\(Self.lock), \(patience.seconds))") { try $0.optionalInteger(0) }
    )
    .first == 1
  }

  private func count(after last: StatisticsState) throws(StoreError) {
    let start = ContinuousClock.now
    // Before anything is read, so that an import from here on makes the next count due.
    try mark(isDue: false)
    try translatingErrors { () throws(MariaDBError) in
      let counted = CountedMovies(connection: connection, time: last.readAt, version: last.version + 1)
      try StatisticsCount(connection, counted, lag: lag).run(lastCount: last.countedAt)
      try publish(counted, since: start)
    }
  }

  /// Makes the tallies that have changed the statistics of their movies. A wrong tally, below zero, counts as none
  /// until a count of everything mends it.
  private func publish(_ counted: CountedMovies, since start: ContinuousClock.Instant) throws(MariaDBError) {
    let tallies = SQL.joined(CountedMovies.columns.map { "GREATEST(\($0), 0) AS \($0)" }, by: ", ")
    let ratings = SQL.joined(CountedMovies.stars, by: " + ")
    let halfStars = SQL.joined(CountedMovies.stars.enumerated().map { "\($0 + 1) * \($1)" }, by: " + ")
    // The Shannon entropy of n ratings, n₁ of half a star and so on: log n - (Σ nᵢ log nᵢ) ÷ n.
    let logs = SQL.joined(CountedMovies.stars.map { "COALESCE(\($0) * LOG2(NULLIF(\($0), 0)), 0)" }, by: " + ")
    let entropy: SQL = "COALESCE(LOG2(NULLIF(\(ratings), 0)) - (\(logs)) / NULLIF(\(ratings), 0), 0)"
    try counted.transaction { () throws(MariaDBError) in
      try connection.write(
        """
        REPLACE INTO movie_statistics (movie_id, views, selects, recommends, rates, ratings, half_stars,
          rating_entropy, users, users_of_day, users_of_week, users_of_month)
        SELECT movie_id, views, selects, 0, rates, \(ratings), \(halfStars), ROUND(1000000 * \(entropy)), users,
          users_of_day, users_of_week, users_of_month
        FROM (SELECT movie_id, \(tallies) FROM movie_tallies WHERE changed_in >= \(counted.version)) AS tally
        """)
      // An older release counted movies that have no tally.
      try connection.write(
        """
        DELETE movie_statistics FROM movie_statistics LEFT JOIN movie_tallies USING (movie_id)
        WHERE COALESCE(movie_tallies.users, 0) <= 0
        """)
      try connection.write("DELETE FROM movie_tallies WHERE users = 0")
      let duration = (ContinuousClock.now - start).microseconds
      try connection.write(
        """
        UPDATE statistics SET version = \(counted.version), counted_at = \(counted.time), duration = \(duration),
          users = (SELECT COUNT(*) FROM users WHERE deleted_at IS NULL),
          recommends = (SELECT GREATEST(recommends, 0) FROM statistics_progress WHERE id = 1)
        WHERE id = 1
        """)
    }
  }

  private func mark(isDue: Bool) throws(StoreError) {
    try translated(try connection.write("UPDATE statistics SET is_due = \(isDue ? 1 : 0) WHERE id = 1"))
  }

  package func movieCounts() throws(StoreError) -> [MovieCounts] {
    var last: MovieID?
    return try translated(
      try connection.rows(
        """
        SELECT movie_id, views, selects, rates, ratings, half_stars, users, users_of_day, users_of_week, users_of_month,
          rating_entropy
        FROM movie_statistics ORDER BY movie_id
        """
      ) { row in
        let counts = try MovieCounts(row)
        guard counts.movie != last else { throw row.impossible(0, "\(counts.movie) for the second time") }
        last = counts.movie
        return counts
      })
  }

  /// Lock names are server-wide and have at most 64 characters.
  private static let lock: SQL = "LEFT(CONCAT('marquee.statistics.', DATABASE()), 64)"
}

extension MovieCounts {
  /// Eleven columns, as selected by `movieCounts`.
  fileprivate init(_ row: borrowing Row) throws(ImpossibleValue) {
    self.init(
      movie: try row.integer(0),
      interactions: KindCounts(views: try row.count(1), selects: try row.count(2), rates: try row.count(3)),
      ratings: try row.count(4), halfStars: try row.count(5), ratingEntropy: try row.count(10),
      users: try row.count(6),
      recentUsers: RecentUsers(day: try row.count(7), week: try row.count(8), month: try row.count(9)))
  }
}
