import Domain
import MariaDB

/// The table `interactions`, the history, with `events`, and what follows from it in `ratings`.
package final class Interactions: InteractionStore {
  let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  var currentRatings: CurrentRatings { CurrentRatings(connection: connection) }

  package func interaction(_ id: InteractionID, of user: UserID) throws(StoreError) -> Interaction? {
    try translated { () throws(MariaDBError) in try row(id, of: user) }
  }

  package func history(of user: UserID, _ query: HistoryQuery) throws(StoreError) -> HistoryPage {
    var condition: SQL = "user_id = \(user)"
    if let kind = query.kind { condition += " AND kind = \(kind)" }
    if let movie = query.movie { condition += " AND movie_id = \(movie)" }
    var page = condition
    if let before = query.before { page += " AND id < \(before)" }
    return try translated { () throws(MariaDBError) in
      // One more than asked for tells whether there is a next page.
      var interactions = try connection.rows(
        """
        SELECT id, user_id, movie_id, kind, half_stars, created_at FROM interactions
        WHERE \(page) ORDER BY id DESC LIMIT \(query.limit + 1)
        """
      ) { Interaction($0) }
      let hasMore = interactions.count > query.limit
      if hasMore { interactions.removeLast() }
      let total = try connection.rows("SELECT COUNT(*) FROM interactions WHERE \(condition)") { Int($0.integer(0)) }
      return HistoryPage(
        interactions: interactions, total: total.first ?? 0, next: hasMore ? interactions.last?.id : nil)
    }
  }

  package func events(
    of user: UserID, after last: InteractionID?, limit: Int
  ) throws(StoreError) -> [RecordedEvent] {
    let start: SQL = if let last { " AND id > \(last)" } else { "" }
    return try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT id, interactions.user_id, movie_id, kind, interactions.half_stars, created_at, event_id
        FROM interactions LEFT JOIN events ON interaction_id = id
        WHERE interactions.user_id = \(user)\(start) ORDER BY id LIMIT \(limit)
        """
      ) { RecordedEvent(interaction: Interaction($0), event: $0.optionalBytes(6).flatMap { UUID(bytes: $0) }) }
    }
  }

  func row(_ id: InteractionID, of user: UserID) throws(MariaDBError) -> Interaction? {
    try connection.rows(
      """
      SELECT id, user_id, movie_id, kind, half_stars, created_at FROM interactions
      WHERE id = \(id) AND user_id = \(user)
      """
    ) { Interaction($0) }.first
  }
}

extension Interaction {
  /// Six columns from `first` on: id, user_id, movie_id, kind, half_stars, created_at.
  init(_ row: borrowing Row, from first: Int = 0) {
    guard let kind = InteractionKind(rawValue: row.text(first + 3)) else {
      preconditionFailure("unknown kind in the schema")
    }
    self.init(
      id: row.integer(first), user: row.integer(first + 1), movie: row.integer(first + 2), kind: kind,
      rating: row.rating(first + 4), createdAt: row.time(first + 5))
  }
}
