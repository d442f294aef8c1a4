import Domain
import MariaDB
import System

/// The table `sessions`. Every request with an access token reads the token's session here, by primary key.
package final class Sessions: SessionStore {
  let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func open(
    with confirmed: ConfirmedPassword, refreshHash: [UInt8], userAgent: String?, network: [UInt8],
    lifetime: SessionLifetime, at time: Timestamp
  ) throws(StoreError) -> SessionID? {
    let user = confirmed.user
    return try translated(
      try connection.transaction { () throws(MariaDBError) in
        guard try connection.holds(confirmed), try usePassword(of: user, at: time) else { return nil }
        try makeRoom(for: user, at: time)
        try remember(network, of: user, at: time)
        return try connection.write(
          """
          INSERT INTO sessions (user_id, refresh_hash, created_at, last_used_at, expires_at, user_agent)
          VALUES (\(user), \(refreshHash), \(time), \(time), \(lifetime.expiry(createdAt: time, refreshedAt: time)),
            \(userAgent))
          """
        ).firstID
      })
  }

  /// Uses up a one-time password. False if it has been used before or was not used in time; true for other passwords.
  private func usePassword(of user: UserID, at time: Timestamp) throws(MariaDBError) -> Bool {
    let until =
      try connection.rows("SELECT one_time_until, id FROM users WHERE id = \(user)") { try $0.optionalTime(0) }.first
      ?? nil
    guard let until else { return true }
    guard until > time else { return false }
    try connection.write("UPDATE users SET one_time_until = \(time) WHERE id = \(user)")
    return true
  }

  /// Leaves room for one more session within `Session.most`.
  private func makeRoom(for user: UserID, at time: Timestamp) throws(MariaDBError) {
    try connection.write("DELETE FROM sessions WHERE user_id = \(user) AND expires_at <= \(time)")
    let counts = try connection.rows("SELECT COUNT(*) FROM sessions WHERE user_id = \(user)") { try $0.count(0) }
    let open = counts[0]
    guard open >= Session.most else { return }
    try connection.write(
      "DELETE FROM sessions WHERE user_id = \(user) ORDER BY last_used_at, id LIMIT \(open - Session.most + 1)")
  }

  package func identity(of session: SessionClaim) throws(StoreError) -> Identity {
    try identities(of: [session])[0].get()
  }

  package func identities(of sessions: [SessionClaim]) -> [Result<Identity, StoreError>] {
    identities(of: sessions, and: "", joining: "") { (_, _) in Never?.none }.map { $0.map(\.identity) }
  }

  /// Reads sessions and their users in one statement, with rows of other tables that belong to the user.
  /// - Parameters:
  ///   - columns: of these tables; begins with a comma.
  ///   - tables: begins with `LEFT JOIN`.
  ///   - decode: makes a value from a row, given the index of the first of `columns`; nil if the other tables have no
  ///     such row.
  func identities<Value>(
    of sessions: [SessionClaim], and columns: SQL, joining tables: SQL,
    _ decode: (borrowing Row, Int) throws -> Value?
  ) -> [Result<(identity: Identity, values: [Value]), StoreError>] {
    do throws(StoreError) {
      let time = sessions.map(\.time).max() ?? Timestamp(seconds: 0)
      let rows = try translated(
        try connection.rows(
          """
          SELECT \(User.columns), \(Session.columns)\(columns)
          FROM sessions JOIN users ON users.id = sessions.user_id \(tables)
          WHERE sessions.id IN (\(SQL.list(sessions.map(\.id)))) AND expires_at > \(time) AND deactivated_at IS NULL
          """
        ) { row in (identity: try Identity(user: User(row), session: Session(row, from: 6)), value: try decode(row, 12))
        })
      let due = rows.map(\.identity.session).filter { Session.isDueForTouch(lastUsedAt: $0.lastUsedAt, at: time) }
      if !due.isEmpty { connection.touch(due.map(\.id), at: time) }
      return sessions.map { session in
        let own = rows.filter { $0.identity.session.id == session.id && $0.identity.user.id == session.user }
        guard let first = own.first else { return .failure(.sessionEnded) }
        return .success((first.identity, own.compactMap(\.value)))
      }
    } catch {
      // One row with an impossible value must not fail the others.
      if case .impossible = error, sessions.count > 1 {
        return sessions.flatMap { identities(of: [$0], and: columns, joining: tables, decode) }
      }
      return sessions.map { _ in .failure(error) }
    }
  }

  package func check(_ session: SessionClaim) throws(StoreError) {
    try connection.confirm(
      session, lastUse: try translated(try connection.lastUse(of: session)))
  }

  package func refresh(
    _ session: SessionID, presented: [UInt8], successor: [UInt8], network: [UInt8], lifetime: SessionLifetime,
    at time: Timestamp
  ) throws(StoreError) -> RefreshOutcome {
    try translated(
      try connection.transaction { () throws(MariaDBError) in
        guard let (user, createdAt, current) = try locked(session, at: time) else { return .unknown }
        let isCurrent = presented == current
        let age = isCurrent ? nil : try sinceReplacement(of: presented, in: session)
        switch RefreshVerdict(isCurrent: isCurrent, sinceReplaced: age) {
        case .rotate:
          try connection.write(
            """
            UPDATE sessions SET refresh_hash = \(successor), last_used_at = \(time),
              expires_at = \(lifetime.expiry(createdAt: createdAt, refreshedAt: time))
            WHERE id = \(session)
            """)
          try rememberReplaced(presented, of: session)
          try remember(network, of: user, at: time)
          return .refreshed(user: user)
        case .repeat: return .refreshed(user: user)
        case .end:
          try connection.write("DELETE FROM sessions WHERE id = \(session)")
          return .replayed(user: user)
        }
      })
  }

  package func sessions(
    of user: UserID, at time: Timestamp, rejected: ((String) -> Void)? = nil
  ) throws(StoreError) -> [Session] {
    try translated(
      try connection.rows(
        """
        SELECT \(Session.columns) FROM sessions
        WHERE user_id = \(user) AND expires_at > \(time) ORDER BY id DESC
        """
      ) { try $0.possible(rejected) { try Session($0, from: 0) } }
    ).compactMap(\.self)
  }

  package func end(_ session: SessionID, of user: UserID) throws(StoreError) -> Bool {
    try translated(try connection.write("DELETE FROM sessions WHERE id = \(session) AND user_id = \(user)").rows > 0)
  }

  package func endAll(of user: UserID) throws(StoreError) {
    try translated(try connection.write("DELETE FROM sessions WHERE user_id = \(user)"))
  }

  /// Reads and locks a session, so that two refreshes of it take turns.
  private func locked(
    _ session: SessionID, at time: Timestamp
  ) throws(MariaDBError) -> (user: UserID, createdAt: Timestamp, refreshHash: [UInt8])? {
    try connection.rows(
      """
      SELECT user_id, sessions.created_at, refresh_hash, sessions.id FROM sessions JOIN users ON users.id = user_id
      WHERE sessions.id = \(session) AND expires_at > \(time) AND deactivated_at IS NULL FOR UPDATE
      """
    ) { try (user: $0.integer(0), createdAt: $0.time(1), refreshHash: $0.bytes(2)) }.first
  }

  /// The time since another refresh token replaced this one; nil if that is no longer known. By the database's
  /// clock, since two machines need not agree on the time.
  private func sinceReplacement(of token: [UInt8], in session: SessionID) throws(MariaDBError) -> Duration? {
    try connection.rows(
      """
      SELECT TIMESTAMPDIFF(MICROSECOND, replaced_at, UTC_TIMESTAMP(6)) FROM replaced_refresh_tokens
      WHERE session_id = \(session) AND token_hash = \(token)
      """
    ) { row in Duration.microseconds(try row.integer(0)) }.first
  }

  /// Records a replaced refresh token, and forgets those whose grace period is over.
  private func rememberReplaced(_ token: [UInt8], of session: SessionID) throws(MariaDBError) {
    try connection.write(
      """
      DELETE FROM replaced_refresh_tokens
      WHERE session_id = \(session)
        AND ABS(TIMESTAMPDIFF(SECOND, replaced_at, UTC_TIMESTAMP(6))) > \(RefreshVerdict.grace.seconds)
      """)
    try connection.write(
      """
      INSERT INTO replaced_refresh_tokens (session_id, token_hash, replaced_at)
      VALUES (\(session), \(token), UTC_TIMESTAMP(6))
      """)
  }
}

extension Session {
  fileprivate static let columns: SQL =
    "sessions.id, sessions.user_id, sessions.created_at, last_used_at, expires_at, user_agent"

  /// - Parameter first: the index of the first of `columns`.
  fileprivate init(_ row: borrowing Row, from first: Int) throws(ImpossibleValue) {
    self.init(
      id: try row.integer(first), user: try row.integer(first + 1), createdAt: try row.time(first + 2),
      lastUsedAt: try row.time(first + 3), expiresAt: try row.time(first + 4),
      userAgent: try row.optionalText(first + 5))
  }
}
