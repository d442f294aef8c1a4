import Domain
import MariaDB

/// The data that training reads: current ratings, selects and, if requested, views, but never recommendations by the
/// system itself; and the age and gender of users who have stated them.
///
/// Reads a block of users at a time: memory does not grow with the number of signals, and no statement takes so long to
/// begin its answer that the connection times out. Changes made meanwhile may or may not be seen. Rows with impossible
/// values are skipped.
package final class TrainingSignals {
  private let connection: Connection
  private let usersAtOnce: Int
  private let includesViews: Bool

  /// - Parameter usersAtOnce: the number of users whose selects and views are held in memory together.
  package init(_ connection: Connection, includesViews: Bool = false, usersAtOnce: Int = 1_000) {
    self.connection = connection
    self.includesViews = includesViews
    self.usersAtOnce = usersAtOnce
  }

  /// Passes on signals by ascending user: ratings by ascending movie, then the others in the order of their
  /// interactions. Losing the connection on the way is an error, since some signals have already been passed on.
  /// - Parameter rejected: called for each row that is skipped.
  package func forEach(rejected: (String) -> Void, _ body: (Signal) -> Void) throws(StoreError) {
    try translatingErrors { () throws(MariaDBError) in
      let deleted = try deleted()
      var last: UserID?
      while let users = try users(after: last) {
        try forEach(
          where: { "\($0) BETWEEN \(users.lowerBound) AND \(users.upperBound)" }, except: deleted, rejected, body)
        last = users.upperBound
      }
    }
  }

  /// The same for some users only.
  package func forEach(
    of users: [UserID], rejected: (String) -> Void, _ body: (Signal) -> Void
  ) throws(StoreError) {
    try translatingErrors { () throws(MariaDBError) in
      let deleted = try deleted()
      for part in users.sorted().parts(of: usersAtOnce) {
        let list = SQL.list(Array(part))
        try forEach(where: { "\($0) IN (\(list))" }, except: deleted, rejected, body)
      }
    }
  }

  /// - Parameter users: a condition on the user of a table.
  private func forEach(
    where users: (_ user: SQL) -> SQL, except deleted: Set<UserID>, _ rejected: (String) -> Void,
    _ body: (Signal) -> Void
  ) throws(MariaDBError) {
    func handOver(_ signal: Signal) { if !deleted.contains(signal.user) { body(signal) } }
    var signals = try interactions(where: users("users.id"), rejected)[...]
    try ratings(where: users("user_id"), rejected) { rating in
      while let signal = signals.first, signal.user < rating.user {
        handOver(signal)
        signals.removeFirst()
      }
      handOver(rating)
    }
    signals.forEach(handOver)
  }

  /// Passes on every user whose age or gender is recorded, by ascending id.
  /// - Parameter rejected: called for each row that is skipped.
  package func forEachKnownUser(
    rejected: (String) -> Void, _ body: (UserID, Demographics) -> Void
  ) throws(StoreError) {
    try translatingErrors { () throws(MariaDBError) in
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

  /// Deleted users whose rows are yet to be removed.
  private func deleted() throws(MariaDBError) -> Set<UserID> {
    Set(try connection.rows("SELECT id FROM users WHERE deleted_at IS NOT NULL") { try $0.integer(0) })
  }

  /// The range of the next users' ids; nil after the last.
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

  /// In primary key order, which needs no sorting.
  private func ratings(
    where users: SQL, _ rejected: (String) -> Void, _ body: (Signal) -> Void
  ) throws(MariaDBError) {
    try connection.read(
      """
      SELECT user_id, movie_id, half_stars, rated_at FROM ratings
      WHERE \(users) ORDER BY user_id, movie_id
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

  /// Looks selects and views up user by user in an index: among all interactions they are few.
  private func interactions(
    where users: SQL, _ rejected: (String) -> Void
  ) throws(MariaDBError) -> [Signal] {
    let kinds: SQL = includesViews ? "kind IN ('select', 'view')" : "kind = 'select'"
    return try connection.possibleRows(
      """
      SELECT user_id, movie_id, interactions.created_at, kind, interactions.id
      FROM users STRAIGHT_JOIN interactions FORCE INDEX (history) ON user_id = users.id AND \(kinds)
      WHERE \(users) ORDER BY users.id, interactions.id
      """, rejected: { rejected("\($0)") }
    ) { row in
      Signal(
        user: try row.integer(0), movie: try row.integer(1), kind: try row.enumeration(3), rating: nil,
        at: try row.time(2))
    }
  }
}
