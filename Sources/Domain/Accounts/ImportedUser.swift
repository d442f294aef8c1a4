/// A person from a data set: no account, and so no name, e-mail or password.
package struct ImportedUser: Equatable, Sendable {
  package let id: UserID
  /// Years.
  package let age: Int?
  /// As the data set has it, mostly `M` or `F`.
  package let gender: String?
  /// Where the data set has groups, known even of those whose age is not.
  package let ageGroup: AgeGroup?

  package init(id: UserID, age: Int?, gender: String?, ageGroup: AgeGroup? = nil) {
    self.id = id
    self.age = age
    self.gender = gender
    self.ageGroup = ageGroup ?? age.map(AgeGroup.init(years:))
  }

  package var demographics: Demographics { Demographics(age: ageGroup, gender: gender.flatMap { Gender($0) }) }
}
