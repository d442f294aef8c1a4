import Domain
import MariaDB

/// The table `recommendations`, and what recommendations are made from.
package final class Recommendations: RecommendationStore {
  private let connection: Connection
  private let draw: Draw

  /// - Parameter draw: decides after which lists the oldest are removed.
  package init(_ connection: Connection, draw: @escaping Draw = drawAtRandom) {
    self.connection = connection
    self.draw = draw
  }

  package func taste(of user: UserID) throws(StoreError) -> Taste {
    try translated { () throws(MariaDBError) in
      let ratings = try connection.rows(
        """
        SELECT movie_id, half_stars, user_id FROM ratings WHERE user_id = \(user)
        ORDER BY rated_at DESC, movie_id DESC LIMIT \(Self.maximumRead)
        """
      ) { try (movie: $0.integer(0), rating: $0.rating(1)) }
      return Taste(
        ratings: ratings, picked: try movies(of: user, .select), viewed: try movies(of: user, .view),
        seen: try seen(by: user))
    }
  }

  package func record(
    _ recommendation: RecordedRecommendation, for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool {
    let (time, movies) = (recommendation.createdAt, recommendation.movies)
    return try translated { () throws(MariaDBError) in
      var writes: [SQL] = [
        """
        INSERT INTO recommendations (public_id, user_id, model, model_version, source, movies, created_at)
        VALUES (\(recommendation.id.bytes), \(user), \(recommendation.model), \(recommendation.modelVersion),
          \(recommendation.source.rawValue), \(movies.map(String.init).joined(separator: " ")), \(time))
        """,
        "SET list = LAST_INSERT_ID()",
      ]
      if !movies.isEmpty {
        let rows = movies.map { movie -> SQL in "(\(user), \(movie), \(InteractionKind.recommend), \(time))" }
        writes.append(
          "INSERT INTO interactions (user_id, movie_id, kind, created_at) VALUES \(SQL.joined(rows, by: ", "))")
      }
      // Two at once may both be the last: a bound on the disk need not be exact.
      let list = try connection.run(
        Block(
          reads: [hasMany(user, limits.perMinute, at: time)], if: "COALESCE(many, 0) = 0", writes: writes,
          result: "list")
      )
      guard list != nil else { return false }
      // Looking for the oldest costs more than a row. Whoever is recommended much is drawn soon.
      if draw(Self.listsBetweenTrims) == 0 { try trim(user, limits) }
      return true
    }
  }

  /// Whether there have been `count` lists within the last minute. One from the future is of a clock that was set back
  /// since.
  private func hasMany(_ user: UserID, _ count: Int, at time: Timestamp) -> (variable: SQL, query: SQL) {
    (
      "many",
      """
      SELECT created_at > \(time + -60) AND created_at <= \(time) FROM recommendations FORCE INDEX (history)
      WHERE user_id = \(user) ORDER BY id DESC LIMIT 1 OFFSET \(count - 1)
      """
    )
  }

  /// Removes what is older than the newest that are kept; of a long history some, each time.
  private func trim(_ user: UserID, _ limits: RecordingLimits) throws(MariaDBError) {
    let list = try connection.rows(
      """
      SELECT id FROM recommendations FORCE INDEX (history) WHERE user_id = \(user)
      ORDER BY id DESC LIMIT 1 OFFSET \(limits.kept)
      """, isKept: false
    ) { try $0.integer(0) }.first
    if let list {
      try connection.write(
        "DELETE FROM recommendations WHERE user_id = \(user) AND id <= \(list) ORDER BY id LIMIT \(Self.trimmed)")
    }
    let interaction = try connection.rows(
      """
      SELECT id FROM interactions FORCE INDEX (history_of_kind)
      WHERE user_id = \(user) AND kind = \(InteractionKind.recommend)
      ORDER BY id DESC LIMIT 1 OFFSET \(limits.kept * RecordingLimits.interactionsPerList)
      """, isKept: false
    ) { try $0.integer(0) }.first
    guard let interaction else { return }
    try connection.transaction { () throws(MariaDBError) in
      try CurrentRatings(connection: connection).lock(user)
      try InteractionCounts(connection: connection)
        .delete(.recommend, of: user, "AND id <= \(interaction)", limit: Self.trimmed)
    }
  }

  private static let listsBetweenTrims = 16
  /// Rows at a time: more than what so many lists add.
  private static let trimmed = 2_000

  package func recorded(for user: UserID, limit: Int, before: Int64?) throws(StoreError) -> RecommendationPage {
    var condition: SQL = "user_id = \(user)"
    if let before { condition += " AND id < \(before)" }
    return try translated { () throws(MariaDBError) in
      // One more than asked for tells whether there is a next page.
      let rows = try connection.rows(
        """
        SELECT id, public_id, model, model_version, source, movies, created_at
        FROM recommendations FORCE INDEX (history)
        WHERE \(condition) ORDER BY id DESC LIMIT \(limit + 1)
        """
      ) { try (id: $0.integer(0), recommendation: RecordedRecommendation($0)) }
      return RecommendationPage(
        recommendations: rows.prefix(limit).map(\.recommendation), next: rows.count > limit ? rows[limit - 1].id : nil)
    }
  }

  /// Rows of each kind that a taste is read from.
  private static let maximumRead = 1_000

  /// However many: as often as they rate or pick one again, a film is no news to the user.
  private func seen(by user: UserID) throws(MariaDBError) -> Set<MovieID> {
    let rated = try connection.rows("SELECT movie_id FROM ratings WHERE user_id = \(user)", isKept: false) {
      try $0.integer(0)
    }
    let picked = try connection.rows(
      """
      SELECT DISTINCT movie_id FROM interactions FORCE INDEX (history_of_movie)
      WHERE user_id = \(user) AND kind = \(InteractionKind.select)
      """, isKept: false
    ) { try $0.integer(0) }
    return Set(rated).union(picked)
  }

  private func movies(of user: UserID, _ kind: InteractionKind) throws(MariaDBError) -> [MovieID] {
    try connection.rows(
      """
      SELECT movie_id FROM interactions FORCE INDEX (history_of_kind) WHERE user_id = \(user) AND kind = \(kind)
      ORDER BY id DESC LIMIT \(Self.maximumRead)
      """
    ) { try $0.integer(0) }
  }
}

extension RecordedRecommendation {
  /// Columns 1–6: public_id, model, model_version, source, movies, created_at.
  fileprivate init(_ row: borrowing Row) throws(ImpossibleValue) {
    self.init(
      id: try row.uuid(1), model: try row.text(2), modelVersion: try row.text(3), source: try row.enumeration(4),
      movies: try row.text(5).split(separator: " ").compactMap { MovieID($0) }, createdAt: try row.time(6))
  }
}
