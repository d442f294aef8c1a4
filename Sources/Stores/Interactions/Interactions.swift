import Domain
import MariaDB

/// The table `interactions`, the history, with the idempotency keys in `events` and the current ratings in `ratings`.
package final class Interactions: InteractionStore {
  let connection: Connection
  /// Per user, not counting recommendations.
  let maximum: Int
  let draw: Draw

  /// - Parameters:
  ///   - maximum: about how many interactions a user may have, not counting recommendations.
  ///   - draw: decides after which saves they are counted.
  package init(_ connection: Connection, maximum: Int = .max, draw: @escaping Draw = drawAtRandom) {
    self.connection = connection
    self.maximum = maximum
    self.draw = draw
  }

  var currentRatings: CurrentRatings { CurrentRatings(connection: connection) }
  var counts: InteractionCounts { InteractionCounts(connection: connection) }

  package func interaction(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Interaction? {
    try connection.rows(
      for: session, HistoryRow.columns, of: "interactions",
      where: "id = \(HistoryPosition(id).row) AND user_id = \(session.user)"
    ) { try HistoryRow($0) }.first?.interactions.first { $0.id == id }
  }

  package func history(of session: SessionClaim, _ query: HistoryQuery) throws(StoreError) -> HistoryPage {
    // One more than requested shows whether there is a next page.
    try page(try interactions(of: session, query, count: query.limit + 1), of: session, query)
  }

  /// - Parameter found: one more than requested, if there are as many.
  func page(
    _ found: [Interaction], of session: SessionClaim, _ query: HistoryQuery
  ) throws(StoreError) -> HistoryPage {
    var found = found
    let hasMore = found.count > query.limit
    if hasMore { found.removeLast() }
    let isAll = query.before == nil && !hasMore
    let total = isAll ? found.count : try self.total(of: session.user, query)
    return HistoryPage(interactions: found, total: total, next: hasMore ? found.last?.id : nil)
  }

  private func total(of user: UserID, _ query: HistoryQuery) throws(StoreError) -> Int {
    try translatingErrors { () throws(MariaDBError) in
      guard let movie = query.movie else { return try counts.total(of: user, query.kind) }
      return try counts.total(of: user, query.kind, movie)
    }
  }

  /// Newest first. One read is usually enough, but all interactions of a list may have been deleted.
  private func interactions(
    of session: SessionClaim, _ query: HistoryQuery, count: Int
  ) throws(StoreError) -> [Interaction] {
    var found: [Interaction] = []
    var end = query.before.map { HistoryPosition($0) }
    var hasMore = true
    while found.count < count, hasMore {
      let rows = try rows(of: session, query, before: end, limit: count)
      for row in rows {
        row.add(to: &found) { interaction in
          (end.map { HistoryPosition(interaction.id) < $0 } ?? true)
            && (query.movie.map { interaction.movie == $0 } ?? true)
        }
      }
      hasMore = rows.count == count
      end = rows.last.map { HistoryPosition(row: $0.id) }
    }
    return Array(found.prefix(count))
  }

  /// The newest rows. The primary key holds a user's rows in order, and the index `history` those of one kind.
  private func rows(
    of session: SessionClaim, _ query: HistoryQuery, before end: HistoryPosition?, limit: Int
  ) throws(StoreError) -> [HistoryRow] {
    let index: SQL = query.kind == nil ? "PRIMARY" : "history"
    var condition: SQL = "user_id = \(session.user) AND \(HistoryRow.hasInteractions)"
    if let kind = query.kind { condition += " AND kind = \(kind)" }
    if let end { condition += end.place == nil ? " AND id < \(end.row)" : " AND id <= \(end.row)" }
    if let movie = query.movie { condition += " AND (movie_id = \(movie) OR \(HistoryRow.lists(movie)))" }
    return try connection.rows(
      for: session, HistoryRow.columns, of: "interactions FORCE INDEX (\(index))", where: condition,
      "ORDER BY id DESC LIMIT \(limit)"
    ) { try HistoryRow($0) }
  }

  package func interactions(
    of user: UserID, after last: InteractionID?, limit: Int, rejected: ((String) -> Void)? = nil
  ) throws(StoreError) -> [ExportedInteraction] {
    try translatingErrors { () throws(MariaDBError) in
      var found: [ExportedInteraction] = []
      var start = last.map { HistoryPosition($0) }
      var hasMore = true
      while found.count < limit, hasMore {
        let rows = try recordedRows(of: user, after: start, limit: limit, isLenient: rejected != nil)
        // A fault after the end of this page is reported with the next page.
        for recorded in rows where found.count < limit {
          if let fault = recorded.fault { rejected?(fault) }
          for interaction in recorded.row?.interactions ?? []
          where start.map({ $0 < HistoryPosition(interaction.id) }) ?? true {
            let place = HistoryPosition(interaction.id).place ?? recorded.place
            found.append(
              ExportedInteraction(
                interaction: interaction, idempotencyKey: recorded.idempotencyKey,
                origin: recorded.list.map { ListPlace(list: $0, place: place) }))
          }
        }
        hasMore = rows.count == limit
        start = rows.last.map { HistoryPosition(row: $0.id) }
      }
      return Array(found.prefix(limit))
    }
  }

  private struct RecordedRow {
    let id: Int64
    /// Nil if the row has an impossible value.
    var row: HistoryRow?
    /// The idempotency key that the row was sent with.
    var idempotencyKey: UUID?
    /// The list that it followed from or is.
    var list: UUID?
    /// The movie's place in the list that it followed from.
    var place: Int?
    /// Describes the impossible value.
    var fault: String?
  }

  /// The oldest rows, with the idempotency keys that they were sent with.
  /// - Parameter isLenient: whether to return a row with an impossible value, with its fault, instead of throwing.
  private func recordedRows(
    of user: UserID, after start: HistoryPosition?, limit: Int, isLenient: Bool
  ) throws(MariaDBError) -> [RecordedRow] {
    var condition = HistoryRow.hasInteractions
    if let start { condition += start.place == nil ? " AND id > \(start.row)" : " AND id >= \(start.row)" }
    return try connection.rows(
      """
      SELECT \(HistoryRow.columns), event_id, public_id, place
      FROM interactions FORCE INDEX (PRIMARY) LEFT JOIN events ON interaction_id = id
      WHERE interactions.user_id = \(user) AND \(condition) ORDER BY id LIMIT \(limit)
      """
    ) { row in
      var recorded = RecordedRow(id: try row.integer(0))
      do {
        (recorded.row, recorded.idempotencyKey) = (try HistoryRow(row), try row.optionalUUID(8))
        (recorded.list, recorded.place) = (try row.optionalUUID(9), try row.optionalInteger(10).map { Int($0) })
      } catch let value as ImpossibleValue where isLenient {
        recorded.fault = "\(value)"
      }
      return recorded
    }
  }

  package func keysOfDeleted(of user: UserID, after last: UUID?, limit: Int) throws(StoreError) -> [UUID] {
    let start: SQL = if let last { " AND event_id > \(last)" } else { "" }
    return try translated(
      try connection.rows(
        """
        SELECT event_id FROM events FORCE INDEX (interaction_id)
        WHERE user_id = \(user) AND interaction_id IS NULL\(start) ORDER BY event_id LIMIT \(limit)
        """
      ) { try $0.uuid(0) })
  }

  func row(_ id: InteractionID, of user: UserID) throws(MariaDBError) -> Interaction? {
    try connection.rows(
      """
      SELECT \(HistoryRow.columns) FROM interactions WHERE id = \(HistoryPosition(id).row) AND user_id = \(user)
      """
    ) { try HistoryRow($0) }.first?.interactions.first { $0.id == id }
  }
}

extension Interaction {
  static let columns: SQL =
    "interactions.id, interactions.user_id, movie_id, kind, interactions.half_stars, interactions.created_at"

  /// - Parameter first: the index of the first of `columns`.
  init(_ row: borrowing Row, from first: Int = 0) throws(ImpossibleValue) {
    let kind: InteractionKind = try row.enumeration(first + 3)
    let rating = try row.optionalRating(first + 4)
    guard (kind == .rate) == (rating != nil) else {
      throw row.impossible(first + 4, "\(rating.map { "\($0.halfStars)" } ?? "NULL") with '\(kind)'")
    }
    self.init(
      id: try row.integer(first), user: try row.integer(first + 1), movie: try row.integer(first + 2), kind: kind,
      rating: rating, createdAt: try row.time(first + 5))
  }
}
