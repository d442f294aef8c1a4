import ArgumentParser
import Training

/// The rotations of the protocol to run.
enum Rotations: ExpressibleByArgument, Equatable {
  case one(Int)
  /// All five together.
  case pooled
  /// All five, each on its own and then together.
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

  /// A small data set has too few test users in one rotation. A large one has enough, and takes long to train.
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
