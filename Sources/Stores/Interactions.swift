import Domain
import MariaDB

/// The table `interactions`, the history, with `events`, and what follows from it in `ratings`.
package final class Interactions: InteractionStore {
  let connection: Connection
  /// Of one user, what is recommended not counted.
  let maximum: Int
  let draw: Draw

  /// - Parameters:
  ///   - maximum: about how many interactions a user may have, what is recommended not counted.
  ///   - draw: decides after which saves they are counted.
  package init(_ connection: Connection, maximum: Int = .max, draw: @escaping Draw = drawAtRandom) {
    self.connection = connection
    self.maximum = maximum
    self.draw = draw
  }

  var currentRatings: CurrentRatings { CurrentRatings(connection: connection) }
  var counts: InteractionCounts { InteractionCounts(connection: connection) }

  package func interaction(_ id: InteractionID, of user: UserID) throws(StoreError) -> Interaction? {
    try translated { () throws(MariaDBError) in try row(id, of: user) }
  }

  package func history(of user: UserID, _ query: HistoryQuery) throws(StoreError) -> HistoryPage {
    var condition: SQL = "user_id = \(user)"
    if let kind = query.kind { condition += " AND kind = \(kind)" }
    if let movie = query.movie { condition += " AND movie_id = \(movie)" }
    let table = query.table
    return try translated { () throws(MariaDBError) in
      let start: SQL = if let before = query.before { " AND id < \(before)" } else { "" }
      // One more than asked for tells whether there is a next page.
      var interactions = try connection.rows(
        """
        SELECT id, user_id, movie_id, kind, half_stars, created_at FROM \(table)
        WHERE \(condition)\(start) ORDER BY id DESC LIMIT \(query.limit + 1)
        """
      ) { try Interaction($0) }
      let hasMore = interactions.count > query.limit
      if hasMore { interactions.removeLast() }
      let total =
        if query.before == nil && !hasMore {
          interactions.count
        } else if query.movie != nil {
          try count(table, condition)
        } else {
          try counts.total(of: user, query.kind)
        }
      return HistoryPage(interactions: interactions, total: total, next: hasMore ? interactions.last?.id : nil)
    }
  }

  /// Reads the index alone, so that the statement is prepared each time.
  private func count(_ table: SQL, _ condition: SQL) throws(MariaDBError) -> Int {
    try connection.rows("SELECT COUNT(*) FROM \(table) WHERE \(condition)", isKept: false) { try Int($0.integer(0)) }
      .first
      ?? 0
  }

  /// The index is named: by itself MariaDB may begin at the user's first event for every page.
  package func events(
    of user: UserID, after last: InteractionID?, limit: Int
  ) throws(StoreError) -> [RecordedEvent] {
    let start: SQL = if let last { " AND id > \(last)" } else { "" }
    return try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT id, interactions.user_id, movie_id, kind, interactions.half_stars, created_at, event_id
        FROM interactions FORCE INDEX (history) LEFT JOIN events ON interaction_id = id
        WHERE interactions.user_id = \(user)\(start) ORDER BY id LIMIT \(limit)
        """
      ) { try RecordedEvent(interaction: Interaction($0), event: $0.optionalUUID(6)) }
    }
  }

  package func eventsOfDeleted(of user: UserID, after last: UUID?, limit: Int) throws(StoreError) -> [UUID] {
    let start: SQL = if let last { " AND event_id > \(last)" } else { "" }
    return try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT event_id FROM events FORCE INDEX (interaction_id)
        WHERE user_id = \(user) AND interaction_id IS NULL\(start) ORDER BY event_id LIMIT \(limit)
        """
      ) { try $0.uuid(0) }
    }
  }

  func row(_ id: InteractionID, of user: UserID) throws(MariaDBError) -> Interaction? {
    try connection.rows(
      """
      SELECT id, user_id, movie_id, kind, half_stars, created_at FROM interactions
      WHERE id = \(id) AND user_id = \(user)
      """
    ) { try Interaction($0) }.first
  }
}

extension HistoryQuery {
  /// With the index that has the rows in order, and all that is needed to count them. The optimiser would now and then
  /// take one that has them in another order, and sort.
  fileprivate var table: SQL {
    if movie != nil {
      "interactions FORCE INDEX (history_of_movie)"
    } else if kind != nil {
      "interactions FORCE INDEX (history_of_kind)"
    } else {
      "interactions FORCE INDEX (history)"
    }
  }
}

extension Interaction {
  /// Six columns from `first` on: id, user_id, movie_id, kind, half_stars, created_at.
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
