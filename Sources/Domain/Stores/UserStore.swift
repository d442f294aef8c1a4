/// Access to accounts.
///
/// The module `Stores` implements this and the other store protocols on MariaDB. Each slot owns one of each, all on one
/// connection that only its thread uses. Times are arguments, so that tests and imports can choose them.
package protocol UserStore: AnyObject {
  /// Throws `taken` for `username` or `email`.
  func register(_ user: NewUser, at time: Timestamp) throws(StoreError) -> User
  func user(id: UserID) throws(StoreError) -> User?
  /// What can be read of the user; nil if there is no such user.
  /// - Parameter rejected: called for each impossible value, which is left out.
  func facts(of user: UserID, rejected: @escaping (String) -> Void) throws(StoreError) -> UserFacts?
  /// The account whose username or e-mail is `login`, ignoring case as the columns do. Nil if there is none, it is
  /// deactivated, or its one-time password has been used.
  func account(login: String, at time: Timestamp) throws(StoreError) -> Account?
  /// Whether any account other than `user` has one of these usernames, ignoring case as the column does.
  func hasAny(named usernames: [String], besides user: UserID?) throws(StoreError) -> Bool
  /// Stores another hash of the same password. False if the password has changed since it was confirmed.
  func renewHash(_ confirmed: ConfirmedPassword, _ hash: String) throws(StoreError) -> Bool
  /// Nil if the user has no password.
  func passwordHash(of user: UserID) throws(StoreError) -> String?
  /// Throws `taken` for `username` or `email`. Returns the changed user; nil if there is none, or if the password has
  /// changed since it was confirmed. Changes nothing if the changed user has an impossible value.
  /// - Parameter confirmed: required if `changes.changesLogin`.
  func update(_ user: UserID, _ changes: UserChanges, confirmed: ConfirmedPassword?) throws(StoreError) -> User?
  /// Atomically sets the password and ends all of the user's sessions but one. False if the password has changed since
  /// it was confirmed.
  func changePassword(_ confirmed: ConfirmedPassword, to hash: String, keeping session: SessionID) throws(StoreError)
    -> Bool
  /// Whether the password is still the confirmed one, the user is active and the session is open.
  func holds(_ confirmed: ConfirmedPassword, in session: SessionID) throws(StoreError) -> Bool
  /// Runs `read`, during which all of the slot's stores see the same snapshot of the database.
  func inSnapshot<Result>(_ read: () throws(StoreError) -> Result) throws(StoreError) -> Result
  /// Deletes the account: from now on it has no name, e-mail, password or session, and none of its data counts. Its
  /// rows are removed, at once if they are few. False if the password has changed since it was confirmed.
  func delete(_ confirmed: ConfirmedPassword, at time: Timestamp) throws(StoreError) -> Bool
}

/// Changes to a user; nil leaves a field as it is.
package struct UserChanges: Equatable, Sendable {
  package enum Fact<Value: Equatable & Sendable>: Equatable, Sendable {
    case set(Value)
    /// Makes the fact unknown.
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

  /// Whether it changes what the user logs in with.
  package var changesLogin: Bool { username != nil || email != nil }
}

/// A user who can log in.
package struct Account: Sendable {
  package let user: UserID
  package let passwordHash: String
  /// Whether an operator set the password. It is then valid for one session, in which the user must choose another.
  package let isOneTime: Bool

  package init(user: UserID, passwordHash: String, isOneTime: Bool) {
    self.user = user
    self.passwordHash = passwordHash
    self.isOneTime = isOneTime
  }
}
