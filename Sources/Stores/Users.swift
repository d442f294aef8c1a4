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
        WHERE \(column) = \(login) AND password_hash IS NOT NULL
        """
      ) { Account(user: User($0), passwordHash: $0.text(6)) }
    }.first
  }
}

extension User {
  /// Columns 0–5: id, username, email, age, gender, created_at.
  fileprivate init(_ row: borrowing Row) {
    self.init(
      id: row.integer(0), username: row.optionalText(1), email: row.optionalText(2),
      age: row.optionalInteger(3).map { Int($0) }, gender: row.optionalText(4), createdAt: row.time(5))
  }
}
