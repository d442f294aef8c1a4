import Domain
import MariaDB

extension Interactions {
  package func save(
    _ interactions: [NewInteraction], of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> SaveOutcome {
    let outcome: SaveOutcome
    if interactions.count == 1, let saved = try save(interactions[0], of: session, at: time) {
      outcome = saved
    } else {
      outcome = try saveTogether(interactions, of: session, at: time)
    }
    if case .saved(_, let new, _) = outcome, new > 0 { counts.countSometimes(session.user, new: new, draw) }
    return outcome
  }

  private func saveTogether(
    _ interactions: [NewInteraction], of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> SaveOutcome {
    let user = session.user
    let outcome = try connection.transaction(for: session) { () throws(MariaDBError) -> SaveOutcome? in
      guard try !counts.isFull(of: user, maximum) else { return nil }
      let plan = SavePlan(interactions, stored: try storedSubmissions(of: interactions, of: user))
      guard plan.conflicts.isEmpty else { return .conflicts(plan.conflicts) }
      let places = try places(of: plan.new, user)
      let unknown = plan.new.indices.filter { plan.new[$0].origin != nil && places[$0] == nil }
      guard unknown.isEmpty else { return .unknownOrigins(unknown.map { plan.newPositions[$0] }) }
      let saved = try insert(plan.new, at: places, of: user, at: time)
      try record(plan.new, as: saved, of: user)
      try currentRatings.set(
        plan.new.compactMap { new in new.rating.map { (user, new.movie, $0, time) } })
      return plan.outcome(saved, isOnWatchlist: try isOnWatchlist(interactions, user))
    }
    guard let outcome else { throw .full }
    return outcome
  }

  /// Saves in one round trip: most saves are of one new interaction.
  /// - Returns: nil if its idempotency key was used before, its origin is unknown, or the history is full; then nothing
  ///   has changed.
  private func save(
    _ new: NewInteraction, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> SaveOutcome? {
    let user = session.user
    var read = InteractionCounts.holding(session)
    var condition = InteractionCounts.hasRoom(maximum)
    let origin = new.origin.map { RecommendedMovie(new.movie, $0, user) }
    if let origin { condition += " AND \(origin.isFound)" }
    var writes: [SQL] = []
    var results: [SQL] = ["session", "saved"]
    if let rating = new.rating {
      writes.append(CurrentRatings.setting([(user, new.movie, rating, time)]))
      read = read.onWatchlist(new.movie, of: user)
      results.append("wanted")
    }
    writes += [Self.inserting(new, of: user, at: time, origin: origin), "SET saved = LAST_INSERT_ID()"]
    if let key = new.idempotencyKey {
      read = read.joined(
        "known", "events.user_id", of: "events", on: "events.user_id = \(user) AND event_id = \(key)")
      condition += " AND known IS NULL"
      writes.append(Self.recording([(user, key, "saved", new.rating)]))
    }
    // Any other save inserts a single row and needs no lock.
    let needsLock = new.kind == .rate || new.idempotencyKey != nil
    let lock = needsLock ? [CurrentRatings.locking(user, alone: new.idempotencyKey != nil)] : []
    let block = Block(
      reads: lock + [read] + (origin.map { [$0.read] } ?? []), if: condition, writes: writes, results: results)
    let values = try translated(try connection.run(block))
    try connection.confirm(session, lastUse: values[0])
    return values[1].map { id in
      let saved = Interaction(
        id: id, user: user, movie: new.movie, kind: new.kind, rating: new.rating, createdAt: time)
      return .saved([saved], new: 1, isOnWatchlist: values.count > 2 && values[2] != nil)
    }
  }

  /// Whether this is a single `rate`, of a movie on the watchlist.
  private func isOnWatchlist(_ interactions: [NewInteraction], _ user: UserID) throws(MariaDBError) -> Bool {
    guard interactions.count == 1, interactions[0].kind == .rate else { return false }
    return try !connection.rows(
      "SELECT movie_id FROM watchlist WHERE user_id = \(user) AND movie_id = \(interactions[0].movie)"
    ) { try $0.integer(0) }.isEmpty
  }

  /// - Parameter origin: declared in the same block.
  static func inserting(
    _ new: NewInteraction, of user: UserID, at time: Timestamp, origin: RecommendedMovie? = nil
  ) -> SQL {
    """
    INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at\(origin?.columns ?? ""))
    VALUES (\(user), \(new.movie), \(new.kind), \(new.rating), \(time)\(origin?.values ?? ""))
    """
  }

  /// A statement that records idempotency keys.
  static func recording(_ keys: [(user: UserID, key: UUID, interaction: SQL, rating: Rating?)]) -> SQL {
    let rows = keys.map { "(\($0.user), \($0.key), \($0.interaction), \($0.rating))" as SQL }
    return """
      INSERT INTO events (user_id, event_id, interaction_id, half_stars) VALUES \(SQL.joined(rows, by: ", "))
      """
  }

  package func conflicts(
    of interactions: [NewInteraction], of user: UserID
  ) throws(StoreError) -> [KeyConflict] {
    try translatingErrors { () throws(MariaDBError) in
      SavePlan(interactions, stored: try storedSubmissions(of: interactions, of: user)).conflicts
    }
  }

  package func change(
    _ id: InteractionID, to rating: Rating, of session: SessionClaim
  ) throws(StoreError) -> ChangeOutcome {
    let user = session.user
    return try connection.transaction(for: session) { () throws(MariaDBError) in
      guard let before = try row(id, of: user) else { return .unknown }
      guard before.kind == .rate else { return .notRated }
      try connection.write("UPDATE interactions SET half_stars = \(rating) WHERE user_id = \(user) AND id = \(id)")
      try currentRatings.recompute(before.movie, of: user)
      try connection.write(TasteChanges.recording(user))
      return .changed(
        Interaction(
          id: id, user: user, movie: before.movie, kind: .rate, rating: rating, createdAt: before.createdAt))
    }
  }

  package func delete(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Bool {
    let user = session.user
    return try connection.transaction(for: session) { () throws(MariaDBError) in
      guard let before = try row(id, of: user) else { return false }
      let position = HistoryPosition(id)
      if let place = position.place {
        try deleteListed(place, in: position.row, of: user)
      } else {
        try connection.write("DELETE FROM interactions WHERE user_id = \(user) AND id = \(id)")
      }
      try counts.deleted(before)
      try connection.write(TasteChanges.recording(user, isTaste: before.kind != .recommend))
      if before.kind == .rate { try currentRatings.recompute(before.movie, of: user) }
      return true
    }
  }

  /// Marks one interaction of a list as deleted. The list itself stays as it was shown.
  private func deleteListed(_ place: Int, in row: Int64, of user: UserID) throws(MariaDBError) {
    try connection.write(
      """
      UPDATE interactions SET deleted_places = CONCAT_WS(' ', deleted_places, \(place)), films = films - 1
      WHERE user_id = \(user) AND id = \(row)
      """)
  }

  /// - Parameter places: the place of each movie in the list of its interaction's origin; nil without an origin.
  private func insert(
    _ interactions: [NewInteraction], at places: [Int?], of user: UserID, at time: Timestamp
  ) throws(MariaDBError) -> [Interaction] {
    guard !interactions.isEmpty else { return [] }
    let rows = zip(interactions, places).map { new, place -> SQL in
      let list: SQL = if let origin = new.origin { "\(origin.list)" } else { "NULL" }
      return "(\(user), \(new.movie), \(new.kind), \(new.rating), \(time), \(list), \(place))"
    }
    // The server returns the ids: a cluster assigns them in steps of its own, whatever the session asks for.
    let ids = try connection.change(
      """
      INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at, public_id, place)
      VALUES \(SQL.joined(rows, by: ", ")) RETURNING id
      """
    ) { try $0.integer(0) }
    return zip(ids, interactions).map { id, new in
      Interaction(id: id, user: user, movie: new.movie, kind: new.kind, rating: new.rating, createdAt: time)
    }
  }

  /// The interactions that were saved under the idempotency keys of `interactions`.
  private func storedSubmissions(
    of interactions: [NewInteraction], of user: UserID
  ) throws(MariaDBError) -> [UUID: StoredSubmission] {
    let keys = Set(interactions.compactMap(\.idempotencyKey))
    guard !keys.isEmpty else { return [:] }
    let rows = try connection.rows(
      """
      SELECT event_id, events.half_stars, \(Interaction.columns)
      FROM events LEFT JOIN interactions ON id = interaction_id
      WHERE events.user_id = \(user) AND event_id IN (\(SQL.joined(keys.map { "\($0)" }, by: ", ")))
      """
    ) { row in
      (
        id: try row.uuid(0),
        submission: StoredSubmission(
          interaction: row.isNull(2) ? nil : try Interaction(row, from: 2), sentRating: try row.optionalRating(1))
      )
    }
    return rows.reduce(into: [:]) { submissions, row in submissions[row.id] = row.submission }
  }

  /// Records the idempotency keys under which `new` was saved.
  private func record(
    _ new: [NewInteraction], as saved: [Interaction], of user: UserID
  ) throws(MariaDBError) {
    let keys = zip(new, saved).compactMap { new, saved in
      new.idempotencyKey.map { (user, $0, "\(saved.id)" as SQL, new.rating) }
    }
    if !keys.isEmpty { try connection.write(Self.recording(keys)) }
  }
}
