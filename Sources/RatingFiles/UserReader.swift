import Domain

/// Reads users one by one.
package struct UserReader: ~Copyable {
  private static let ages: ClosedRange<Int64> = 0...130
  private static let longestGender = 32

  private var table: Table
  private let layout: Layout
  private var seen: Set<UserID> = []

  init(_ path: String, _ layout: Layout) throws(RatingFileError) {
    let table = try Table(path, layout.facts, order: layout == .dat ? [.user, .gender, .age] : [.user, .age, .gender])
    _ = try table.place(of: .user)
    self.table = table
    self.layout = layout
  }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> Row<ImportedUser>? {
    switch try table.next() {
    case nil: return nil
    case .malformed(let reason): return .rejected(table.remark(reason))
    case .fields: break
    }
    let field = table.bytes(try table.place(of: .user))
    guard let id = FieldValue.integer(field) else {
      return .rejected(table.remark("'\(FieldValue.text(field).prefix(40))' is no user id"))
    }
    guard seen.insert(id).inserted else { return .rejected(table.remark("user \(id) is there twice")) }
    let (age, ageGroup, ageFault) = age()
    let (gender, genderFault) = gender()
    let user = ImportedUser(id: id, age: age, gender: gender, ageGroup: ageGroup)
    let faults = [ageFault, genderFault].compactMap(\.self)
    return faults.isEmpty ? .accepted(user) : .mended(user, table.remark(faults.joined(separator: "; ")))
  }

  /// MovieLens 1M codes ages by the youngest of a group, and 1 for all under 18, which is no age.
  private func age() -> (Int?, AgeGroup?, fault: String?) {
    let text = table.text(.age)
    guard !text.isEmpty else { return (nil, nil, nil) }
    guard let age = FieldValue.integer(Array(text.utf8)[...]), Self.ages.contains(age) else {
      return (nil, nil, "'\(text.prefix(40))' is no age")
    }
    if layout == .dat, age == 1 { return (nil, .under18, "age code 1 is 'under 18': no age is stored") }
    return (Int(age), AgeGroup(years: Int(age)), nil)
  }

  private func gender() -> (String?, fault: String?) {
    let text = table.text(.gender)
    guard text.unicodeScalars.count <= Self.longestGender else { return (nil, "the gender is too long") }
    return (text.isEmpty ? nil : text, nil)
  }
}
