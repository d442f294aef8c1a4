import ModelFile

/// How much better one training is than another on the users that both were measured on.
///
/// With d_u the new figure of user u less the old one, over n users: the mean d̄, and its standard error
/// `√(Σ (d_u − d̄)² / (n − 1)) / √n`. What makes a user easy or hard is in both figures and cancels out, so that a
/// difference of .002 is seen where two means by themselves tell .02 apart.
package struct PairedDifference: Equatable, Sendable {
  package let users: Int
  package let mean: Double
  package let standardError: Double

  /// Standard errors that a loss must be beyond to be none of chance: the one-sided error is 2.3 %.
  private static let certainty = 2.0

  /// Nil unless half of the users of either are also in the other, and there are two: of different people nothing
  /// follows.
  init?(of new: UserFigures, over old: UserFigures) {
    var differences: [Double] = []
    var (first, second) = (0, 0)
    while first < new.users.count, second < old.users.count {
      if new.users[first] == old.users[second] {
        differences.append(Double(new.values[first]) - Double(old.values[second]))
      }
      let step = (new.users[first], old.users[second])
      if step.0 <= step.1 { first += 1 }
      if step.1 <= step.0 { second += 1 }
    }
    let count = Double(differences.count)
    guard count >= 2, 2 * differences.count >= min(new.users.count, old.users.count) else { return nil }
    users = differences.count
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = (squares / (count - 1) / count).squareRoot()
  }

  /// Whether the new one is worse, by more than chance and by more than `margin`.
  func isLoss(beyond margin: Double) -> Bool { mean < -margin && mean < -Self.certainty * standardError }
}
