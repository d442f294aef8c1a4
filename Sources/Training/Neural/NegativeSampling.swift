import LinearAlgebra

import func Glibc.pow

/// Decides which items a step of training scores, so that its cost does not grow with the catalogue: those that its
/// users like, and some that are drawn. Each is a negative for all users who do not like it.
///
/// Each item is drawn on its own, with a probability in proportion to its popularity^α (Poisson sampling). So the
/// probability that a step has an item is known, and dividing by it corrects for the draw: see `softmaxGradient`.
/// Sources: Bengio, Senécal 2008, "Adaptive Importance Sampling to Accelerate Training of a Neural Probabilistic
/// Language Model"; Jean et al. 2015, "On Using Very Large Target Vocabulary for Neural Machine Translation", section
/// 3; Yi et al. 2019, "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", for what the
/// other users of a mini-batch like.
struct NegativeSampling: Sendable {
  /// The probability that a step draws each item; above 0.
  let probabilities: [Double]
  /// The share of users who like each item.
  private let shares: [Double]

  /// α of Mikolov et al. 2013, "Distributed Representations of Words and Phrases", section 2.2.
  private static let exponent = 0.75

  /// - Parameters:
  ///   - likes: the number of users who like each item. One is added, so that every item can be drawn.
  ///   - users: the number of users.
  ///   - count: the mean number of items to draw; above 0.
  init(likes: [Int], users: Int, count: Int) {
    probabilities = Self.probabilities(likes.map { pow(Double(1 + $0), Self.exponent) }, sum: Double(count))
    shares = likes.map { Double($0) / Double(max(1, users)) }
  }

  /// The probability that a step scores an item for a user who does not like it: that it is drawn, or that one of the
  /// other users likes it.
  func presence(of item: Int32, users: Int) -> Double {
    1 - (1 - probabilities[Int(item)]) * pow(1 - shares[Int(item)], Double(users - 1))
  }

  /// The items of one step, ascending.
  func draw(_ random: inout SeededGenerator) -> [Int32] {
    var drawn: [Int32] = []
    for item in probabilities.indices where random.uniform() < probabilities[item] { drawn.append(Int32(item)) }
    return drawn
  }

  /// `min(1, c · weight)` with the c for which they add up to `sum`, or all 1 if there are no more than `sum`.
  private static func probabilities(_ weights: [Double], sum: Double) -> [Double] {
    let descending = weights.sorted(by: >)
    var rest = descending.reduce(0, +)
    // The greatest weights, which get 1.
    var certain = 0
    while certain < descending.count, Double(certain) < sum,
      (sum - Double(certain)) * descending[certain] >= rest
    {
      rest -= descending[certain]
      certain += 1
    }
    guard certain < descending.count else { return [Double](repeating: 1, count: weights.count) }
    let factor = (sum - Double(certain)) / rest
    let least = certain > 0 ? descending[certain - 1] : .infinity
    return weights.map { $0 >= least ? 1 : min(1, factor * $0) }
  }
}
