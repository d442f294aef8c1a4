/// A password that was right a moment ago, by what it was checked against.
///
/// To check one takes a quarter of a second, in which somebody may change it. So what it permits is done by stores that
/// look again: it must still be the user's, and the user active.
package struct ConfirmedPassword: Equatable, Sendable {
  package let user: UserID
  /// The stored hash that the password matched.
  package let hash: String

  package init(user: UserID, hash: String) {
    self.user = user
    self.hash = hash
  }
}
