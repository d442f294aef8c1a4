import Domain
import MariaDB

/// The table `ratings`, and the `rate` interactions that its rows follow from.
package final class Ratings: RatingStore {
  let connection: Connection
  private let maximum: Int
  private let draw: Draw

  /// - Parameters:
  ///   - maximum: about how many interactions a user may have, not counting recommendations.
  ///   - draw: decides after which saves they are counted.
  package init(_ connection: Connection, maximum: Int = .max, draw: @escaping Draw = drawAtRandom) {
    self.connection = connection
    self.maximum = maximum
    self.draw = draw
  }

  package func ratings(
    of session: SessionClaim, limit: Int, before: MovieCursor?
  ) throws(StoreError) -> MoviePage<CurrentRating> {
    try connection.page(of: .ratings, CurrentRating.columns, for: session, limit: limit, before: before) {
      try CurrentRating($0)
    }
  }

  package func ratings(
    of user: UserID, after last: MovieID?, limit: Int, rejected: @escaping (String) -> Void
  ) throws(StoreError) -> (ratings: [CurrentRating], last: MovieID?) {
    let start: SQL = if let last { " AND movie_id > \(last)" } else { "" }
    let rows = try translated(
      try connection.rows(
        """
        SELECT \(CurrentRating.columns), user_id FROM ratings WHERE user_id = \(user)\(start)
        ORDER BY movie_id LIMIT \(limit)
        """
      ) { (movie: try $0.integer(0), rating: try $0.possible(rejected) { try CurrentRating($0) }) })
    return (rows.compactMap(\.rating), rows.count == limit ? rows.last?.movie : nil)
  }

  package func rate(
    _ movie: MovieID, _ rating: Rating, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> RateOutcome {
    let user = session.user
    let results = try translated(
      try connection.run(
        Block(
          reads: [
            CurrentRatings.locking(user, alone: true),
            InteractionCounts.holding(session).joined(
              "rated", "ratings.movie_id", of: "ratings",
              on: "ratings.user_id = \(user) AND ratings.movie_id = \(movie)"
            ).onWatchlist(movie, of: user),
          ],
          if: InteractionCounts.hasRoom(maximum),
          writes: [
            """
            INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
            VALUES (\(user), \(movie), 'rate', \(rating), \(time))
            """,
            "SET saved = LAST_INSERT_ID()",
            CurrentRatings.setting([(user, movie, rating, time)]),
          ], results: ["session", "saved", "rated", "wanted"])))
    try connection.confirm(session, lastUse: results[0])
    guard results[1] != nil else { throw .full }
    InteractionCounts(connection: connection).countSometimes(user, new: 1, draw)
    return RateOutcome(isFirst: results[2] == nil, isOnWatchlist: results[3] != nil)
  }

  package func removeRating(of movie: MovieID, by session: SessionClaim) throws(StoreError) -> Bool {
    try connection.transaction(for: session) { () throws(MariaDBError) in
      let counts = InteractionCounts(connection: connection)
      let removed = try counts.delete(.rate, of: session.user, "AND movie_id = \(movie)")
      try CurrentRatings(connection: connection).remove(movie, of: session.user)
      if removed > 0 { try connection.write(TasteChanges.recording(session.user)) }
      return removed > 0
    }
  }
}

extension CurrentRating {
  fileprivate static let columns: SQL = "movie_id, half_stars, rated_at"

  /// - Parameter row: begins with `columns`.
  fileprivate init(_ row: borrowing Row) throws(ImpossibleValue) {
    self.init(movie: try row.integer(0), rating: try row.rating(1), ratedAt: try row.time(2))
  }
}
