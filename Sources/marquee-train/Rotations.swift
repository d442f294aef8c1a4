import ArgumentParser
import Training

/// Which parts of the protocol to run.
enum Rotations: ExpressibleByArgument, Equatable {
  case one(Int)
  /// All five, the test users of all together.
  case pooled
  /// All five, each by itself and then all together.
  case each

  init?(argument: String) {
    switch argument {
    case "pooled": self = .pooled
    case "each": self = .each
    default:
      guard let rotation = Int(argument), Split.rotations.contains(rotation) else { return nil }
      self = .one(rotation)
    }
  }

  /// Small data sets have too few test users in one rotation; large ones have enough, and training takes long.
  static func suitable(for dataset: Dataset) -> Rotations { dataset.users.count < 2_000 ? .pooled : .one(0) }

  var numbers: [Int] {
    switch self {
    case .one(let rotation): [rotation]
    case .pooled, .each: Array(Split.rotations)
    }
  }

  var name: String {
    switch self {
    case .one(let rotation): "\(rotation)"
    case .pooled, .each: "pooled"
    }
  }
}
