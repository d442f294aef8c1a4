/// A registered user, or one whose ratings were imported and who cannot log in.
package struct User: Equatable, Sendable {
  package let id: UserID
  /// Nil if the user was imported.
  package let username: String?
  /// Nil if the user was imported.
  package let email: String?
  package let age: Int?
  package let gender: String?
  package let createdAt: Timestamp

  package init(id: UserID, username: String?, email: String?, age: Int?, gender: String?, createdAt: Timestamp) {
    self.id = id
    self.username = username
    self.email = email
    self.age = age
    self.gender = gender
    self.createdAt = createdAt
  }
}

/// What can be read of a user whose row may have impossible values, which are nil here.
package struct UserFacts: Equatable, Sendable {
  package let username: String?
  package let email: String?
  package let age: Int?
  package let gender: String?
  package let createdAt: Timestamp?

  package init(username: String?, email: String?, age: Int?, gender: String?, createdAt: Timestamp?) {
    self.username = username
    self.email = email
    self.age = age
    self.gender = gender
    self.createdAt = createdAt
  }

  package init(_ user: User) {
    self.init(
      username: user.username, email: user.email, age: user.age, gender: user.gender, createdAt: user.createdAt)
  }
}

/// A user to register, who has no id yet. Holds the hash of the password, never the password.
package struct NewUser: Sendable {
  package let username: String
  package let email: String
  package let passwordHash: String
  package let age: Int?
  package let gender: String?

  package init(username: String, email: String, passwordHash: String, age: Int?, gender: String?) {
    self.username = username
    self.email = email
    self.passwordHash = passwordHash
    self.age = age
    self.gender = gender
  }
}
