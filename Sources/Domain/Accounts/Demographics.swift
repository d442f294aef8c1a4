/// The facts about a user that models use; nil if unknown.
package struct Demographics: Hashable, Sendable {
  package let age: AgeGroup?
  package let gender: Gender?

  /// For visitors, and for users who state neither.
  package static let unknown = Demographics(age: nil, gender: nil)

  package init(age: AgeGroup?, gender: Gender?) {
    self.age = age
    self.gender = gender
  }

  /// - Parameters:
  ///   - years: 0 or more.
  ///   - gender: free text.
  package init(years: Int?, gender: String?) {
    self.init(age: years.map(AgeGroup.init(years:)), gender: gender.flatMap { Gender($0) })
  }
}

/// Age groups of MovieLens 1M (its README, "Users file description"), so that data sets with ages and those with groups
/// are comparable. The raw values are row numbers in model files.
package enum AgeGroup: Int, CaseIterable, Sendable {
  case under18, from18, from25, from35, from45, from50, from56

  /// - Parameter years: 0 or more.
  package init(years: Int) {
    self =
      switch years {
      case ..<18: .under18
      case ..<25: .from18
      case ..<35: .from25
      case ..<45: .from35
      case ..<50: .from45
      case ..<56: .from50
      default: .from56
      }
  }
}

/// The genders that training data sets distinguish. The raw values are row numbers in model files.
package enum Gender: Int, CaseIterable, Sendable {
  case female, male

  /// Reads `f`, `female`, `m` or `male` in any case; nil for any other text. The field is free text, and training data
  /// has too little of anything else to learn from.
  package init?(_ text: String) {
    switch text.lowercased() {
    case "f", "female": self = .female
    case "m", "male": self = .male
    default: return nil
    }
  }
}

extension User {
  package var demographics: Demographics { Demographics(years: age, gender: gender) }
}
