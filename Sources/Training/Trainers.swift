import Scoring

/// The registry of trainers, the counterpart of `Models`.
package enum Trainers {
  package static func trainer(
    of model: ModelName, _ positives: Positives, _ hyperparameters: Hyperparameters
  ) -> any Trainer {
    switch model {
    case .ease:
      ease(positives, hyperparameters)
    case .itemKNN:
      ItemKNN(
        neighbours: hyperparameters.neighbours, similarity: hyperparameters.similarity,
        shrinkage: hyperparameters.shrinkage)
    case .neuralMF: NeuralMF(neural(positives, hyperparameters))
    case .deepFM: DeepFM(neural(positives, hyperparameters))
    // The parts of `auto` take no options. Their hyperparameters were chosen on validation users of MovieLens 100K.
    case .spectral: Spectral()
    // With so much dropout the penalty hardly matters: its part of the diagonal is small.
    case .shortEASE: EASE(.shortEASE, lambda: defaultLambda(positives), dropout: 0.9, features: 2, favourites: 0.5)
    case .longEASE:
      TunedEASE(
        EASE(.longEASE, lambda: defaultLambda(positives), dropout: 0.66, features: 5, favourites: 0.25, discount: 0.1))
    case .popularity: MostPopular()
    }
  }

  private static func ease(_ positives: Positives, _ given: Hyperparameters) -> any Trainer {
    let ease = EASE(
      lambda: given.lambda ?? defaultLambda(positives), dropout: given.dropout ?? 0, storage: given.storage,
      weights: given.weights)
    return given.lambda == nil ? TunedEASE(ease) : ease
  }

  private static func neural(_ positives: Positives, _ given: Hyperparameters) -> NeuralHyperparameters {
    var neural = NeuralHyperparameters(given.start, lambda: given.lambda ?? defaultLambda(positives))
    if let learningRate = given.learningRate { neural.learningRate = learningRate }
    if let dropout = given.dropout { neural.dropout = dropout }
    if let coldStartShare = given.coldStartShare { neural.coldStartShare = coldStartShare }
    neural.demographics = given.demographics
    neural.negatives = given.negatives
    neural.epochs = given.epochs
    neural.seed = given.seed
    return neural
  }

  /// The best values on MovieLens 100K. Longer histories need a greater penalty.
  static func defaultLambda(_ positives: Positives) -> Double {
    positives.threshold == Positives.all.threshold ? 300 : 200
  }
}
