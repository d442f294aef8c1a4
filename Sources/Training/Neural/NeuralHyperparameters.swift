import Domain
import Scoring

/// The initial weights of a neural model.
package enum NeuralStart: String, CaseIterable, Sendable {
  /// Random numbers: better for a cold start.
  case scratch
  /// The factors of EASE's matrix: better for a long history.
  case ease
}

/// How a neural model is trained. The defaults are the best on validation users of MovieLens 100K.
///
/// Alternatives tried there did worse (change of NDCG@100): binary cross-entropy with four sampled negatives (−.01)
/// or by pairs as in NCF (−.03), only a perceptron (−.06), only the hidden items as targets (−.03), dropout of .7
/// (−.02), dropout of hidden units (−.03).
package struct NeuralHyperparameters: Equatable, Sendable {
  package let start: NeuralStart
  /// The step size of Adam.
  package var learningRate: Double
  /// The share of a user's history that is hidden at each step.
  package var dropout = 0.3
  /// The share of users who are presented as cold-start users at each step, with a history of 1 to 19 items, mostly
  /// few, so that the network learns from a visitor's first picks. Stored as `few_films`.
  package var coldStartShare = 0.2
  /// Whether the network uses the age and gender of users who have given them.
  package var demographics = true
  /// Users in a mini-batch.
  package var batch = 64
  /// The items that are drawn for each step besides those that its users like, so that the softmax need not run over
  /// the whole catalogue (`NegativeSampling`); 0 for the whole catalogue; nil for what suits the number of items.
  package var negatives: Int?
  /// Passes over the users. Nil to keep the best pass for the validation users and stop early, or to stop after
  /// `usualEpochs` if there are none.
  package var epochs: Int?
  package var seed: UInt64 = 1
  /// EASE's L2 penalty, for the start from EASE.
  package let lambda: Double

  package init(_ start: NeuralStart, lambda: Double) {
    self.start = start
    self.lambda = lambda
    learningRate =
      switch start {
      case .scratch: 3e-3
      case .ease: 5e-4
      }
  }

  /// Columns of the vectors that enter the product.
  static let width = 64
  /// Units of the hidden layers. Twice as many of each do no better on MovieLens 100K, and make a request take almost
  /// three times as long.
  static let hiddenUnits = (first: 16, second: 8)
  /// The share of steps that hide a user's age, and independently the gender, so that users who have given neither are
  /// served as well as by a network without demographics.
  static let demographicsDropout = 0.5
  /// Exclusive upper bound on the history shown for a cold-start user.
  static let coldStartLimit = 20.0
  /// The items to draw for each step; nil for a softmax over the whole catalogue.
  func negatives(items: Int) -> Int? {
    let count = negatives ?? (items > Self.wholeCatalogue ? Self.usualNegatives : 0)
    return count > 0 ? count : nil
  }

  /// Up to this many items the softmax runs over all of them.
  private static let wholeCatalogue = 20_000
  private static let usualNegatives = 2_000

  /// Training stops after this many passes without a better figure. With many users a pass has many steps, and few
  /// passes say enough.
  /// - Parameter steps: the steps of a pass.
  static func patience(steps: Int) -> Int { max(2, min(6, 600 / max(1, steps))) }

  /// An upper bound on the number of passes, which training does not reach in practice.
  /// - Parameter steps: the steps of a pass.
  func maximumEpochs(steps: Int) -> Int {
    switch start {
    case .scratch: max(10, min(60, 20_000 / max(1, steps)))
    case .ease: 8
    }
  }

  /// The number of passes if there are no validation users to determine the best one.
  var usualEpochs: Int {
    switch start {
    case .scratch: 20
    case .ease: 3
    }
  }

  /// Standard deviation of the initial embeddings; small when starting from EASE, so that noise does not drown its
  /// factors.
  var embeddingDeviation: Double {
    switch start {
    case .scratch: 0.05
    case .ease: 0.01
    }
  }

  /// The factor of the perceptron's output.
  var outputScale: Float {
    switch start {
    case .scratch: 1
    case .ease: 0.1
    }
  }

  /// The factor of both sides of EASE's factors, which makes scores differ enough for the softmax.
  static let factorScale: Float = 8

  func shape(width: Int, factors: Range<Int>, perceptron: Range<Int>) -> NeuralShape {
    NeuralShape(
      width: width, factors: factors, perceptron: perceptron, firstUnits: Self.hiddenUnits.first,
      secondUnits: Self.hiddenUnits.second, activation: start == .scratch ? .tanh : .identity)
  }

  /// The pairs as stored in a model file.
  var pairs: [(name: String, value: String)] {
    [
      ("start", start.rawValue), ("learning_rate", decimal(learningRate)), ("dropout", decimal(dropout)),
      ("few_films", decimal(coldStartShare)), ("demographics", "\(demographics)"), ("batch", "\(batch)"),
      ("width", "\(Self.width)"), ("seed", "\(seed)"),
    ] + (start == .ease ? [("lambda", decimal(lambda))] : [])
      + (negatives.map { [("negatives", "\($0)")] } ?? [])
  }
}
