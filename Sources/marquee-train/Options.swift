import ArgumentParser
import Configuration
import Scoring
import Training

/// What to learn from.
struct DataOptions: ParsableArguments {
  @Option(help: "The configuration file.")
  var config: String?

  @Option(help: "A folder with a data set, or a file of ratings with the others beside it. Default: the database.")
  var data: String?

  @Option(help: "What counts as liking a film: 'liked', 4 stars or more and selects, or 'all', any rating.")
  var positive: Positives = .liked
}

/// How to learn.
struct HyperparameterOptions: ParsableArguments {
  @Option(help: "EASE: weight of the L2 penalty, above 0. Default: 200, or 300 with --positive all.")
  var lambda: Double?

  @Option(help: "ItemKNN: neighbours kept for each film.")
  var neighbours = Hyperparameters().neighbours

  @Option(help: "ItemKNN: weakens similarities that rest on few users, 0 or more.")
  var shrinkage = Hyperparameters().shrinkage

  func validate() throws {
    if let lambda, !(lambda > 0 && lambda.isFinite) { throw ValidationError("--lambda must be above 0.") }
    guard (1...1_000_000).contains(neighbours) else { throw ValidationError("--neighbours must be 1–1000000.") }
    guard shrinkage >= 0, shrinkage.isFinite else { throw ValidationError("--shrinkage must be 0 or more.") }
  }

  var values: Hyperparameters {
    var values = Hyperparameters()
    values.lambda = lambda
    values.neighbours = neighbours
    values.shrinkage = shrinkage
    return values
  }
}

/// Which models.
struct ModelOptions: ParsableArguments {
  @Argument(help: "EASE, ItemKNN. Default: all that can be trained.")
  var models: [ModelName] = []

  @OptionGroup var hyperparameters: HyperparameterOptions

  func validate() throws {
    for model in models where !Self.canTrain(model) {
      throw ValidationError("\(model.rawValue) cannot be trained yet.")
    }
  }

  func trainers(_ positives: Positives) -> [any Trainer] {
    let names = models.isEmpty ? ModelName.allCases : ModelName.allCases.filter(models.contains)
    return names.compactMap { Trainers.trainer(of: $0, positives, hyperparameters.values) }
  }

  private static func canTrain(_ model: ModelName) -> Bool {
    Trainers.trainer(of: model, .liked, Hyperparameters()) != nil
  }
}

extension ModelName: ExpressibleByArgument {}
extension Positives: ExpressibleByArgument {}
