/// A person from a data set: no account, and so no name, e-mail or password.
package struct ImportedUser: Equatable, Sendable {
  package let id: UserID
  /// Years.
  package let age: Int?
  /// As the data set has it, mostly `M` or `F`.
  package let gender: String?

  package init(id: UserID, age: Int?, gender: String?) {
    self.id = id
    self.age = age
    self.gender = gender
  }
}
