/// One of the treatments that an experiment compares: a model and settings that answer where a client names no model.
package struct Arm: Equatable, Sendable {
  /// As the operator wrote it, for example `EASE@20261123T101530Z-1a2b3c4d+diversity:0.3`.
  package let name: String
  /// The name of a model, or `auto`.
  package let model: String
  /// Nil for the version that is served.
  package let version: String?
  /// The diversity of lists for which the client asks for none; nil for none.
  package let diversity: Double?
  /// The probability with which each place of a list is drawn (`Exploration`); nil for none.
  package let explore: Double?

  /// `MODEL[@VERSION][+SETTING:VALUE]…`. Whether there is such a model is for the caller to check.
  package init(_ text: String) throws(ArmFault) {
    name = text
    let parts = text.split(separator: "+", omittingEmptySubsequences: false)
    let names = parts[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard isPlain, text.utf8.count <= Self.maximumLength, names.allSatisfy({ !$0.isEmpty }) else {
      throw .form(text)
    }
    model = names[0]
    version = names.count > 1 ? names[1] : nil
    var settings: [Setting: Double] = [:]
    for part in parts.dropFirst() {
      let pair = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2 else { throw .form(text) }
      guard let setting = Setting(rawValue: pair[0]), settings[setting] == nil else { throw .setting(pair[0], text) }
      guard let value = Double(pair[1]), setting.range.contains(value) else {
        throw .value(String(part), text, setting.range)
      }
      settings[setting] = value
    }
    diversity = settings[.diversity]
    explore = settings[.explore].flatMap { $0 > 0 ? $0 : nil }
  }

  fileprivate enum Setting: String, CaseIterable {
    case diversity, explore

    var range: ClosedRange<Double> {
      switch self {
      case .diversity: 0...1
      case .explore: Exploration.probabilities
      }
    }
  }

  /// Room in the table of lists.
  private static let maximumLength = 128
}

/// Why a text is no arm, or no list of arms.
package enum ArmFault: Error, Equatable, CustomStringConvertible {
  case form(String)
  case setting(String, String)
  case value(String, String, ClosedRange<Double>)
  case weight(String)
  case number(Int)
  case repeated(String)

  package var description: String {
    switch self {
    case .form(let arm): "'\(arm)' is not MODEL[@VERSION][+SETTING:VALUE]"
    case .setting(let name, let arm):
      """
      '\(arm)' has an unknown or repeated setting '\(name)'; there are: \
      \(Arm.Setting.allCases.map(\.rawValue).joined(separator: ", "))
      """
    case .value(let part, let arm, let range):
      "'\(part)' of '\(arm)' must have a number from \(range.lowerBound) to \(range.upperBound)"
    case .weight(let text): "'\(text)' must be ARM=WEIGHT, with a whole number from 1 to 1000000"
    case .number(let count): "an experiment has 2 to \(Experiment.maximumArms) arms, not \(count)"
    case .repeated(let arm): "the arm '\(arm)' is there twice"
    }
  }
}
