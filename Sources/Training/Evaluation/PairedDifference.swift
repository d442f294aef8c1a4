import ModelFile

/// The difference between two trainings on the users on which both were measured, and Student's paired t-test of it.
///
/// With d_u the new figure of user u minus the old one, over n users: the mean d̄, and its standard error `√(Σ (d_u
/// − d̄)² / (n − 1)) / √n`. If there is no difference, their quotient has a t-distribution with n − 1 degrees
/// of freedom. For means over users, the t-test agrees with the bootstrap and with permutations (Smucker, Allan and
/// Carterette 2007), and needs no random numbers.
///
/// What makes a user easy or hard is in both figures and cancels out, so that a difference of .002 becomes visible,
/// while two separate means only reveal one of .02.
package struct PairedDifference: Equatable, Sendable {
  package let users: Int
  package let mean: Double
  package let standardError: Double

  /// A loss of more standard errors than this is not due to chance. The one-sided error is 2.3 %.
  private static let certainty = 2.0

  /// Nil unless the trainings share at least two users and at least half the users of the smaller one: nothing follows
  /// from figures of different users.
  package init?(of new: UserFigures, over old: UserFigures) {
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
    guard 2 * differences.count >= min(new.users.count, old.users.count) else { return nil }
    self.init(differences)
  }

  /// Nil unless there are at least two users.
  /// - Parameter differences: one for each user.
  init?(_ differences: [Double]) {
    let count = Double(differences.count)
    guard count >= 2 else { return nil }
    users = differences.count
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = (squares / (count - 1) / count).squareRoot()
  }

  /// Half the width of the interval that holds the true mean with 95 % confidence. It excludes 0 if `p` is below .05.
  package var margin: Double { StudentT(degreesOfFreedom: users - 1).quantile(0.05) * standardError }

  /// The probability of a mean at least as far from 0 if there is no difference.
  package var p: Double {
    guard standardError > 0 else { return mean == 0 ? 1 : 0 }
    return StudentT(degreesOfFreedom: users - 1).twoSided(mean / standardError)
  }

  /// Whether the new training is worse by more than chance and by more than `margin`.
  func isLoss(beyond margin: Double) -> Bool { mean < -margin && mean < -Self.certainty * standardError }
}
