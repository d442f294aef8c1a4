import ArgumentParser
import Configuration
import Scoring
import Training

/// The data to learn from.
struct DataOptions: ParsableArguments {
  @Option(
    help: "The configuration file. \(Configuration.fileHelp)")
  var config: String?

  @Option(help: "A folder with a data set, or a ratings file with the other files next to it. Default: the database.")
  var data: String?

  @Option(
    parsing: .unconditional,
    help: "The best rating in the files, for example 10 or 100. Default: ratings are half stars, 0.5–5.")
  var scale: Double?

  @Flag(help: "Train on the rows that can be read, however many are rejected.")
  var allowRejected = false

  @OptionGroup var taste: TasteOptions

  func validate() throws {
    guard let scale else { return }
    guard scale > 0, scale.isFinite else { throw ValidationError("--scale must be a number above 0.") }
    guard data != nil else { throw ValidationError("--scale needs --data: ratings in the database are stars.") }
  }

  /// The options as given, for a command that reads the same data.
  var arguments: [(option: String, value: String)] {
    [("--config", config), ("--data", data), ("--scale", scale.map { "\($0)" })].compactMap { option, value in
      value.map { (option, $0) }
    }
  }

  var positives: Positives { taste.positives }
}

struct HyperparameterOptions: ParsableArguments {
  @Option(
    help: """
      EASE: the weight of the L2 penalty, above 0. Default: the best one on validation users, searched for from 200, \
      or 300 with --positive all; without such users, or beyond 10,000 movies, these values.
      """)
  var lambda: Double?

  @Option(
    help: """
      EASE: the storage of weights. 'float': all; 'int8': all in a quarter of the memory, and no worse; 'sparse': some \
      for each movie, for catalogues whose square is too large, and somewhat worse. Default: float up to 5,000 movies, \
      int8 up to 20,000, sparse beyond.
      """)
  var storage: EASEStorage?

  @Option(
    help: """
      EASE: the weights of each movie in sparse storage. Loss of NDCG@100 on MovieLens 100K: none with 200, up to .002 \
      with 100, up to .010 with 50, up to .032 with 20.
      """)
  var weights = Hyperparameters().weights

  @Option(help: "ItemKNN: the neighbours of each movie.")
  var neighbours = Hyperparameters().neighbours

  @Option(help: "ItemKNN: the similarity of movies, 'cosine', 'jaccard', 'tfidf' or 'bm25'.")
  var similarity = Hyperparameters().similarity

  @Option(help: "ItemKNN: weakens similarities that rest on few users, 0 or more.")
  var shrinkage = Hyperparameters().shrinkage

  @Option(
    help:
      "Neural models: the initial weights: 'scratch', better for a cold start, or 'ease', better for a long history.")
  var start = Hyperparameters().start

  @Option(help: "Neural models: the learning rate, above 0. Default: 0.003, or 0.0005 with --start ease.")
  var learningRate: Double?

  @Option(
    help: """
      EASE and neural models: the share of a history that is hidden in training, from 0 to below 1. A greater share is \
      better for a cold start. Default: 0 for EASE, 0.3 for neural models.
      """)
  var dropout: Double?

  @Option(
    name: .customLong("few-films"),
    help: "Neural models: the share of users presented with a short history, for a cold start, 0–1. Default: 0.2.")
  var coldStartShare: Double?

  @Flag(inversion: .prefixedNo, help: "Neural models: use the age and gender of users who have given them.")
  var demographics = Hyperparameters().demographics

  @Option(
    help: """
      Neural models: the movies drawn for each step besides those that its users like, in place of the whole \
      catalogue, so that training takes less time; 0 for the whole catalogue. Default: 0 up to 20,000 movies, 2,000 \
      beyond.
      """)
  var negatives: Int?

  @Option(help: "Neural models: passes over the users. Default: stop early, judged by users who are not trained on.")
  var epochs: Int?

  @Option(help: "Neural models: the same seed gives the same model.")
  var seed = Hyperparameters().seed

  func validate() throws {
    if let lambda, !(lambda > 0 && lambda.isFinite) { throw ValidationError("--lambda must be above 0.") }
    guard (1...1_000_000).contains(neighbours) else { throw ValidationError("--neighbours must be 1–1000000.") }
    guard (1...5_000).contains(weights) else { throw ValidationError("--weights must be 1–5000.") }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be above 0.")
    }
    if let dropout, !(0..<1).contains(dropout) { throw ValidationError("--dropout must be from 0 to below 1.") }
    if let coldStartShare, !(0...1).contains(coldStartShare) { throw ValidationError("--few-films must be 0–1.") }
    if let negatives, !(0...1_000_000).contains(negatives) {
      throw ValidationError("--negatives must be 0–1000000.")
    }
    if let epochs, !(1...10_000).contains(epochs) { throw ValidationError("--epochs must be 1–10000.") }
    guard shrinkage >= 0, shrinkage.isFinite else { throw ValidationError("--shrinkage must be 0 or more.") }
  }

  var values: Hyperparameters {
    var values = Hyperparameters()
    values.lambda = lambda
    values.storage = storage
    values.weights = weights
    values.neighbours = neighbours
    values.similarity = similarity
    values.shrinkage = shrinkage
    values.start = start
    values.learningRate = learningRate
    values.dropout = dropout
    values.coldStartShare = coldStartShare
    values.demographics = demographics
    values.negatives = negatives
    values.epochs = epochs
    values.seed = seed
    return values
  }
}

/// The models to train.
struct ModelOptions: ParsableArguments {
  @Argument(help: "EASE, ItemKNN, NeuralMF, DeepFM, and the parts of 'auto'. Default: all.")
  var models: [ModelName] = []

  @OptionGroup var hyperparameters: HyperparameterOptions

  /// Each model once, in the order of the registry.
  var names: [ModelName] { models.isEmpty ? ModelName.allCases : ModelName.allCases.filter(models.contains) }

  func trainers(_ positives: Positives) -> [any Trainer] {
    names.map { Trainers.trainer(of: $0, positives, hyperparameters.values) }
  }
}

extension ModelName: ExpressibleByArgument {
  var isNeural: Bool { Models.description(of: self).kind == .neural }
}
extension Similarity: ExpressibleByArgument {}
extension EASEStorage: ExpressibleByArgument {}
extension NeuralStart: ExpressibleByArgument {}
