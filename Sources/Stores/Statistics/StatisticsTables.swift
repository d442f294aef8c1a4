import Domain
import MariaDB
import System

/// The tables `statistics` and `movie_statistics`: totals over the other tables, recounted now and then.
package final class StatisticsTables: StatisticsStore {
  private let connection: Connection

  /// - Parameter connection: one whose time limits allow for a statement that reads every interaction.
  package init(_ connection: Connection) { self.connection = connection }

  package func state() throws(StoreError) -> StatisticsState {
    let states = try translated(
      try connection.rows(
        """
        SELECT version, counted_at, duration, is_due, users, UTC_TIMESTAMP(6) FROM statistics WHERE id = 1
        """
      ) { row in
        StatisticsState(
          // An impossible time counts as no count so far; the next count corrects it.
          version: try row.integer(0), countedAt: try? row.optionalTime(1), duration: .microseconds(try row.count(2)),
          isOutdated: try row.integer(3) != 0, users: try row.count(4), readAt: try row.time(5))
      })
    guard let state = states.first else { throw .failed("the table statistics is empty") }
    return state
  }

  package func count(patience: Duration) throws(StoreError) {
    guard try acquireLock(patience) else { return }
    do throws(StoreError) {
      // Another worker may have counted meanwhile.
      let state = try state()
      if state.isDue { try count(at: state.readAt) }
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

  private func count(at time: Timestamp) throws(StoreError) {
    let start = ContinuousClock.now
    // Before anything is read, so that an import from here on makes the next count due.
    try mark(isDue: false)
    try translatingErrors { () throws(MariaDBError) in
      let counts = try connection.snapshot { () throws(MariaDBError) in try tally(at: time) }.counts
      try connection.transaction { () throws(MariaDBError) in
        try connection.write("DELETE FROM movie_statistics")
        for start in stride(from: 0, to: counts.count, by: Self.piece) {
          try insert(counts[start..<min(start + Self.piece, counts.count)])
        }
        let duration = (ContinuousClock.now - start).microseconds
        try connection.write(
          """
          UPDATE statistics SET version = version + 1, counted_at = \(time), duration = \(duration),
            users = (SELECT COUNT(*) FROM users WHERE deleted_at IS NULL)
          WHERE id = 1
          """)
      }
    }
  }

  /// Reads interactions user by user, from an index that has every column needed. Lists are read separately, because it
  /// does not matter whose they were.
  private func tally(at time: Timestamp) throws(MariaDBError) -> MovieTally {
    let users = try users()
    let latest = time + Self.clockTolerance
    let windows = RecentWindow.allCases.map { window -> SQL in "(created_at > \(time - window.length))" }
    var tally = MovieTally()
    try connection.read(
      """
      SELECT user_id, movie_id, kind, IF(created_at <= \(latest), \(SQL.joined(windows, by: " + ")), 0)
      FROM interactions FORCE INDEX (history) WHERE movie_id IS NOT NULL\(users) ORDER BY user_id
      """, isStreamed: true
    ) { row in
      guard let kind = InteractionKind(rawValue: try row.text(2)) else { return }
      tally.add(kind, try row.integer(1), by: try row.integer(0), recency: Int(try row.integer(3)))
    }
    try connection.read(
      """
      SELECT COALESCE(movies, ''), deleted_places
      FROM (
        SELECT user_id, id FROM interactions FORCE INDEX (history) WHERE kind = 'recommend' AND films > 0\(users)
      ) AS lists
      STRAIGHT_JOIN interactions USING (user_id, id)
      """, isStreamed: true
    ) { row in
      let movies = ListedMovies(try row.text(0), deletedPlaces: try row.optionalText(1))
      for place in movies.left { tally.addRecommended(movies.all[place]) }
    }
    try connection.read(
      """
      SELECT movie_id, half_stars, COUNT(*) FROM ratings WHERE TRUE\(users) GROUP BY movie_id, half_stars
      """
    ) { row in
      guard let rating = Rating(stars: Double(try row.integer(1)) / 2) else { return }
      tally.addRatings(try row.count(2), of: rating, to: try row.integer(0))
    }
    return tally
  }

  private func insert(_ counts: ArraySlice<MovieCounts>) throws(MariaDBError) {
    let rows = counts.map { count -> SQL in
      """
      (\(count.movie), \(count.interactions.views), \(count.interactions.selects), \(count.interactions.recommends),
        \(count.interactions.rates), \(count.ratings), \(count.halfStars), \(count.ratingEntropy), \(count.users),
        \(count.recentUsers.day), \(count.recentUsers.week), \(count.recentUsers.month))
      """
    }
    try connection.write(
      """
      INSERT INTO movie_statistics (movie_id, views, selects, recommends, rates, ratings, half_stars,
        rating_entropy, users, users_of_day, users_of_week, users_of_month)
      VALUES \(SQL.joined(rows, by: ", "))
      """, isKept: false)
  }

  /// Movies per statement.
  private static let piece = 1_000

  /// A condition that leaves out the interactions and ratings of deleted accounts. Usually there are none, and the
  /// count is spared the lookups.
  private func users() throws(MariaDBError) -> SQL {
    let hasDeleted = try !connection.rows("SELECT id FROM users WHERE deleted_at IS NOT NULL LIMIT 1") {
      try $0.integer(0)
    }.isEmpty
    return hasDeleted ? " AND user_id NOT IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)" : ""
  }

  private func mark(isDue: Bool) throws(StoreError) {
    try translated(try connection.write("UPDATE statistics SET is_due = \(isDue ? 1 : 0) WHERE id = 1"))
  }

  package func movieCounts() throws(StoreError) -> [MovieCounts] {
    var last: MovieID?
    return try translated(
      try connection.rows(
        """
        SELECT movie_id, views, selects, recommends, rates, ratings, half_stars, users, users_of_day, users_of_week,
          users_of_month, rating_entropy
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

  /// How far a machine's clock may be ahead of the database's. Anything later has not happened yet.
  private static let clockTolerance = Duration.seconds(300)
}

extension MovieCounts {
  /// Twelve columns, as selected by `movieCounts`.
  fileprivate init(_ row: borrowing Row) throws(ImpossibleValue) {
    self.init(
      movie: try row.integer(0),
      interactions: KindCounts(
        views: try row.count(1), selects: try row.count(2), recommends: try row.count(3), rates: try row.count(4)),
      ratings: try row.count(5), halfStars: try row.count(6), ratingEntropy: try row.count(11),
      users: try row.count(7),
      recentUsers: RecentUsers(day: try row.count(8), week: try row.count(9), month: try row.count(10)))
  }
}
