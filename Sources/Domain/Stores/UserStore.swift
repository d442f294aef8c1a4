/// What the API needs of accounts.
///
/// `Stores` answers this and the other store protocols over MariaDB; a slot owns one of each, all over one connection,
/// used by its thread alone. Times are arguments, so that tests and imports decide them.
package protocol UserStore: AnyObject {
  /// Throws `taken` for `username` or `email`.
  func register(_ user: NewUser, at time: Timestamp) throws(StoreError) -> User
  func user(id: UserID) throws(StoreError) -> User?
  /// The account whose username or e-mail is `login`, ignoring case as the columns do; nil if it is deactivated, or its
  /// password was good once and has been used.
  func account(login: String, at time: Timestamp) throws(StoreError) -> Account?
  /// Whether any account but `user` has one of these names, ignoring case as the column does.
  func hasAny(named usernames: [String], besides user: UserID?) throws(StoreError) -> Bool
  /// Stores another hash of the same password. False where the password is no longer the one that was confirmed.
  func renewHash(_ confirmed: ConfirmedPassword, _ hash: String) throws(StoreError) -> Bool
  /// Nil for a user without a password.
  func passwordHash(of user: UserID) throws(StoreError) -> String?
  /// Throws `taken` for `username` or `email`. Returns the user as changed; nil where there is none, or where the
  /// password is no longer the one that was confirmed.
  /// - Parameter confirmed: needed where `changes.changesLogin`.
  func update(_ user: UserID, _ changes: UserChanges, confirmed: ConfirmedPassword?) throws(StoreError) -> User?
  /// Sets the password and ends every session of the user but one, all at once. False where the password is no longer
  /// the one that was confirmed.
  func changePassword(_ confirmed: ConfirmedPassword, to hash: String, keeping session: SessionID) throws(StoreError)
    -> Bool
  /// Whether the password is still the one that was confirmed, the user active and the session open.
  func holds(_ confirmed: ConfirmedPassword, in session: SessionID) throws(StoreError) -> Bool
  /// Runs reads of any of the slot's stores that all see the database as it is at this moment.
  func inSnapshot<Result>(_ read: () throws(StoreError) -> Result) throws(StoreError) -> Result
  /// Shuts the account for good: from now on it has no name, e-mail, password or session, and nothing of it counts. Its
  /// rows go, at once where they are few. False where the password is no longer the one that was confirmed.
  func delete(_ confirmed: ConfirmedPassword, at time: Timestamp) throws(StoreError) -> Bool
}

/// What to change of a user: nil keeps a field as it is.
package struct UserChanges: Equatable, Sendable {
  package enum Fact<Value: Equatable & Sendable>: Equatable, Sendable {
    case set(Value)
    /// From now on unknown.
    case clear

    package var value: Value? { if case .set(let value) = self { value } else { nil } }
  }

  package var username: String?
  package var email: String?
  package var age: Fact<Int>?
  package var gender: Fact<String>?

  package init(username: String? = nil, email: String? = nil, age: Fact<Int>? = nil, gender: Fact<String>? = nil) {
    self.username = username
    self.email = email
    self.age = age
    self.gender = gender
  }

  /// Whether it changes what the person logs in with.
  package var changesLogin: Bool { username != nil || email != nil }
}

/// A user who can log in.
package struct Account: Sendable {
  package let user: User
  package let passwordHash: String
  /// Whether an operator gave the password: it is good for one session, in which to choose another.
  package let isOneTime: Bool

  package init(user: User, passwordHash: String, isOneTime: Bool) {
    self.user = user
    self.passwordHash = passwordHash
    self.isOneTime = isOneTime
  }
}
