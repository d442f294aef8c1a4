import Domain
import MariaDB

/// The table `users`.
package final class Users: UserStore {
  let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func register(_ user: NewUser, at time: Timestamp) throws(StoreError) -> User {
    let id = try translated(
      try connection.write(
        """
        INSERT INTO users (username, email, password_hash, age, gender, created_at)
        VALUES (\(user.username), \(user.email), \(user.passwordHash), \(user.age), \(user.gender), \(time))
        """)
    ).firstID
    return User(
      id: id, username: user.username, email: user.email, age: user.age, gender: user.gender, createdAt: time)
  }

  package func user(id: UserID) throws(StoreError) -> User? { try translated(try stored(id) { try User($0) }) }

  package func facts(of user: UserID, rejected: @escaping (String) -> Void) throws(StoreError) -> UserFacts? {
    try translated(try stored(user) { try UserFacts($0, rejected) })
  }

  private func stored<Value>(
    _ user: UserID, _ decode: (borrowing Row) throws -> Value
  ) throws(MariaDBError) -> Value? {
    try connection.rows("SELECT \(User.columns) FROM users WHERE id = \(user) AND deleted_at IS NULL", decode).first
  }

  package func account(login: String, at time: Timestamp) throws(StoreError) -> Account? {
    // A name never contains an '@' and an e-mail always does, so each form has one unique key.
    let column: SQL = login.contains("@") ? "email" : "username"
    return try translated(
      try connection.rows(
        """
        SELECT users.id, password_hash, one_time_until FROM users
        WHERE \(column) = \(login) AND password_hash IS NOT NULL AND deactivated_at IS NULL
          AND (one_time_until IS NULL OR one_time_until > \(time))
        """
      ) { try Account(user: $0.integer(0), passwordHash: $0.text(1), isOneTime: !$0.isNull(2)) }
    ).first
  }

  package func hasAny(named usernames: [String], besides user: UserID? = nil) throws(StoreError) -> Bool {
    let names = SQL.joined(usernames.map { "\($0)" }, by: ", ")
    return try translated(
      try connection.rows("SELECT id FROM users WHERE username IN (\(names))") { try $0.integer(0) }
    ).contains { $0 != user }
  }

  package func renewHash(_ confirmed: ConfirmedPassword, _ hash: String) throws(StoreError) -> Bool {
    try translated(
      try connection.write(
        """
        UPDATE users SET password_hash = \(hash)
        WHERE id = \(confirmed.user) AND password_hash = \(confirmed.hash)
        """
      ).rows == 1)
  }

  package func passwordHash(of user: UserID) throws(StoreError) -> String? {
    try translated(try connection.rows("SELECT password_hash FROM users WHERE id = \(user)") { try $0.optionalText(0) })
      .first ?? nil
  }

  package func update(
    _ user: UserID, _ changes: UserChanges, confirmed: ConfirmedPassword?
  ) throws(StoreError) -> User? {
    var columns: [SQL] = []
    if let username = changes.username { columns.append("username = \(username)") }
    if let email = changes.email { columns.append("email = \(email)") }
    if let age = changes.age { columns.append("age = \(age.value)") }
    if let gender = changes.gender { columns.append("gender = \(gender.value)") }
    return try translated(
      try connection.transaction { () throws(MariaDBError) in
        if let confirmed {
          guard try connection.holds(confirmed) else { return nil }
        } else {
          precondition(!changes.changesLogin, "changing the name or the e-mail requires a confirmed password")
        }
        if !columns.isEmpty {
          try connection.write("UPDATE users SET \(SQL.joined(columns, by: ", ")) WHERE id = \(user)")
        }
        return try stored(user) { try User($0) }
      })
  }

  package func changePassword(
    _ confirmed: ConfirmedPassword, to hash: String, keeping session: SessionID
  ) throws(StoreError) -> Bool {
    let user = confirmed.user
    return try translated(
      try connection.transaction { () throws(MariaDBError) in
        guard try connection.holds(confirmed) else { return false }
        try connection.write("UPDATE users SET password_hash = \(hash), one_time_until = NULL WHERE id = \(user)")
        try connection.write("DELETE FROM sessions WHERE user_id = \(user) AND id <> \(session)")
        return true
      })
  }

  package func holds(_ confirmed: ConfirmedPassword, in session: SessionID) throws(StoreError) -> Bool {
    try translated(
      try !connection.rows(
        """
        SELECT 1 FROM users JOIN sessions ON sessions.user_id = users.id
        WHERE users.id = \(confirmed.user) AND password_hash = \(confirmed.hash) AND deactivated_at IS NULL
          AND sessions.id = \(session)
        """
      ) { try $0.integer(0) }.isEmpty)
  }

  package func inSnapshot<Result>(_ read: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try translated(
      try connection.snapshot { () throws(MariaDBError) -> Swift.Result<Result, StoreError> in
        do throws(StoreError) { return .success(try read()) } catch { return .failure(error) }
      }
    ).get()
  }

  package func delete(_ confirmed: ConfirmedPassword, at time: Timestamp) throws(StoreError) -> Bool {
    let user = confirmed.user
    let isShut = try translated(
      try connection.transaction { () throws(MariaDBError) in
        guard try connection.holds(confirmed) else { return false }
        try connection.write(
          """
          UPDATE users SET username = NULL, email = NULL, password_hash = NULL, one_time_until = NULL, age = NULL,
            gender = NULL, deleted_at = \(time)
          WHERE id = \(user)
          """)
        try connection.write("DELETE FROM sessions WHERE user_id = \(user)")
        try connection.write(TasteChanges.recording(user))
        return true
      })
    // The rest is left to `Retention`.
    if isShut { _ = try? connection.removeDeleted(user, until: .now + Self.patience) }
    return isShut
  }

  private static let patience = Duration.milliseconds(500)
}

extension Connection {
  /// Whether the password is still the user's and the user is active. Neither can change until the transaction ends.
  func holds(_ confirmed: ConfirmedPassword) throws(MariaDBError) -> Bool {
    try !rows(
      """
      SELECT 1 FROM users
      WHERE id = \(confirmed.user) AND password_hash = \(confirmed.hash) AND deactivated_at IS NULL FOR UPDATE
      """
    ) { try $0.integer(0) }.isEmpty
  }
}

extension User {
  static let columns: SQL = "users.id, username, email, age, gender, users.created_at"

  /// - Parameter row: begins with `columns`.
  init(_ row: borrowing Row) throws(ImpossibleValue) {
    self.init(
      id: try row.integer(0), username: try row.optionalText(1), email: try row.optionalText(2),
      age: try row.optionalInteger(3).map { Int($0) }, gender: try row.optionalText(4), createdAt: try row.time(5))
  }
}

extension UserFacts {
  /// - Parameter row: begins with `User.columns`.
  fileprivate init(_ row: borrowing Row, _ rejected: @escaping (String) -> Void) throws {
    self.init(
      username: try row.possible(rejected) { try $0.optionalText(1) } ?? nil,
      email: try row.possible(rejected) { try $0.optionalText(2) } ?? nil,
      age: try row.possible(rejected) { try $0.optionalInteger(3).map { Int($0) } } ?? nil,
      gender: try row.possible(rejected) { try $0.optionalText(4) } ?? nil,
      createdAt: try row.possible(rejected) { try $0.time(5) })
  }
}
