import Domain
import MariaDB

// How a session is checked: within the statement that does what it is asked for, so that both take one round trip.

extension SessionClaim {
  /// A condition on rows of `sessions`: that the session is there and has not expired. Who is deactivated or deleted
  /// has none.
  var holds: SQL { "sessions.id = \(id) AND sessions.user_id = \(user) AND expires_at > \(time)" }

  /// Microseconds since 1970, of a row of `sessions`; 0 for what is no time.
  static let lastUse: SQL = "COALESCE(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', last_used_at), 0)"

  /// In front of tables that are joined to it: one row with `last_use`, or none.
  var row: SQL { "(SELECT \(Self.lastUse) AS last_use FROM sessions WHERE \(holds)) AS session" }
}

extension Connection {
  /// Rows of a table for whoever the session belongs to. Throws `sessionEnded`.
  /// - Parameters:
  ///   - condition: on the table's rows.
  ///   - order: and what else follows.
  func rows<Value>(
    for session: SessionClaim, _ columns: SQL, of table: SQL, where condition: SQL, _ order: SQL = "",
    _ decode: (borrowing Row) throws -> Value
  ) throws(StoreError) -> [Value] {
    var lastUse: Int64?
    let values = try translated { () throws(MariaDBError) in
      let values = try rows(
        "SELECT \(columns), last_use FROM \(session.row) JOIN \(table) WHERE \(condition) \(order)"
      ) { row in
        lastUse = try row.integer(row.count - 1)
        return try decode(row)
      }
      // No row says nothing of the session. Joined to the left, rows would not be read in the order of an index.
      if values.isEmpty { lastUse = try self.lastUse(of: session) }
      return values
    }
    try confirm(session, lastUse: lastUse)
    return values
  }

  /// A transaction for whoever the session belongs to. It has locked the user. Throws `sessionEnded`.
  func transaction<Result>(
    for session: SessionClaim, _ work: () throws(MariaDBError) -> Result
  ) throws(StoreError) -> Result {
    let (lastUse, result) = try translated { () throws(MariaDBError) in
      try transaction { () throws(MariaDBError) -> (Int64?, Result?) in
        try CurrentRatings(connection: self).lock(session.user)
        let lastUse = try self.lastUse(of: session)
        return (lastUse, lastUse == nil ? nil : try work())
      }
    }
    try confirm(session, lastUse: lastUse)
    guard let result else { throw .sessionEnded }
    return result
  }

  /// When the session was last used, as far as is noted; nil where it does not hold. A narrow read by primary key.
  func lastUse(of session: SessionClaim) throws(MariaDBError) -> Int64? {
    try rows("SELECT \(SessionClaim.lastUse), id FROM sessions WHERE \(session.holds)") { try $0.integer(0) }.first
  }

  /// Takes what a statement has found of the session: notes that it is in use, now and then.
  /// - Parameter lastUse: nil where it does not hold. Throws `sessionEnded`.
  func confirm(_ session: SessionClaim, lastUse: Int64?) throws(StoreError) {
    guard let lastUse else { throw .sessionEnded }
    let isDue = Session.isDueForTouch(lastUsedAt: Timestamp(microseconds: lastUse), at: session.time)
    guard isDue, !isInTransaction else { return }
    // Worth no failure: the next request tries again.
    _ = try? write("UPDATE sessions SET last_used_at = \(session.time) WHERE id = \(session.id)")
  }
}
