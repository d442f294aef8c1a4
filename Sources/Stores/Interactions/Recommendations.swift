import Domain
import MariaDB

/// The lists among `interactions`, and the data that recommendations are made from.
package final class Recommendations: RecommendationStore {
  let connection: Connection
  let recent: RecentLists
  let draw: Draw

  /// - Parameters:
  ///   - recent: what the worker has recorded. Without it, the database is asked before each list.
  ///   - draw: decides after which lists the oldest are removed.
  package init(
    _ connection: Connection, _ recent: RecentLists = RecentLists(most: 0), draw: @escaping Draw = drawAtRandom
  ) {
    self.connection = connection
    self.recent = recent
    self.draw = draw
  }

  package func taste(of user: UserID) throws(StoreError) -> Taste {
    let dismissals = try Marks(connection).dismissals(of: user)
    return try translatingErrors { () throws(MariaDBError) in
      let ratings = try connection.rows(
        """
        SELECT movie_id, half_stars, user_id FROM ratings WHERE user_id = \(user)
        ORDER BY rated_at DESC, movie_id DESC LIMIT \(Self.maximumRead)
        """
      ) { try (movie: $0.integer(0), rating: $0.rating(1)) }
      let picked = try movies(of: user, .select)
      return Taste(
        ratings: ratings, picked: picked, viewed: try movies(of: user, .view, limit: Self.maximumRead),
        seen: try rated(by: user).union(picked), dismissals: dismissals)
    }
  }

  package func pages(until list: UUID, of user: UserID) throws(StoreError) -> ShownPages? {
    let pages = try translated(
      try connection.rows(
        """
        WITH RECURSIVE pages (id, after_id, movies, page) AS (
          SELECT id, after_id, movies, 1 FROM interactions FORCE INDEX (history)
          WHERE \(Self.lists(of: user)) AND public_id = \(list)
          UNION ALL
          SELECT earlier.id, earlier.after_id, earlier.movies, page + 1
          FROM pages JOIN interactions AS earlier FORCE INDEX (PRIMARY)
            ON earlier.user_id = \(user) AND earlier.id = pages.after_id
          WHERE page < \(ShownPages.maximum)
        ) SELECT movies, id FROM pages ORDER BY page
        """, isKept: false
      ) { (id: try $0.integer(1), movies: ListedMovies(try $0.text(0), deletedPlaces: nil).all) })
    guard let last = pages.first?.id else { return nil }
    return ShownPages(last: last, count: pages.count, movies: Set(pages.flatMap(\.movies)))
  }

  package func record(
    _ recommendation: RecordedRecommendation, for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool {
    try translatingErrors { () throws(MariaDBError) in try insert([recommendation], user, limits) }
  }

  package func recordOnce(
    _ recommendations: [RecordedRecommendation], for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool {
    try translatingErrors { () throws(MariaDBError) in
      let newest = Set(
        try connection.rows(
          """
          SELECT public_id, id FROM interactions FORCE INDEX (history)
          WHERE \(Self.lists(of: user)) ORDER BY id DESC LIMIT \(Self.newest)
          """
        ) { try $0.uuid(0) })
      let new = recommendations.filter { !newest.contains($0.id) }
      return new.isEmpty ? true : try insert(new, user, limits)
    }
  }

  /// - Parameter recommendations: all with the same time.
  private func insert(
    _ recommendations: [RecordedRecommendation], _ user: UserID, _ limits: RecordingLimits
  ) throws(MariaDBError) -> Bool {
    let lists = recommendations.map { RecordedList($0, for: user) }
    guard recent.answer(for: user, at: lists[0].recommendation.createdAt) != .many else { return false }
    guard try insert(lists, limits) else {
      recent.refuse(user, at: lists[0].recommendation.createdAt)
      return false
    }
    // Finding the oldest costs more than inserting a row. A user with many lists is drawn soon.
    if draw(limits.listsBetweenTrims) < recommendations.count { try trim(user, limits) }
    return true
  }

  /// Inserts all lists, or none if a user has had too many within the last minute. Two simultaneous requests may both
  /// pass this limit: a bound on disk use need not be exact.
  /// - Parameters:
  ///   - lists: all with the same time. Sorted by user, so that two transactions wait for each other's locks in one
  ///     direction only.
  ///   - lockTimeout: how long to wait for the lock of a user's row; a conflict is then not retried. Nil for the
  ///     connection's own limit.
  func insert(
    _ lists: [RecordedList], _ limits: RecordingLimits, lockTimeout: Duration? = nil
  ) throws(MariaDBError) -> Bool {
    let time = lists[0].recommendation.createdAt
    let rows = lists.map { owned -> SQL in
      let list = owned.recommendation
      precondition(list.movies.count <= HistoryPosition.places, "a list is too long for the ids of its interactions")
      return """
        (\(owned.user), 'recommend', \(time), \(list.id), \(list.model), \(list.modelVersion), \(list.source.rawValue),
          \(list.surface?.rawValue), \(list.movies.spaced), \(list.movies.count),
          \(list.after), \(list.participation?.experiment), \(list.participation?.arm),
          \(list.exploration?.probability), \(list.exploration?.blocksText),
          \(list.exploration?.context.spaced), \(list.exploration?.dislikes.spaced))
        """
    }
    let asked = Set(lists.map(\.user)).sorted().filter { recent.answer(for: $0, at: time) != .few }
    let many = asked.indices.map { SQL(unchecked: "many\($0)") }
    let results = try connection.run(
      Block(
        reads: zip(many, asked).map { manyRead($0, $1, limits.perMinute, at: time) },
        if: many.isEmpty ? nil : SQL.joined(many.map { "COALESCE(\($0), 0) = 0" }, by: " AND "),
        writes: [
          Block.waiting(
            lockTimeout,
            """
            INSERT INTO interactions (user_id, kind, created_at, public_id, model, model_version, source, surface,
              movies, films, after_id, experiment, arm, explored, blocks, context, dislikes)
            VALUES \(SQL.joined(rows, by: ", "))
            """),
          "SET list = LAST_INSERT_ID()",
        ], results: ["list"]), retriesConflicts: lockTimeout == nil)
    guard results[0] != nil else { return false }
    for list in lists { recent.add(1, for: list.user) }
    return true
  }

  /// Reads whether there have been `count` lists within the last minute. A list from the future was written by a clock
  /// that has since been set back.
  private func manyRead(_ variable: SQL, _ user: UserID, _ count: Int, at time: Timestamp) -> Block.Read {
    Block.Read(
      [variable], "created_at > \(time - .seconds(60)) AND created_at <= \(time)",
      """
      FROM interactions FORCE INDEX (history)
      WHERE \(Self.lists(of: user)) ORDER BY id DESC LIMIT 1 OFFSET \(count - 1)
      """
    )
  }

  /// A condition: the row is a list of the user's.
  static func lists(of user: UserID) -> SQL { "user_id = \(user) AND kind = 'recommend' AND movie_id IS NULL" }

  /// Removes all but the newest lists (`limits.kept`), and all but as many `recommend` interactions outside of lists as
  /// those lists may have. Each call removes only a part of a long history.
  func trim(_ user: UserID, _ limits: RecordingLimits) throws(MariaDBError) {
    if let list = try row(limits.kept, where: Self.lists(of: user)) { try delete(user, "AND id <= \(list)") }
    let singles: SQL = "user_id = \(user) AND kind = 'recommend' AND movie_id IS NOT NULL"
    if let single = try row(limits.kept * RecordingLimits.interactionsPerList, where: singles) {
      try delete(user, "AND movie_id IS NOT NULL AND id <= \(single)")
    }
  }

  /// The id of the newest row after the first `offset`.
  private func row(_ offset: Int, where condition: SQL) throws(MariaDBError) -> Int64? {
    try connection.rows(
      "SELECT id FROM interactions FORCE INDEX (history) WHERE \(condition) ORDER BY id DESC LIMIT 1 OFFSET \(offset)",
      isKept: false
    ) { try $0.integer(0) }.first
  }

  private func delete(_ user: UserID, _ condition: SQL) throws(MariaDBError) {
    try connection.transaction { () throws(MariaDBError) in
      try CurrentRatings(connection: connection).lock(user)
      let counts = InteractionCounts(connection: connection)
      guard try counts.delete(.recommend, of: user, condition, limit: Self.trimmed) > 0 else { return }
      try connection.write(TasteChanges.recording(user, isTaste: false))
    }
  }

  /// How many of the newest lists are compared with new ones: more than one page has.
  private static let newest = 100
  /// Rows of each kind that one trim removes: more than the lists between two trims add.
  private static let trimmed = 1_000

  package func recorded(
    for session: SessionClaim, limit: Int, before: Int64?, rejected: ((String) -> Void)? = nil
  ) throws(StoreError) -> RecommendationPage {
    var condition = Self.lists(of: session.user)
    if let before { condition += " AND id < \(before)" }
    // One more than requested shows whether there is a next page.
    let rows = try connection.rows(
      for: session,
      """
      id, public_id, model, model_version, source, movies, created_at, surface, experiment, arm, explored, blocks,
      context, dislikes
      """,
      of: "interactions FORCE INDEX (history)", where: condition, "ORDER BY id DESC LIMIT \(limit + 1)"
    ) { row in
      (id: try row.integer(0), recommendation: try row.possible(rejected) { try RecordedRecommendation($0) })
    }
    return RecommendationPage(
      recommendations: rows.prefix(limit).compactMap(\.recommendation),
      next: rows.count > limit ? rows[limit - 1].id : nil)
  }

  /// Rows of each kind that a taste is read from.
  private static let maximumRead = 1_000

  /// Has no limit, because a movie that the user has rated is never new to them, however many they have rated since.
  private func rated(by user: UserID) throws(MariaDBError) -> Set<MovieID> {
    Set(
      try connection.rows("SELECT movie_id FROM ratings WHERE user_id = \(user)", isKept: false) { try $0.integer(0) })
  }

  /// Newest first.
  private func movies(of user: UserID, _ kind: InteractionKind, limit: Int? = nil) throws(MariaDBError) -> [MovieID] {
    let end: SQL = if let limit { "LIMIT \(limit)" } else { "" }
    return try connection.rows(
      """
      SELECT movie_id, id FROM interactions FORCE INDEX (history) WHERE user_id = \(user) AND kind = \(kind)
      ORDER BY id DESC \(end)
      """, isKept: false
    ) { try $0.integer(0) }
  }
}

extension RecordedRecommendation {
  /// Columns 1–13: public_id, model, model_version, source, movies, created_at, surface, experiment, arm, and those
  /// of the exploration.
  fileprivate init(_ row: borrowing Row) throws(ImpossibleValue) {
    self.init(
      id: try row.uuid(1), model: try row.text(2), modelVersion: try row.text(3), source: try row.enumeration(4),
      movies: ListedMovies(try row.text(5), deletedPlaces: nil).all, createdAt: try row.time(6),
      surface: try row.optionalText(7).flatMap(Surface.init(rawValue:)),
      participation: row.isNull(8) ? nil : Participation(experiment: try row.text(8), arm: try row.text(9)),
      exploration: try Exploration(row, from: 10))
  }
}

extension RecordingLimits {
  /// A trim reads all lists that are kept, so the more these are, the rarer it is. It removes all that were added.
  var listsBetweenTrims: Int { min(500, max(16, kept / 16)) }
}
