import Domain
import MariaDB

/// The table `ratings`, and the `rate` events that its rows follow from.
package final class Ratings: RatingStore {
  private let connection: Connection
  private let maximum: Int
  private let draw: Draw

  /// - Parameters:
  ///   - maximum: about how many interactions a user may have, what is recommended not counted.
  ///   - draw: decides after which saves they are counted.
  package init(_ connection: Connection, maximum: Int = .max, draw: @escaping Draw = drawAtRandom) {
    self.connection = connection
    self.maximum = maximum
    self.draw = draw
  }

  private var currentRatings: CurrentRatings { CurrentRatings(connection: connection) }

  package func ratings(
    of user: UserID, limit: Int, before: RatingCursor?
  ) throws(StoreError) -> RatingPage {
    // Two bounds on the time, since MariaDB makes no range of a comparison of pairs.
    let start: SQL =
      if let before {
        " AND rated_at <= \(before.ratedAt) AND (rated_at < \(before.ratedAt) OR movie_id < \(before.movie))"
      } else {
        ""
      }
    let found = try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT movie_id, half_stars, rated_at, user_id FROM ratings FORCE INDEX (newest)
        WHERE user_id = \(user)\(start) ORDER BY rated_at DESC, movie_id DESC LIMIT \(limit + 1)
        """
      ) { row in
        CurrentRating(movie: try row.integer(0), rating: try row.rating(1), ratedAt: try row.time(2))
      }
    }
    return RatingPage(found, limit: limit)
  }

  package func rate(
    _ movie: MovieID, _ rating: Rating, of user: UserID, at time: Timestamp
  ) throws(StoreError) -> Bool {
    let counts = InteractionCounts(connection: connection)
    let saved = try translated { () throws(MariaDBError) in
      try connection.run(
        Block(
          reads: [
            InteractionCounts.holding(user), CurrentRatings.locking(user),
            ("rated", "SELECT COUNT(*) FROM ratings WHERE user_id = \(user) AND movie_id = \(movie)"),
          ],
          if: "COALESCE(held, 0) < \(maximum)",
          writes: [
            """
            INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
            VALUES (\(user), \(movie), 'rate', \(rating), \(time))
            """,
            // One number tells both: even ids of a film that was not rated, odd ones of one that was.
            "SET saved = LAST_INSERT_ID() * 2 + rated",
            CurrentRatings.setting([(movie, rating)], of: user, at: time),
          ], result: "saved"))
    }
    guard let saved else { throw .full }
    counts.countSometimes(user, new: 1, draw)
    return saved % 2 == 0
  }

  package func removeRating(of movie: MovieID, by user: UserID) throws(StoreError) -> Bool {
    try translated { () throws(MariaDBError) in
      try connection.transaction { () throws(MariaDBError) in
        try currentRatings.lock(user)
        let counts = InteractionCounts(connection: connection)
        let removed = try counts.delete(.rate, of: user, "AND movie_id = \(movie)")
        try currentRatings.remove(movie, of: user)
        return removed > 0
      }
    }
  }
}
