import Domain
import MariaDB

/// An account as an operator sees it.
package struct UserOverview: Equatable, Sendable {
  package let user: User
  /// False for users of an imported data set, who have no password.
  package let canLogIn: Bool
  package let deactivatedAt: Timestamp?
  /// The number of open sessions.
  package let sessions: Int
  /// The latest use of any open session.
  package let lastUsedAt: Timestamp?
}

/// The part of an account needed to change it. An impossible value elsewhere in the row does not prevent the change.
package struct UserReference: Equatable, Sendable {
  package let id: UserID
  /// Nil if the account has no name, or an unreadable one.
  package let username: String?
  /// False for users of an imported data set, who have neither a username nor an e-mail address.
  package let hasLogin: Bool
  package let isDeactivated: Bool
  /// The number of open sessions.
  package let sessions: Int
}

/// Operations on accounts for an operator.
extension Users {
  /// Accounts by ascending id, after the id `last`.
  /// - Parameters:
  ///   - text: what the name or the e-mail begins with; nil for all accounts.
  ///   - includesImported: whether to include users without a password.
  ///   - rejected: called for each row with an impossible value, which is left out.
  package func overviews(
    beginningWith text: String? = nil, includesImported: Bool = false, after last: UserID = .min, limit: Int,
    at time: Timestamp, rejected: (String) -> Void
  ) throws(StoreError) -> [UserOverview] {
    var conditions: [SQL] = ["id > \(last)"]
    if !includesImported { conditions.append("password_hash IS NOT NULL") }
    if let text {
      let pattern = Self.literal(text) + "%"
      conditions.append("(username LIKE \(pattern) OR email LIKE \(pattern))")
    }
    return try translated(
      try connection.possibleRows(
        """
        SELECT \(User.columns), password_hash IS NOT NULL, deactivated_at,
          (SELECT COUNT(*) FROM sessions WHERE user_id = users.id AND expires_at > \(time)),
          (SELECT MAX(last_used_at) FROM sessions WHERE user_id = users.id AND expires_at > \(time)) AS last_used_at
        FROM users WHERE deleted_at IS NULL AND \(SQL.joined(conditions, by: " AND ")) ORDER BY id LIMIT \(limit)
        """, rejected: { rejected("\($0)") }
      ) {
        try UserOverview(
          user: User($0), canLogIn: $0.integer(6) != 0, deactivatedAt: $0.optionalTime(7),
          sessions: Int($0.integer(8)), lastUsedAt: $0.optionalTime(9))
      })
  }

  /// The account with this name, e-mail or, if `name` is a number, id. A name takes precedence over an id.
  package func reference(to name: String, at time: Timestamp) throws(StoreError) -> UserReference? {
    let column: SQL = name.contains("@") ? "email" : "username"
    if let found = try reference(where: "\(column) = \(name)", at: time) { return found }
    guard let id = UserID(name) else { return nil }
    return try reference(where: "id = \(id)", at: time)
  }

  private func reference(where condition: SQL, at time: Timestamp) throws(StoreError) -> UserReference? {
    try translated(
      try connection.rows(
        """
        SELECT id, username, username IS NOT NULL OR email IS NOT NULL, deactivated_at IS NOT NULL,
          (SELECT COUNT(*) FROM sessions WHERE user_id = users.id AND expires_at > \(time))
        FROM users WHERE deleted_at IS NULL AND \(condition)
        """
      ) {
        try UserReference(
          id: $0.integer(0), username: (try? $0.optionalText(1)) ?? nil, hasLogin: $0.integer(2) != 0,
          isDeactivated: $0.integer(3) != 0, sessions: Int($0.integer(4)))
      }
    ).first
  }

  /// Deactivates an account and ends its sessions; its rows stay. An account that is already deactivated keeps its
  /// time.
  package func deactivate(_ user: UserID, at time: Timestamp) throws(StoreError) {
    try translated(
      try connection.transaction { () throws(MariaDBError) in
        try connection.write("UPDATE users SET deactivated_at = COALESCE(deactivated_at, \(time)) WHERE id = \(user)")
        try connection.write("DELETE FROM sessions WHERE user_id = \(user)")
      })
  }

  package func activate(_ user: UserID) throws(StoreError) {
    try translated(try connection.write("UPDATE users SET deactivated_at = NULL WHERE id = \(user)"))
  }

  /// Sets a password that opens one session until `time`, in which the user chooses another, and ends the open
  /// sessions.
  package func resetPassword(of user: UserID, toHash hash: String, until time: Timestamp) throws(StoreError) {
    try translated(
      try connection.transaction { () throws(MariaDBError) in
        try connection.write(
          "UPDATE users SET password_hash = \(hash), one_time_until = \(time) WHERE id = \(user)")
        try connection.write("DELETE FROM sessions WHERE user_id = \(user)")
      })
  }

  /// `text` escaped for LIKE, so that it matches only itself.
  private static func literal(_ text: String) -> String {
    text.reduce(into: "") { $0 += ["%", "_", "\\"].contains($1) ? "\\\($1)" : "\($1)" }
  }
}
