/// What the API needs of accounts.
///
/// `Stores` answers this and the other store protocols over MariaDB; a slot owns one of each, used by its thread alone.
/// Times are arguments, so that tests and imports decide them.
package protocol UserStore: AnyObject {
  /// Throws `taken` for `username` or `email`.
  func register(_ user: NewUser, at time: Timestamp) throws(StoreError) -> User
  func user(id: UserID) throws(StoreError) -> User?
  /// The account whose username or e-mail is `login`, ignoring case as the columns do.
  func account(login: String) throws(StoreError) -> Account?
}

/// A user who can log in.
package struct Account: Sendable {
  package let user: User
  package let passwordHash: String

  package init(user: User, passwordHash: String) {
    self.user = user
    self.passwordHash = passwordHash
  }
}
