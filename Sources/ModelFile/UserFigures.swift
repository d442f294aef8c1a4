/// One figure of an evaluation for each test user, so that two trainings can be compared on the same users.
package struct UserFigures: Equatable, Sendable {
  /// The user ids, strictly ascending.
  package let users: [Int64]
  /// One figure for each user.
  package let values: [Float]

  package init(_ figures: [Int64: Float]) {
    let sorted = figures.sorted { $0.key < $1.key }
    users = sorted.map(\.key)
    values = sorted.map(\.value)
  }

  /// Reads two sections. Throws `malformedUserFigures`.
  init(users: MappedArray<Int64>, values: MappedArray<Float>) throws(ModelFileError) {
    self.users = users.withUnsafeBufferPointer { Array($0) }
    self.values = values.withUnsafeBufferPointer { Array($0) }
    guard self.users.count == self.values.count, zip(self.users, self.users.dropFirst()).allSatisfy({ $0 < $1 }),
      self.values.allSatisfy(\.isFinite)
    else { throw .malformedUserFigures }
  }

  /// The mean over the users who are in `other`, too; nil if there are none.
  package func mean(ofUsersIn other: UserFigures) -> Double? {
    let shared = Set(other.users)
    let own = zip(users, values).filter { shared.contains($0.0) }.map { Double($0.1) }
    return own.isEmpty ? nil : own.reduce(0, +) / Double(own.count)
  }

  var sections: [SectionContents] {
    [
      SectionContents(ModelFileLayout.testUsers, .int64(users)),
      SectionContents(ModelFileLayout.testFigures, .float(values)),
    ]
  }
}
