import Domain
import MariaDB

// The following methods must run in a transaction that has locked the user.

extension UserImports {
  /// The interactions whose keys are new, except ratings of movies that the user has rated later.
  ///
  /// Keys outlive their interactions, so that what a user has deleted does not come back.
  /// - Parameter interactions: oldest first; those without a date count as of `time`.
  func news(
    of interactions: [ImportedInteraction], _ user: UserID, at time: Timestamp
  ) throws(MariaDBError) -> [ImportedInteraction] {
    var seen: Set<UUID> = []
    var rated: [MovieID: Timestamp] = [:]
    for part in interactions.parts(of: Self.part) {
      seen.formUnion(try knownKeys(part, of: user))
      rated.merge(try timesOfRatings(part, of: user)) { time, _ in time }
    }
    return interactions.filter { imported in
      guard seen.insert(imported.key).inserted else { return false }
      let movie = imported.interaction.movie
      guard imported.interaction.kind == .rate else { return true }
      // A rating without a date may be older than the stored one.
      if let last = rated[movie], imported.at.map({ $0 < last }) ?? true { return false }
      rated[movie] = imported.at ?? time
      return true
    }
  }

  /// Adds the interactions that are new.
  /// - Parameter interactions: oldest first.
  func insert(
    _ interactions: ArraySlice<ImportedInteraction>, _ id: ImportID, of user: UserID, at time: Timestamp
  ) throws(MariaDBError) -> ImportCounts {
    let new = try news(of: Array(interactions), user, at: time)
    var added = ImportCounts()
    guard !new.isEmpty else { return added }
    let ids = try connection.change(
      """
      INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
      VALUES \(SQL.joined(new.map { imported -> SQL in
        let interaction = imported.interaction
        return """
          (\(user), \(interaction.movie), \(interaction.kind), \(interaction.rating), \(imported.at ?? time))
          """
      }, by: ", ")) RETURNING id
      """
    ) { try $0.integer(0) }
    try connection.write(
      Interactions.recording(
        zip(new, ids).map { imported, interaction in
          (user, imported.key, "\(interaction)", imported.interaction.rating)
        }), isKept: false)
    try connection.write(
      """
      INSERT INTO imported_events (user_id, import_id, event_id)
      VALUES \(SQL.joined(new.map { "(\(user), \(id), \($0.key))" }, by: ", "))
      """, isKept: false)
    try CurrentRatings(connection: connection).set(
      new.compactMap { imported in
        imported.interaction.rating.map { (user, imported.interaction.movie, $0, imported.at ?? time) }
      }, isKept: false)
    for imported in new { added.add(imported.interaction.kind) }
    try connection.write(
      """
      UPDATE imports SET ratings = ratings + \(added.ratings), views = views + \(added.views),
        likes = likes + \(added.likes)
      WHERE id = \(id)
      """)
    return added
  }

  /// The keys that are in use, whether or not their interactions still exist.
  private func knownKeys(
    _ interactions: ArraySlice<ImportedInteraction>, of user: UserID
  ) throws(MariaDBError) -> Set<UUID> {
    let keys = SQL.joined(interactions.map { "\($0.key)" }, by: ", ")
    return Set(
      try connection.rows(
        "SELECT event_id FROM events WHERE user_id = \(user) AND event_id IN (\(keys))", isKept: false
      ) { try $0.uuid(0) })
  }

  /// When the user last rated each of the movies.
  private func timesOfRatings(
    _ interactions: ArraySlice<ImportedInteraction>, of user: UserID
  ) throws(MariaDBError) -> [MovieID: Timestamp] {
    let movies = Set(interactions.lazy.filter { $0.interaction.kind == .rate }.map(\.interaction.movie))
    guard !movies.isEmpty else { return [:] }
    let rows = try connection.rows(
      "SELECT movie_id, rated_at FROM ratings WHERE user_id = \(user) AND movie_id IN (\(SQL.list(Array(movies))))",
      isKept: false
    ) { try ($0.integer(0), $0.time(1)) }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  /// Stores questions. Those that are stored already stay as they are, answered or not.
  func insert(_ questions: ArraySlice<ImportQuestion>, _ id: ImportID, of user: UserID) throws(MariaDBError) {
    let rows = questions.map { question -> SQL in
      let candidates = question.candidates.map { "\($0)" }.joined(separator: " ")
      return """
        (\(user), \(id), \(question.number), \(question.title), \(question.year),
        \(ImportActs.text(question.acts)), \(candidates))
        """
    }
    try connection.write(
      """
      INSERT IGNORE INTO import_questions (user_id, import_id, number, title, year, acts, candidates)
      VALUES \(SQL.joined(rows, by: ", "))
      """, isKept: false)
  }
}
