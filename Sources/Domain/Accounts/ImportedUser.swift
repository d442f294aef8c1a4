/// A user from a data set, who has no account and so no name, e-mail or password.
package struct ImportedUser: Equatable, Sendable {
  package let id: UserID
  /// Years.
  package let age: Int?
  /// As written in the data set, mostly `M` or `F`.
  package let gender: String?
  /// Can be known without `age`, because some data sets only have groups.
  package let ageGroup: AgeGroup?

  package init(id: UserID, age: Int?, gender: String?, ageGroup: AgeGroup? = nil) {
    self.id = id
    self.age = age
    self.gender = gender
    self.ageGroup = ageGroup ?? age.map(AgeGroup.init(years:))
  }

  package var demographics: Demographics { Demographics(age: ageGroup, gender: gender.flatMap { Gender($0) }) }
}
