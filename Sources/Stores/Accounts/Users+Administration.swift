import Domain
import MariaDB

/// What an operator does with accounts.
extension Users {
  /// An account as an operator sees it.
  package struct Overview: Equatable, Sendable {
    package let user: User
    /// False for users of an imported data set, who have no password.
    package let canLogIn: Bool
    package let deactivatedAt: Timestamp?
    /// Open sessions.
    package let sessions: Int
    /// Of any open session.
    package let lastUsedAt: Timestamp?
  }

  /// What must be known of an account to change it. An impossible value elsewhere in the row is no hindrance.
  package struct Reference: Equatable, Sendable {
    package let id: UserID
    /// Nil if there is none, or none that can be read.
    package let username: String?
    /// False for users of an imported data set, who have neither a name nor an e-mail.
    package let hasLogin: Bool
    package let isDeactivated: Bool
    /// Open sessions.
    package let sessions: Int
  }

  /// Accounts in the order of their ids, from behind the id `last`; impossible ones are left out.
  /// - Parameters:
  ///   - text: what the name or the e-mail begins with; nil for all.
  ///   - includesImported: whether users without a password are among them.
  ///   - rejected: told of each row that is left out.
  package func overviews(
    beginningWith text: String? = nil, includesImported: Bool = false, after last: UserID = .min, limit: Int,
    at time: Timestamp, rejected: (String) -> Void
  ) throws(StoreError) -> [Overview] {
    var conditions: [SQL] = ["id > \(last)"]
    if !includesImported { conditions.append("password_hash IS NOT NULL") }
    if let text {
      let pattern = Self.literal(text) + "%"
      conditions.append("(username LIKE \(pattern) OR email LIKE \(pattern))")
    }
    return try translated { () throws(MariaDBError) in
      try connection.possibleRows(
        """
        SELECT id, username, email, age, gender, created_at, password_hash IS NOT NULL, deactivated_at,
          (SELECT COUNT(*) FROM sessions WHERE user_id = users.id AND expires_at > \(time)),
          (SELECT MAX(last_used_at) FROM sessions WHERE user_id = users.id AND expires_at > \(time)) AS last_used_at
        FROM users WHERE deleted_at IS NULL AND \(SQL.joined(conditions, by: " AND ")) ORDER BY id LIMIT \(limit)
        """, rejected: { rejected("\($0)") }
      ) {
        try Overview(
          user: User($0), canLogIn: $0.integer(6) != 0, deactivatedAt: $0.optionalTime(7),
          sessions: Int($0.integer(8)), lastUsedAt: $0.optionalTime(9))
      }
    }
  }

  /// The account with this name, e-mail or, of digits alone, id; a name goes before an id.
  package func reference(to name: String, at time: Timestamp) throws(StoreError) -> Reference? {
    let column: SQL = name.contains("@") ? "email" : "username"
    if let found = try reference(where: "\(column) = \(name)", at: time) { return found }
    guard let id = UserID(name) else { return nil }
    return try reference(where: "id = \(id)", at: time)
  }

  private func reference(where condition: SQL, at time: Timestamp) throws(StoreError) -> Reference? {
    try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT id, username, username IS NOT NULL OR email IS NOT NULL, deactivated_at IS NOT NULL,
          (SELECT COUNT(*) FROM sessions WHERE user_id = users.id AND expires_at > \(time))
        FROM users WHERE deleted_at IS NULL AND \(condition)
        """
      ) {
        try Reference(
          id: $0.integer(0), username: (try? $0.optionalText(1)) ?? nil, hasLogin: $0.integer(2) != 0,
          isDeactivated: $0.integer(3) != 0, sessions: Int($0.integer(4)))
      }
    }.first
  }

  /// Shuts an account, and ends its sessions; its rows stay. One that is shut keeps the time of the first.
  package func deactivate(_ user: UserID, at time: Timestamp) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      try connection.transaction { () throws(MariaDBError) in
        try connection.write("UPDATE users SET deactivated_at = COALESCE(deactivated_at, \(time)) WHERE id = \(user)")
        try connection.write("DELETE FROM sessions WHERE user_id = \(user)")
      }
    }
  }

  package func activate(_ user: UserID) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      try connection.write("UPDATE users SET deactivated_at = NULL WHERE id = \(user)")
    }
  }

  /// Sets a password that opens one session until `time`, in which to choose another, and ends those that are open.
  package func resetPassword(of user: UserID, toHash hash: String, until time: Timestamp) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      try connection.transaction { () throws(MariaDBError) in
        try connection.write(
          "UPDATE users SET password_hash = \(hash), one_time_until = \(time) WHERE id = \(user)")
        try connection.write("DELETE FROM sessions WHERE user_id = \(user)")
      }
    }
  }

  /// As a pattern of LIKE that means itself.
  private static func literal(_ text: String) -> String {
    text.reduce(into: "") { $0 += ["%", "_", "\\"].contains($1) ? "\\\($1)" : "\($1)" }
  }
}
