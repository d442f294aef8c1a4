import Domain
import MariaDB

/// The table `users`.
package final class Users: UserStore {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func register(_ user: NewUser, at time: Timestamp) throws(StoreError) -> User {
    let id = try translated { () throws(MariaDBError) in
      try connection.write(
        """
        INSERT INTO users (username, email, password_hash, age, gender, created_at)
        VALUES (\(user.username), \(user.email), \(user.passwordHash), \(user.age), \(user.gender), \(time))
        """)
    }.firstID
    return User(
      id: id, username: user.username, email: user.email, age: user.age, gender: user.gender, createdAt: time)
  }

  package func user(id: UserID) throws(StoreError) -> User? {
    try translated { () throws(MariaDBError) in
      try connection.rows("SELECT id, username, email, age, gender, created_at FROM users WHERE id = \(id)") {
        User($0)
      }
    }.first
  }

  package func account(login: String) throws(StoreError) -> Account? {
    // A name never has an '@' and an e-mail always has: each form has one unique key.
    let column: SQL = login.contains("@") ? "email" : "username"
    return try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT id, username, email, age, gender, created_at, password_hash FROM users
        WHERE \(column) = \(login) AND password_hash IS NOT NULL AND deactivated_at IS NULL
        """
      ) { Account(user: User($0), passwordHash: $0.text(6)) }
    }.first
  }

  package func passwordHash(of user: UserID) throws(StoreError) -> String? {
    try translated { () throws(MariaDBError) in
      try connection.rows("SELECT password_hash FROM users WHERE id = \(user)") { $0.optionalText(0) }
    }.first ?? nil
  }

  package func update(_ user: UserID, _ changes: UserChanges) throws(StoreError) -> User? {
    var columns: [SQL] = []
    if let username = changes.username { columns.append("username = \(username)") }
    if let email = changes.email { columns.append("email = \(email)") }
    if let age = changes.age { columns.append("age = \(age.value)") }
    if let gender = changes.gender { columns.append("gender = \(gender.value)") }
    if !columns.isEmpty {
      try translated { () throws(MariaDBError) in
        try connection.write("UPDATE users SET \(SQL.joined(columns, by: ", ")) WHERE id = \(user)")
      }
    }
    return try self.user(id: user)
  }

  package func changePassword(
    of user: UserID, to hash: String, keeping session: SessionID
  ) throws(StoreError) {
    try translated { () throws(MariaDBError) in
      try connection.transaction { () throws(MariaDBError) in
        try connection.write("UPDATE users SET password_hash = \(hash) WHERE id = \(user)")
        try connection.write("DELETE FROM sessions WHERE user_id = \(user) AND id <> \(session)")
      }
    }
  }

  package func delete(_ user: UserID) throws(StoreError) {
    // What refers to the row goes with it.
    try translated { () throws(MariaDBError) in try connection.write("DELETE FROM users WHERE id = \(user)") }
  }
}

extension User {
  /// Columns 0–5: id, username, email, age, gender, created_at.
  init(_ row: borrowing Row) {
    self.init(
      id: row.integer(0), username: row.optionalText(1), email: row.optionalText(2),
      age: row.optionalInteger(3).map { Int($0) }, gender: row.optionalText(4), createdAt: row.time(5))
  }
}
