import Scoring

/// How models are to be trained: one vocabulary for all of them.
package struct Hyperparameters: Sendable {
  /// EASE's weight of the L2 penalty; nil for the default that goes with the positives.
  package var lambda: Double?
  /// How EASE's weights are kept; nil for what suits the number of films.
  package var storage: EASEStorage?
  /// Of a film, where EASE's are kept sparsely.
  package var weights = 200
  /// ItemKNN's neighbours an item.
  package var neighbours = 100
  package var similarity = Similarity.cosine
  /// ItemKNN's shrinkage.
  package var shrinkage = 0.0

  /// The neural models' start.
  package var start = NeuralStart.scratch
  /// Theirs too; nil for the default that goes with the start.
  package var learningRate: Double?
  package var fewFilms: Double?
  package var demographics = NeuralRecipe(.scratch, lambda: 1).demographics
  /// Of EASE and the neural models; nil for each one's default.
  package var dropout: Double?
  /// Nil for as many as validation users want.
  package var epochs: Int?
  package var seed: UInt64 = 1

  package init() {}
}

/// The registry of trainers, beside that of the models that are served.
package enum Trainers {
  package static func trainer(
    of model: ModelName, _ positives: Positives, _ hyperparameters: Hyperparameters
  ) -> any Trainer {
    switch model {
    case .ease:
      EASE(
        lambda: hyperparameters.lambda ?? defaultLambda(positives), dropout: hyperparameters.dropout ?? 0,
        storage: hyperparameters.storage, weights: hyperparameters.weights)
    case .itemKNN:
      ItemKNN(
        neighbours: hyperparameters.neighbours, similarity: hyperparameters.similarity,
        shrinkage: hyperparameters.shrinkage)
    case .neuralMF: NeuralMF(recipe(positives, hyperparameters))
    case .deepFM: DeepFM(recipe(positives, hyperparameters))
    }
  }

  private static func recipe(_ positives: Positives, _ hyperparameters: Hyperparameters) -> NeuralRecipe {
    var recipe = NeuralRecipe(hyperparameters.start, lambda: hyperparameters.lambda ?? defaultLambda(positives))
    if let learningRate = hyperparameters.learningRate { recipe.learningRate = learningRate }
    if let dropout = hyperparameters.dropout { recipe.dropout = dropout }
    if let fewFilms = hyperparameters.fewFilms { recipe.fewFilms = fewFilms }
    recipe.demographics = hyperparameters.demographics
    recipe.epochs = hyperparameters.epochs
    recipe.seed = hyperparameters.seed
    return recipe
  }

  /// The best on MovieLens 100K; more positives a user want more of it.
  static func defaultLambda(_ positives: Positives) -> Double {
    positives.threshold == Positives.all.threshold ? 300 : 200
  }
}
