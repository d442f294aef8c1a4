import Domain

/// Reads users one by one.
package struct UserReader: ~Copyable {
  private static let ages: ClosedRange<Int64> = 0...130
  private static let longestGender = 32

  private var table: Table
  private let idPlace: Int
  private let layout: FileLayout
  private var seen: Set<UserID> = []

  init(_ path: String, _ layout: FileLayout) throws(RatingFileError) {
    let table = try Table(path, layout.users)
    let idPlace = try table.requiredPlace(of: .user)
    for column in [FileColumn.age, .gender] { _ = try table.place(of: column) }
    self.table = table
    self.idPlace = idPlace
    self.layout = layout
  }

  package var path: String { table.path }
  /// The line of the row that was read last.
  package var line: Int { table.line }

  /// The next row; nil at the end of the file.
  package mutating func next() throws(RatingFileError) -> ParsedRow<ImportedUser>? {
    switch try table.next() {
    case nil: return nil
    case .malformed(let reason): return .rejected(table.remark(reason))
    case .fields: break
    }
    guard let id = FieldValue.integer(table.bytes(idPlace)) else {
      return .rejected(table.remark(no: "user id", idPlace))
    }
    guard seen.insert(id).inserted else { return .rejected(table.remark("listed twice", "user \(id)")) }
    let (age, ageGroup, ageFault) = age()
    let (gender, genderFault) = gender()
    let user = ImportedUser(id: id, age: age, gender: gender, ageGroup: ageGroup)
    let faults = [ageFault, genderFault].compactMap(\.self)
    return faults.isEmpty ? .accepted(user) : .mended(user, table.remark(faults.joined(separator: "; ")))
  }

  /// MovieLens 1M encodes age groups by their lowest age, and those under 18 as 1, which is not an actual age.
  private func age() -> (Int?, AgeGroup?, fault: String?) {
    let field = table.bytes(.age)
    guard !FieldValue.trimmed(field).isEmpty else { return (nil, nil, nil) }
    guard let age = FieldValue.integer(field), Self.ages.contains(age) else {
      return (nil, nil, "\(Excerpt.quoted(field)) is not an age")
    }
    if layout == .dat, age == 1 { return (nil, .under18, "age code 1 is 'under 18': no age is stored") }
    return (Int(age), AgeGroup(years: Int(age)), nil)
  }

  private func gender() -> (String?, fault: String?) {
    let text = table.text(.gender)
    guard text.unicodeScalars.count <= Self.longestGender else { return (nil, "the gender is too long") }
    guard text.unicodeScalars.allSatisfy(\.isVisible) else {
      return (nil, "the gender \(Excerpt.quoted(table.bytes(.gender))) has an invisible character")
    }
    return (text.isEmpty ? nil : text, nil)
  }
}
