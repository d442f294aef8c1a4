import Domain

/// What a neural model begins with.
package enum NeuralStart: String, CaseIterable, Sendable {
  /// Random numbers: better with few films.
  case scratch
  /// The factors of EASE's matrix: better with a long history.
  case ease
}

/// How a neural model is trained. The defaults are the best on validation users of MovieLens 100K.
package struct NeuralRecipe: Equatable, Sendable {
  package let start: NeuralStart
  /// Adam's.
  package var learningRate: Double
  /// The share of a person's films that is hidden at each step.
  package var dropout = 0.3
  /// The share of people of whom only a few films are shown, at random from 1 to 19 and mostly the fewer, so that the
  /// net learns what to make of a visitor's first picks.
  package var fewFilms = 0.2
  /// Whether the net also goes by people's age and gender, where these are known.
  package var demographics = true
  /// People a step.
  package var batch = 64
  /// Passes over the people. Nil to stop after the best one for the validation users, or after the usual number where
  /// there are none.
  package var epochs: Int?
  package var seed: UInt64 = 1
  /// EASE's penalty where that is the start.
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

  /// Numbers of the vectors that are multiplied.
  static let width = 64
  /// The share of steps at which a person's age is hidden, and the same of the gender, so that the net serves those of
  /// whom neither is known as well as if it had never seen any.
  static let demographicsDropout = 0.5
  /// What bounds the films of people of whom few are shown, from above.
  static let fewFilmsEnd = 20.0

  /// More passes than training ever needs.
  var maximumEpochs: Int {
    switch start {
    case .scratch: 60
    case .ease: 8
    }
  }

  /// Passes where nothing says how many are best.
  var usualEpochs: Int {
    switch start {
    case .scratch: 20
    case .ease: 3
    }
  }

  /// Training ends after so many passes without a better figure.
  static let patience = 6

  /// Standard deviation of what the tables begin with; beside EASE's factors it is to be heard little.
  var tableDeviation: Double {
    switch start {
    case .scratch: 0.05
    case .ease: 0.01
    }
  }

  /// How much of the perceptron's output counts.
  var outputScale: Float {
    switch start {
    case .scratch: 1
    case .ease: 0.1
    }
  }

  /// Each side of EASE's factors is multiplied by this, for the softmax to tell scores apart.
  static let factorScale: Float = 8

  var hyperparameters: [(name: String, value: String)] {
    [
      ("start", start.rawValue), ("learning_rate", decimal(learningRate)), ("dropout", decimal(dropout)),
      ("few_films", decimal(fewFilms)), ("demographics", "\(demographics)"), ("batch", "\(batch)"),
      ("width", "\(Self.width)"), ("seed", "\(seed)"),
    ] + (start == .ease ? [("lambda", decimal(lambda))] : [])
  }
}
