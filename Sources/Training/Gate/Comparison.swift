import ModelFile

/// Compares a training with a version of a model, user by user, if the two can be compared.
package enum Comparison {
  case comparable(PairedDifference)
  case notComparable(Obstacle)

  package enum Obstacle {
    /// A file does not say what its model was trained on.
    case unknownOrigin
    case difference(TrainingBasis.Difference)
    case notMeasured
    /// Too few users are in both.
    case otherUsers
  }

  /// - Parameter origin: what the training with these figures was on.
  init(_ figures: UserFigures, _ origin: TrainingBasis, with version: KeptVersion) {
    self =
      if let other = version.origin {
        if let difference = origin.difference(from: other) {
          .notComparable(.difference(difference))
        } else if let others = version.userFigures {
          PairedDifference(of: figures, over: others).map(Comparison.comparable) ?? .notComparable(.otherUsers)
        } else {
          .notComparable(.notMeasured)
        }
      } else {
        .notComparable(.unknownOrigin)
      }
  }

  /// Compares one version with another.
  package init(_ version: KeptVersion, with other: KeptVersion) {
    self =
      if let origin = version.origin {
        version.userFigures.map { Comparison($0, origin, with: other) } ?? .notComparable(.notMeasured)
      } else {
        .notComparable(.unknownOrigin)
      }
  }
}

extension Comparison.Obstacle: CustomStringConvertible {
  /// For two versions that were named in this order.
  package var description: String {
    switch self {
    case .unknownOrigin: "a file does not tell what its model was trained on"
    case .difference(.source(let own, let other)): "their data are from different sources: \(own) and \(other)"
    case .difference(.taste(let setting, let own, let other)): "their \(setting) differs: \(own) and \(other)"
    case .notMeasured: "one of them was not measured"
    case .otherUsers: "they were measured on different users"
    }
  }
}
