/// Proof that a password was correct a moment ago: the user and the stored hash that it matched.
///
/// Checking takes a quarter of a second, and the password may be changed meanwhile. Stores therefore check again before
/// they act on it: the hash must still be the user's, and the user must be active.
package struct ConfirmedPassword: Equatable, Sendable {
  package let user: UserID
  package let hash: String

  package init(user: UserID, hash: String) {
    self.user = user
    self.hash = hash
  }
}
