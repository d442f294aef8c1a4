import LinearAlgebra
import Scoring

/// What NeuralMF and DeepFM share: all but the shape of the net and what it knows of films.
protocol NeuralTrainer: Trainer {
  var recipe: NeuralRecipe { get set }
  var shape: NetShape { get }
  /// What is known of the films, their ids first.
  func filmFacts(of dataset: Dataset) -> [SparseMatrix]
}

extension NeuralTrainer {
  package var hyperparameters: [(name: String, value: String)] { recipe.hyperparameters }

  package func fingerprint(of dataset: Dataset) -> UInt64 {
    recipe.demographics ? dataset.fingerprintWithDemographics : dataset.fingerprint
  }

  package func memory(for dataset: Dataset) -> Int {
    let items = dataset.items.count
    // Parameters, their gradient, both moments, the best so far and what it is written from; vectors of the films and
    // their errors; the scores of a batch and their errors; the first layer of the films, in tiles too, and its errors.
    let perItem = shape.width * (2 * 6 + 3) + recipe.batch * 2 + shape.hidden.first * 5
    let (bytes, overflow) = items.multipliedReportingOverflow(by: perItem * MemoryLayout<Float>.stride)
    let start = recipe.start == .ease ? EASE(lambda: recipe.lambda, storage: .float).memory(for: dataset) : 0
    return overflow ? .max : max(bytes, start)
  }

  /// Single-threaded, so that the same sums are made in the same order whatever the machine.
  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    var random = SeededGenerator(seed: recipe.seed)
    var net = Net(shape, filmFacts: filmFacts(of: dataset), dataset, recipe, random: &random)
    if recipe.start == .ease {
      try net.startFromEASE(lambda: recipe.lambda, dataset: dataset, random: &random, progress: progress)
    }
    Threads.count = 1
    var training = NeuralTraining(recipe, dataset, validation: validation, random: random)
    let (trained, epochs) = training.train(net, progress: progress)
    return Trained(sections: trained.sections, epochs: epochs)
  }

  package func settled(epochs: Int) -> any Trainer {
    var settled = self
    settled.recipe.epochs = epochs
    return settled
  }
}
