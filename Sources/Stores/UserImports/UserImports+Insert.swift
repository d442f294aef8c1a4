import Domain
import MariaDB

// The following belongs in a transaction that has locked the user.

extension UserImports {
  /// Adds the interactions whose keys are new, except ratings of movies that the user has rated later.
  func insert(
    _ interactions: ArraySlice<ImportedInteraction>, _ id: ImportID, of user: UserID, at time: Timestamp
  ) throws(MariaDBError) -> ImportCounts {
    let known = try knownKeys(interactions, of: user)
    let rated = try timesOfRatings(interactions, of: user)
    var seen = known
    let new = interactions.filter { imported in
      guard seen.insert(imported.key).inserted else { return false }
      guard imported.interaction.kind == .rate, let last = rated[imported.interaction.movie] else { return true }
      // A rating without a date may be older than the one that is there.
      return imported.at.map { last <= $0 } ?? false
    }
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
    let events = zip(new, ids).map { imported, interaction -> SQL in
      "(\(user), \(imported.key), \(interaction), \(imported.interaction.rating))"
    }
    try connection.write(
      """
      INSERT INTO events (user_id, event_id, interaction_id, half_stars) VALUES \(SQL.joined(events, by: ", "))
      """, isKept: false)
    try connection.write(
      """
      INSERT INTO imported_events (user_id, import_id, event_id)
      VALUES \(SQL.joined(new.map { "(\(user), \(id), \($0.key))" }, by: ", "))
      """, isKept: false)
    try setRatings(new, of: user, at: time)
    for imported in new { added.add(imported.interaction.kind) }
    try connection.write(
      """
      UPDATE imports SET ratings = ratings + \(added.ratings), views = views + \(added.views),
        likes = likes + \(added.likes)
      WHERE id = \(id)
      """)
    return added
  }

  /// The keys that are in use, whether or not their interactions are still there: what a user has deleted does not come
  /// back.
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
    let list = SQL.joined(movies.map { "\($0)" }, by: ", ")
    let rows = try connection.rows(
      "SELECT movie_id, rated_at FROM ratings WHERE user_id = \(user) AND movie_id IN (\(list))", isKept: false
    ) { try ($0.integer(0), $0.time(1)) }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  /// Makes the new ratings current. They are in the order of time, so that the last of a movie stays.
  private func setRatings(
    _ new: [ImportedInteraction], of user: UserID, at time: Timestamp
  ) throws(MariaDBError) {
    let rows = new.compactMap { imported -> SQL? in
      imported.interaction.rating.map { "(\(user), \(imported.interaction.movie), \($0), \(imported.at ?? time))" }
    }
    guard !rows.isEmpty else { return }
    try connection.write(
      """
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at) VALUES \(SQL.joined(rows, by: ", "))
      ON DUPLICATE KEY UPDATE half_stars = VALUES(half_stars), rated_at = VALUES(rated_at)
      """, isKept: false)
  }

  /// Keeps questions; those that are there already stay, answered or not.
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
