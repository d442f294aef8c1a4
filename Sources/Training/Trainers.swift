import Scoring

/// How models are to be trained: one vocabulary for all of them.
package struct Hyperparameters: Sendable {
  /// EASE's weight of the L2 penalty; nil for the default that goes with the positives.
  package var lambda: Double?
  /// ItemKNN's neighbours an item.
  package var neighbours = 100
  /// ItemKNN's shrinkage.
  package var shrinkage = 0.0

  package init() {}
}

/// The registry of trainers, beside that of the models that are served.
package enum Trainers {
  /// Nil for a model that is known by name and cannot be trained yet.
  package static func trainer(
    of model: ModelName, _ positives: Positives, _ hyperparameters: Hyperparameters
  ) -> (any Trainer)? {
    switch model {
    case .ease: EASE(lambda: hyperparameters.lambda ?? defaultLambda(positives))
    case .itemKNN: ItemKNN(neighbours: hyperparameters.neighbours, shrinkage: hyperparameters.shrinkage)
    case .neuralMF, .deepFM: nil
    }
  }

  /// The best on MovieLens 100K; more positives a user want more of it.
  private static func defaultLambda(_ positives: Positives) -> Double {
    switch positives {
    case .liked: 200
    case .all: 300
    }
  }
}
