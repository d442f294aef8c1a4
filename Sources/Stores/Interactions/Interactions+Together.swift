import Domain
import MariaDB

/// Saves of several users in one transaction: one round trip and one commit for all of them.
extension Interactions {
  package func save(_ submissions: [Submission], at time: Timestamp) -> [Result<SaveOutcome, StoreError>] {
    var outcomes = [Result<SaveOutcome, StoreError>?](repeating: nil, count: submissions.count)
    // There is one statement for each shape, so few that they stay prepared. Interactions with an origin are saved
    // alone, because their place must be looked up.
    let plain = submissions.indices.filter { submissions[$0].interaction.origin == nil }
    for indices in Dictionary(grouping: plain, by: { Shape(submissions[$0].interaction) }).values
    where indices.count > 1 {
      // Sorted, so that two transactions wait for each other's locks in one direction only. Saves of one movie stay in
      // order.
      func place(_ index: Int) -> (UserID, MovieID, Int) {
        (submissions[index].session.user, submissions[index].interaction.movie, index)
      }
      let indices = indices.sorted { place($0) < place($1) }
      let found = saveTogether(indices.map { submissions[$0] }, at: time)
      for (index, outcome) in zip(indices, found) { outcomes[index] = outcome }
    }
    return zip(outcomes, submissions).map { outcome, submission in
      outcome
        ?? Result { () throws(StoreError) in try save([submission.interaction], of: submission.session, at: time) }
    }
  }

  /// The properties that decide which statements save an interaction.
  private struct Shape: Hashable {
    let hasRating: Bool
    let hasKey: Bool

    init(_ interaction: NewInteraction) {
      hasRating = interaction.rating != nil
      hasKey = interaction.idempotencyKey != nil
    }

    /// Any other save inserts a single row and needs no lock.
    var needsLock: Bool { hasRating || hasKey }
  }

  /// Saves interactions of one shape if all of them are new, in open sessions, of users with room for them.
  /// - Returns: nil for an interaction that has not been saved and must be saved alone.
  private func saveTogether(
    _ submissions: [Submission], at time: Timestamp
  ) -> [Result<SaveOutcome, StoreError>?] {
    let shape = Shape(submissions[0].interaction)
    let alone = [Result<SaveOutcome, StoreError>?](repeating: nil, count: submissions.count)
    let results: [Int64?]
    do throws(MariaDBError) {
      results = try connection.run(Self.block(submissions, shape, maximum, at: time), retriesConflicts: false)
    } catch {
      // If the connection was lost, it is unknown whether they have been saved.
      if error.failure.endsConnection { return submissions.map { _ in .failure(StoreError(error)) } }
      guard error.failure == .conflict,
        let free = try? currentRatings.unlocked(submissions.map(\.session.user))
      else { return alone }
      // A user whose row is locked for so long must not hold up the others.
      return submissions.map { free.contains($0.session.user) ? nil : .failure(StoreError(error)) }
    }
    let ids = results.prefix(submissions.count).compactMap(\.self)
    guard ids.count == submissions.count else { return alone }
    let (due, wanted) = (results[ids.count] ?? 0, results[ids.count + 1] ?? 0)
    if due > 0 { connection.touch(submissions.map(\.session.id), at: time) }
    for submission in submissions { counts.countSometimes(submission.session.user, new: 1, draw) }
    return zip(ids, submissions).enumerated().map { position, saved in
      let (id, submission) = saved
      let new = submission.interaction
      let interaction = Interaction(
        id: id, user: submission.session.user, movie: new.movie, kind: new.kind, rating: new.rating, createdAt: time)
      return .success(.saved([interaction], new: 1, isOnWatchlist: wanted & 1 << position != 0))
    }
  }

  private static func block(
    _ submissions: [Submission], _ shape: Shape, _ maximum: Int, at time: Timestamp
  ) -> Block {
    var sessions: [SessionClaim] = []
    // The claims of two requests of one session differ in their time.
    for submission in submissions where !sessions.contains(where: { $0.id == submission.session.id }) {
      sessions.append(submission.session)
    }
    let variables = submissions.indices.map { SQL(unchecked: "saved\($0)") }
    var reads: [Block.Read] = []
    if shape.needsLock {
      reads.append(
        Block.Read(
          ["locked"], "COUNT(*)",
          """
          FROM users FORCE INDEX (PRIMARY) WHERE id IN (\(SQL.list(sessions.map(\.user))))
          \(CurrentRatings.lock(alone: shape.hasKey))
          """, lockTimeout: .seconds(1)))
    }
    // Conditions on each row are in what is selected: the server plans a list of ids much faster than alternatives.
    let able: SQL = "(\(SQL.joined(sessions.map(\.holds), by: " OR "))) AND \(InteractionCounts.isBelow(maximum))"
    reads.append(
      Block.Read(
        ["able", "due"], "SUM(\(able)), SUM(\(Session.isDue(at: time)))",
        """
        FROM sessions FORCE INDEX (PRIMARY)
          LEFT JOIN interaction_counts ON interaction_counts.user_id = sessions.user_id
        WHERE sessions.id IN (\(SQL.list(sessions.map(\.id))))
        """))
    var condition: SQL = "able = \(sessions.count)"
    let keys = submissions.compactMap { submission in
      submission.interaction.idempotencyKey.map { (user: submission.session.user, key: $0) }
    }
    if shape.hasKey {
      let used = keys.map { user, key -> SQL in "user_id = \(user) AND event_id = \(key)" }
      reads.append(Block.Read(["used"], "COUNT(*)", "FROM events WHERE \(SQL.joined(used, by: " OR "))"))
      condition += " AND used = 0"
    }
    if shape.hasRating {
      // A bit for each rated movie.
      let bits = submissions.enumerated().map { number, submission -> SQL in
        "(user_id = \(submission.session.user) AND movie_id = \(submission.interaction.movie)) << \(number)"
      }
      reads.append(
        Block.Read(
          ["wanted"], "BIT_OR(\(SQL.joined(bits, by: " | ")))",
          """
          FROM watchlist FORCE INDEX (PRIMARY)
          WHERE user_id IN (\(SQL.list(sessions.map(\.user))))
            AND movie_id IN (\(SQL.list(submissions.map(\.interaction.movie))))
          """))
    }
    var writes: [SQL] = []
    if shape.hasRating {
      writes.append(
        CurrentRatings.setting(
          submissions.compactMap { submission in
            submission.interaction.rating.map { (submission.session.user, submission.interaction.movie, $0, time) }
          }))
    }
    for (variable, submission) in zip(variables, submissions) {
      writes.append(inserting(submission.interaction, of: submission.session.user, at: time))
      writes.append("SET \(variable) = LAST_INSERT_ID()")
    }
    if shape.hasKey {
      writes.append(
        recording(
          zip(keys, zip(variables, submissions)).map { owned, saved in
            (owned.user, owned.key, saved.0, saved.1.interaction.rating)
          }))
    }
    return Block(reads: reads, if: condition, writes: writes, results: variables + ["due", "wanted"])
  }
}
