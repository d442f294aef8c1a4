import Domain
import MariaDB

/// The table `sessions`. What an access token names is read here by its primary key, on every request that has one.
package final class Sessions: SessionStore {
  let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func open(
    for user: UserID, refreshHash: [UInt8], userAgent: String?, lifetime: SessionLifetime, at time: Timestamp
  ) throws(StoreError) -> SessionID {
    try translated { () throws(MariaDBError) in
      try connection.write("DELETE FROM sessions WHERE user_id = \(user) AND expires_at <= \(time)")
      return try connection.write(
        """
        INSERT INTO sessions (user_id, refresh_hash, created_at, last_used_at, expires_at, user_agent)
        VALUES (\(user), \(refreshHash), \(time), \(time), \(lifetime.expiry(createdAt: time, refreshedAt: time)),
          \(userAgent))
        """
      ).firstID
    }
  }

  package func identity(session: SessionID, user: UserID, at time: Timestamp) throws(StoreError) -> Identity? {
    try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT users.id, username, email, age, gender, users.created_at,
          sessions.id, user_id, sessions.created_at, last_used_at, expires_at, user_agent
        FROM sessions JOIN users ON users.id = user_id
        WHERE sessions.id = \(session) AND user_id = \(user) AND expires_at > \(time) AND deactivated_at IS NULL
        """
      ) { Identity(user: User($0), session: Session($0, from: 6)) }
    }.first
  }

  package func touch(_ session: SessionID, at time: Timestamp) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      try connection.write("UPDATE sessions SET last_used_at = \(time) WHERE id = \(session)")
    }
  }

  package func refresh(
    _ session: SessionID, presented: [UInt8], successor: [UInt8], lifetime: SessionLifetime, at time: Timestamp
  ) throws(StoreError) -> RefreshOutcome {
    try translated { () throws(MariaDBError) in
      try connection.transaction { () throws(MariaDBError) in
        guard let (user, createdAt, state) = try lockedState(of: session, at: time) else { return .unknown }
        switch state.verdict(on: presented, at: time) {
        case .rotate:
          try connection.write(
            """
            UPDATE sessions SET refresh_hash = \(successor), previous_hash = \(presented), rotated_at = \(time),
              last_used_at = \(time), expires_at = \(lifetime.expiry(createdAt: createdAt, refreshedAt: time))
            WHERE id = \(session)
            """)
          return .refreshed(user: user)
        case .repeat: return .refreshed(user: user)
        case .end:
          try connection.write("DELETE FROM sessions WHERE id = \(session)")
          return .replayed(user: user)
        }
      }
    }
  }

  package func sessions(of user: UserID, at time: Timestamp) throws(StoreError) -> [Session] {
    try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT id, user_id, created_at, last_used_at, expires_at, user_agent FROM sessions
        WHERE user_id = \(user) AND expires_at > \(time) ORDER BY id DESC
        """
      ) { Session($0, from: 0) }
    }
  }

  package func end(_ session: SessionID, of user: UserID) throws(StoreError) -> Bool {
    try translated { () throws(MariaDBError) in
      try connection.write("DELETE FROM sessions WHERE id = \(session) AND user_id = \(user)").rows > 0
    }
  }

  package func endAll(of user: UserID) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      try connection.write("DELETE FROM sessions WHERE user_id = \(user)")
    }
  }

  /// Two refreshes of one session wait for each other here.
  private func lockedState(
    of session: SessionID, at time: Timestamp
  ) throws(MariaDBError) -> (user: UserID, createdAt: Timestamp, state: RefreshState)? {
    try connection.rows(
      """
      SELECT user_id, sessions.created_at, refresh_hash, previous_hash, rotated_at
      FROM sessions JOIN users ON users.id = user_id
      WHERE sessions.id = \(session) AND expires_at > \(time) AND deactivated_at IS NULL FOR UPDATE
      """
    ) { row in
      let state = RefreshState(
        current: row.bytes(2), previous: row.optionalBytes(3), rotatedAt: row.isNull(4) ? nil : row.time(4))
      return (user: row.integer(0), createdAt: row.time(1), state: state)
    }.first
  }
}

extension Session {
  /// Six columns from `first` on: id, user_id, created_at, last_used_at, expires_at, user_agent.
  fileprivate init(_ row: borrowing Row, from first: Int) {
    self.init(
      id: row.integer(first), user: row.integer(first + 1), createdAt: row.time(first + 2),
      lastUsedAt: row.time(first + 3), expiresAt: row.time(first + 4), userAgent: row.optionalText(first + 5))
  }
}
