import Domain
import MariaDB

// A session is checked within the statement that does the requested work, so that both take one round trip.

extension SessionClaim {
  /// A condition on rows of `sessions`: the session exists and has not expired. Deactivated and deleted users have no
  /// sessions.
  var holds: SQL { "sessions.id = \(id) AND sessions.user_id = \(user) AND expires_at > \(time)" }

  /// Microseconds since 1970, from a row of `sessions`; 0 for an impossible time.
  static let lastUse: SQL = "COALESCE(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', last_used_at), 0)"

  /// The same, from the column `used_at` of a result: a function of it would be evaluated for each row.
  static func lastUse(_ row: borrowing Row, _ column: Int) -> Int64 { (try? row.time(column))?.microseconds ?? 0 }

  /// A derived table to join others to: one row with `used_at` and `last_use`, or none if the claim does not hold.
  var row: SQL {
    "(SELECT last_used_at AS used_at, \(Self.lastUse) AS last_use FROM sessions WHERE \(holds)) AS session"
  }
}

extension Connection {
  /// Reads rows of a table for the owner of the session.
  /// - Parameters:
  ///   - condition: on the table's rows.
  ///   - order: the `ORDER BY` clause and whatever follows it.
  /// - Throws: `sessionEnded`.
  func rows<Value>(
    for session: SessionClaim, _ columns: SQL, of table: SQL, where condition: SQL, _ order: SQL = "",
    _ decode: (borrowing Row) throws -> Value
  ) throws(StoreError) -> [Value] {
    var lastUse: Int64?
    let values = try translatingErrors { () throws(MariaDBError) in
      let values = try rows(
        "SELECT \(columns), used_at FROM \(session.row) JOIN \(table) WHERE \(condition) \(order)"
      ) { row in
        lastUse = lastUse ?? SessionClaim.lastUse(row, row.count - 1)
        return try decode(row)
      }
      // An empty result says nothing about the session. A LEFT JOIN would, but then rows would not be read in index
      // order.
      if values.isEmpty { lastUse = try self.lastUse(of: session) }
      return values
    }
    try confirm(session, lastUse: lastUse)
    return values
  }

  /// Runs a transaction for the owner of the session, whose user row it locks. Throws `sessionEnded`.
  func transaction<Result>(
    for session: SessionClaim, _ work: () throws(MariaDBError) -> Result
  ) throws(StoreError) -> Result {
    let (lastUse, result) = try translated(
      try transaction { () throws(MariaDBError) -> (Int64?, Result?) in
        try CurrentRatings(connection: self).lock(session.user)
        let lastUse = try self.lastUse(of: session)
        return (lastUse, lastUse == nil ? nil : try work())
      })
    try confirm(session, lastUse: lastUse)
    guard let result else { throw .sessionEnded }
    return result
  }

  /// When the session was last used, as recorded; nil if the claim does not hold. A narrow read by primary key.
  func lastUse(of session: SessionClaim) throws(MariaDBError) -> Int64? {
    try rows("SELECT \(SessionClaim.lastUse), id FROM sessions WHERE \(session.holds)") { try $0.integer(0) }.first
  }

  /// Evaluates what a statement has found out about the session, and records now and then that the session is in use.
  /// - Parameter lastUse: nil if the claim does not hold.
  /// - Throws: `sessionEnded` if `lastUse` is nil.
  func confirm(_ session: SessionClaim, lastUse: Int64?) throws(StoreError) {
    guard let lastUse else { throw .sessionEnded }
    let isDue = Session.isDueForTouch(lastUsedAt: Timestamp(microseconds: lastUse), at: session.time)
    guard isDue, !isInTransaction else { return }
    touch([session.id], at: session.time)
  }

  /// Records that the sessions are in use, if that is due. A failure does not matter: the next request tries again.
  func touch(_ sessions: [SessionID], at time: Timestamp) {
    _ = try? write(
      """
      UPDATE sessions SET last_used_at = \(time) WHERE id IN (\(SQL.list(sessions))) AND \(Session.isDue(at: time))
      """)
  }
}

extension Session {
  /// `isDueForTouch` as a condition on rows of `sessions`.
  static func isDue(at time: Timestamp) -> SQL {
    "NOT (last_used_at > \(time - touchInterval) AND last_used_at < \(time + touchInterval))"
  }
}
