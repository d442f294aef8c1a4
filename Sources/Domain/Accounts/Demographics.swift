/// What a person has told of themselves, as far as models go by it; nil where it is not known.
package struct Demographics: Hashable, Sendable {
  package let age: AgeGroup?
  package let gender: Gender?

  /// Of a visitor, or of someone who has told neither.
  package static let unknown = Demographics(age: nil, gender: nil)

  package init(age: AgeGroup?, gender: Gender?) {
    self.age = age
    self.gender = gender
  }

  /// As people write it: years, and free text.
  package init(years: Int?, gender: String?) {
    self.init(age: years.map(AgeGroup.init(years:)), gender: gender.flatMap { Gender($0) })
  }
}

/// Ages as MovieLens 1M groups them (its README, "Users file description"), so that data sets with years and those with
/// groups say the same. The raw values are rows of model files.
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

/// The genders that data sets to learn from tell apart. The raw values are rows of model files.
package enum Gender: Int, CaseIterable, Sendable {
  case female, male

  /// Nil for what is neither `F` nor `M`, nor the word, in whatever case: people write what they like, and of all else
  /// there is nothing to learn from.
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
