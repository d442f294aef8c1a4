import Domain
import MariaDB

/// The tables `interactions`, the history, and `ratings`, what it amounts to now.
package final class Interactions: InteractionStore {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func save(
    _ interactions: [NewInteraction], of user: UserID, at time: Timestamp
  ) throws(StoreError) -> [Interaction] {
    guard !interactions.isEmpty else { return [] }
    return try translated { () throws(MariaDBError) in
      let rates = interactions.filter { $0.kind == .rate }
      // One statement is a transaction by itself.
      guard !rates.isEmpty else { return try insert(interactions, of: user, at: time) }
      return try connection.transaction { () throws(MariaDBError) in
        let saved = try insert(interactions, of: user, at: time)
        try updateRatings(rates, of: user, at: time)
        return saved
      }
    }
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

  private func insert(
    _ interactions: [NewInteraction], of user: UserID, at time: Timestamp
  ) throws(MariaDBError) -> [Interaction] {
    let rows = interactions.map { new -> SQL in
      "(\(user), \(new.movie), \(new.kind), \(new.rating), \(time))"
    }
    let first = try connection.write(
      """
      INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
      VALUES \(SQL.joined(rows, by: ", "))
      """
    ).firstID
    return interactions.enumerated().map { index, new in
      Interaction(
        id: first + Int64(index), user: user, movie: new.movie, kind: new.kind, rating: new.rating, createdAt: time)
    }
  }

  /// In order, so that the last of two ratings of one film stays.
  private func updateRatings(
    _ rates: [NewInteraction], of user: UserID, at time: Timestamp
  ) throws(MariaDBError) {
    let rows = rates.map { new -> SQL in "(\(user), \(new.movie), \(new.rating), \(time))" }
    try connection.write(
      """
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at) VALUES \(SQL.joined(rows, by: ", "))
      ON DUPLICATE KEY UPDATE half_stars = VALUES(half_stars), rated_at = VALUES(rated_at)
      """)
  }
}

extension Interaction {
  /// Columns 0–5: id, user_id, movie_id, kind, half_stars, created_at.
  fileprivate init(_ row: borrowing Row) {
    guard let kind = InteractionKind(rawValue: row.text(3)) else { preconditionFailure("unknown kind in the schema") }
    self.init(
      id: row.integer(0), user: row.integer(1), movie: row.integer(2), kind: kind, rating: row.rating(4),
      createdAt: row.time(5))
  }
}
