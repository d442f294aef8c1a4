import Domain
import MariaDB

/// The tables `imports`, `imported_events`, `imported_watchlist` and `import_questions`, and what imports have added to
/// histories and watchlists.
package final class UserImports: ImportStore {
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

  private var counts: InteractionCounts { InteractionCounts(connection: connection) }

  package func add(
    _ new: NewImport, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> ImportResult {
    let interactions = new.interactions.inOrder(undated: time)
    try expectRoom(for: interactions, of: session, at: time)
    guard let id = try begin(new, of: session, at: time) else { return .tooMany }
    var added = ImportCounts()
    for part in interactions.parts(of: Self.part) {
      added += try adding(to: id, of: session) { () throws(MariaDBError) in
        try insert(part, id, of: session.user, at: time)
      }
    }
    for part in new.wanted.parts(of: Self.part) {
      added += try adding(to: id, of: session) { () throws(MariaDBError) in
        try insert(part, id, of: session.user, at: time)
      }
    }
    for part in new.questions.parts(of: Self.part) {
      added += try adding(to: id, of: session) { () throws(MariaDBError) in
        try insert(part, id, of: session.user)
        return ImportCounts()
      }
    }
    counts.countSometimes(session.user, new: added.all, draw)
    return .added(id, added)
  }

  /// Adds a part of an import in a transaction. Adds nothing if the user has undone the import in the meantime.
  private func adding(
    to id: ImportID, of session: SessionClaim, _ insert: () throws(MariaDBError) -> ImportCounts
  ) throws(StoreError) -> ImportCounts {
    try connection.transaction(for: session) { () throws(MariaDBError) in
      try exists(id, of: session.user) ? try insert() : ImportCounts()
    }
  }

  /// Rows per statement: so few that an import locks the user's row for only a few dozen milliseconds at a time.
  static let part = 500

  /// Throws `full` if there is no room for those that are new.
  private func expectRoom(
    for interactions: [ImportedInteraction], of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) {
    guard !interactions.isEmpty, maximum < .max else { return }
    let user = session.user
    let held = try translatingErrors { () throws(MariaDBError) in
      var held = 0
      for kind in [InteractionKind.view, .select, .rate] { held += try counts.total(of: user, kind) }
      return held
    }
    // Only close to the maximum does it matter how many of them are stored already.
    guard held + interactions.count > maximum else { return }
    let new = try translatingErrors { () throws(MariaDBError) in try news(of: interactions, user, at: time).count }
    guard new == 0 || held + new <= maximum else { throw .full }
  }

  package func news(
    of new: NewImport, _ session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> ImportCounts {
    try connection.transaction(for: session) { () throws(MariaDBError) in
      var counts = ImportCounts()
      for imported in try news(of: new.interactions.inOrder(undated: time), session.user, at: time) {
        counts.add(imported.interaction.kind)
      }
      counts.watchlist = try news(of: new.wanted, session.user).unlisted.count
      return counts
    }
  }

  /// The import of this file, which is created if there is none; nil if the user already has `maximumImports`.
  private func begin(
    _ new: NewImport, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> ImportID? {
    let user = session.user
    return try connection.transaction(for: session) { () throws(MariaDBError) in
      let known = try connection.rows(
        "SELECT id FROM imports WHERE user_id = \(user) AND file_hash = \(new.fileHash)"
      ) { try $0.integer(0) }
      if let id = known.first { return id }
      let count = try connection.rows("SELECT COUNT(*) FROM imports FORCE INDEX (newest) WHERE user_id = \(user)") {
        try $0.count(0)
      }[0]
      guard count < maximumImports else { return nil }
      return try connection.write(
        """
        INSERT INTO imports (user_id, source, file_hash, created_at)
        VALUES (\(user), \(new.source.rawValue), \(new.fileHash), \(time))
        """
      ).firstID
    }
  }

  package func answer(
    _ answers: [ImportAnswer], of id: ImportID, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> ImportCounts? {
    let user = session.user
    let new = try translatingErrors { () throws(MariaDBError) in try unanswered(answers, of: id, user) }
    try expectRoom(for: new.flatMap(\.interactions).inOrder(undated: time), of: session, at: time)
    var added = ImportCounts()
    for part in answers.inOrder(undated: time).parts(of: Self.answersAtOnce) {
      let counts = try connection.transaction(for: session) { () throws(MariaDBError) -> ImportCounts? in
        guard try exists(id, of: user) else { return nil }
        let new = try unanswered(part, of: id, user)
        try connection.write(
          "UPDATE import_questions SET answered_at = \(time) WHERE \(Self.isOpen(part, id, user))", isKept: false)
        var added = ImportCounts()
        let interactions = new.flatMap(\.interactions).inOrder(undated: time)
        for part in interactions.parts(of: Self.part) { added += try insert(part, id, of: user, at: time) }
        let wanted = new.flatMap(\.wanted)
        added += try insert(wanted[...], id, of: user, at: time)
        return added
      }
      guard let counts else { return nil }
      added += counts
    }
    counts.countSometimes(user, new: added.all, draw)
    return added
  }

  private static let answersAtOnce = 100

  /// The answers to questions that have not been answered yet.
  private func unanswered(
    _ answers: some Collection<ImportAnswer>, of id: ImportID, _ user: UserID
  ) throws(MariaDBError) -> [ImportAnswer] {
    guard !answers.isEmpty else { return [] }
    let asked = Set(
      try connection.rows(
        "SELECT number FROM import_questions WHERE \(Self.isOpen(answers, id, user))", isKept: false
      ) { try $0.count(0) })
    return answers.filter { asked.contains($0.number) }
  }

  private static func isOpen(_ answers: some Collection<ImportAnswer>, _ id: ImportID, _ user: UserID) -> SQL {
    let numbers = SQL.list(answers.map { Int64($0.number) })
    return "user_id = \(user) AND import_id = \(id) AND number IN (\(numbers)) AND answered_at IS NULL"
  }

  private func exists(_ id: ImportID, of user: UserID) throws(MariaDBError) -> Bool {
    try !connection.rows("SELECT id FROM imports WHERE id = \(id) AND user_id = \(user)") { try $0.integer(0) }.isEmpty
  }

  package func undo(_ id: ImportID, of session: SessionClaim) throws(StoreError) -> Bool {
    let user = session.user
    while true {
      let left = try connection.transaction(for: session) { () throws(MariaDBError) -> Int? in
        guard try exists(id, of: user) else { return nil }
        let left = try takeBack(id, of: user)
        if left == 0 { try connection.write("DELETE FROM imports WHERE id = \(id) AND user_id = \(user)") }
        return left
      }
      guard let left else { return false }
      if left == 0 { return true }
    }
  }

  /// Takes back a part of what an import has added. A rating that the user has changed since is the user's own and
  /// stays. So does its key, which keeps the same file from changing it back.
  /// - Returns: how many rows were taken back; 0 if none were left.
  private func takeBack(_ id: ImportID, of user: UserID) throws(MariaDBError) -> Int {
    let rows = try connection.rows(
      """
      SELECT imported_events.event_id, interactions.id, kind, movie_id, interactions.half_stars <> events.half_stars
      FROM imported_events
        LEFT JOIN events ON events.user_id = imported_events.user_id AND events.event_id = imported_events.event_id
        LEFT JOIN interactions ON interactions.id = interaction_id
      WHERE imported_events.user_id = \(user) AND import_id = \(id) LIMIT \(Self.part)
      """
    ) { row in
      let kind: InteractionKind? = row.isNull(1) ? nil : try row.enumeration(2)
      return (
        key: try row.uuid(0), interaction: try row.optionalInteger(1), kind: kind, movie: try row.optionalInteger(3),
        isChanged: try row.optionalInteger(4) == 1
      )
    }
    guard !rows.isEmpty else {
      let listed = try takeBackWatchlist(of: id, user, limit: Self.part)
      if listed > 0 { return listed }
      return try connection.write(
        "DELETE FROM import_questions WHERE user_id = \(user) AND import_id = \(id) LIMIT \(Self.part)"
      ).rows
    }
    let own = rows.filter { !$0.isChanged }
    if !own.isEmpty {
      let keys = SQL.joined(own.map { "\($0.key)" }, by: ", ")
      try connection.write("DELETE FROM events WHERE user_id = \(user) AND event_id IN (\(keys))", isKept: false)
    }
    for kind in InteractionKind.allCases {
      let ids = own.compactMap { $0.kind == kind ? $0.interaction : nil }
      guard !ids.isEmpty else { continue }
      try counts.delete(kind, of: user, "AND id IN (\(SQL.list(ids)))")
    }
    let rated = Set(own.compactMap { $0.kind == .rate ? $0.movie : nil })
    try CurrentRatings(connection: connection).recompute(rated, of: user)
    try connection.write(TasteChanges.recording(user))
    let keys = SQL.joined(rows.map { "\($0.key)" }, by: ", ")
    try connection.write(
      "DELETE FROM imported_events WHERE user_id = \(user) AND import_id = \(id) AND event_id IN (\(keys))",
      isKept: false)
    return rows.count
  }
}

extension Array {
  /// The elements in order, at most `count` at a time.
  func parts(of count: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
  }
}
