import Domain
import MariaDB

/// What training reads: current ratings, selects and, where they are wanted, views, never what the system itself
/// recommended; and how old people are and of what gender, where they have said so.
///
/// Read user by user, some at a time: memory does not grow with the number of signals, and no statement takes so long
/// to begin its answer that the connection's time is up. What is saved meanwhile may be seen or not. Impossible rows
/// are passed over.
package final class TrainingSignals {
  private let connection: Connection
  private let usersAtOnce: Int
  private let includesViews: Bool

  /// - Parameter usersAtOnce: whose selects and views are held in memory together.
  package init(_ connection: Connection, includesViews: Bool = false, usersAtOnce: Int = 1_000) {
    self.connection = connection
    self.includesViews = includesViews
    self.usersAtOnce = usersAtOnce
  }

  /// By ascending user: ratings by ascending film, then the others in the order of their events. A connection that is
  /// lost on the way is an error, since some signals have been handed over.
  /// - Parameter rejected: told of each row that is passed over.
  package func forEach(rejected: (String) -> Void, _ body: (Signal) -> Void) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      let deleted = try deleted()
      func handOver(_ signal: Signal) { if !deleted.contains(signal.user) { body(signal) } }
      var last: UserID?
      while let users = try users(after: last) {
        var events = try events(of: users, rejected)[...]
        try ratings(of: users, rejected) { rating in
          while let event = events.first, event.user < rating.user {
            handOver(event)
            events.removeFirst()
          }
          handOver(rating)
        }
        events.forEach(handOver)
        last = users.upperBound
      }
    }
  }

  /// Everyone whose age or gender is recorded, by ascending id.
  /// - Parameter rejected: told of each row that is passed over.
  package func forEachKnownUser(
    rejected: (String) -> Void, _ body: (UserID, Demographics) -> Void
  ) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      var last: UserID?
      while let users = try users(after: last) {
        let known = try connection.possibleRows(
          """
          SELECT id, age, gender FROM users
          WHERE id BETWEEN \(users.lowerBound) AND \(users.upperBound) AND (age IS NOT NULL OR gender IS NOT NULL)
          ORDER BY id
          """, rejected: { rejected("\($0)") }
        ) { row in
          (
            try row.integer(0),
            Demographics(years: try row.optionalInteger(1).map { Int($0) }, gender: try row.optionalText(2))
          )
        }
        for (user, demographics) in known { body(user, demographics) }
        last = users.upperBound
      }
    }
  }

  /// Users whose rows are about to go.
  private func deleted() throws(MariaDBError) -> Set<UserID> {
    Set(try connection.rows("SELECT id FROM users WHERE deleted_at IS NOT NULL") { try $0.integer(0) })
  }

  /// The ids of the next users, ascending; nil after the last.
  private func users(after last: UserID?) throws(MariaDBError) -> ClosedRange<UserID>? {
    let condition: SQL = if let last { "WHERE id > \(last)" } else { "" }
    let bounds = try connection.rows(
      """
      SELECT MIN(id), MAX(id) FROM (SELECT id FROM users \(condition) ORDER BY id LIMIT \(usersAtOnce)) AS block
      """
    ) { row in try (row.optionalInteger(0), row.optionalInteger(1)) }
    guard case (let least?, let greatest?)? = bounds.first else { return nil }
    return least...greatest
  }

  /// In the order of the primary key, which needs no sorting.
  private func ratings(
    of users: ClosedRange<UserID>, _ rejected: (String) -> Void, _ body: (Signal) -> Void
  ) throws(MariaDBError) {
    try connection.read(
      """
      SELECT user_id, movie_id, half_stars, rated_at FROM ratings
      WHERE user_id BETWEEN \(users.lowerBound) AND \(users.upperBound) ORDER BY user_id, movie_id
      """, isStreamed: true
    ) { row in
      do {
        body(
          Signal(
            user: try row.integer(0), movie: try row.integer(1), kind: .rate, rating: try row.rating(2),
            at: try row.time(3)))
      } catch {
        rejected("\(error)")
      }
    }
  }

  /// Finds them user by user in an index: among all events they are few.
  private func events(
    of users: ClosedRange<UserID>, _ rejected: (String) -> Void
  ) throws(MariaDBError) -> [Signal] {
    let kinds: SQL = includesViews ? "kind IN ('select', 'view')" : "kind = 'select'"
    return try connection.possibleRows(
      """
      SELECT user_id, movie_id, interactions.created_at, kind, interactions.id
      FROM users STRAIGHT_JOIN interactions FORCE INDEX (history) ON user_id = users.id AND \(kinds)
      WHERE users.id BETWEEN \(users.lowerBound) AND \(users.upperBound) ORDER BY users.id, interactions.id
      """, rejected: { rejected("\($0)") }
    ) { row in
      Signal(
        user: try row.integer(0), movie: try row.integer(1), kind: try row.enumeration(3), rating: nil,
        at: try row.time(2))
    }
  }
}
