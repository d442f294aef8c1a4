import LinearAlgebra
import Scoring

/// What NeuralMF and DeepFM share: everything except the shape of the network and the features of items.
protocol NeuralTrainer: Trainer {
  var settings: NeuralHyperparameters { get set }
  var shape: NeuralShape { get }
  /// One matrix for each item embedding, the item itself first; items × rows of the embedding.
  func itemFeatures(of dataset: Dataset) -> [SparseMatrix]
}

extension NeuralTrainer {
  package var hyperparameters: [(name: String, value: String)] { settings.pairs }

  package func fingerprint(of dataset: Dataset) -> UInt64 {
    settings.demographics ? dataset.fingerprintWithDemographics : dataset.fingerprint
  }

  package func memory(for dataset: Dataset) -> Int {
    let items = dataset.items.count
    // Six times the parameters: the weights, their gradient, both moments, the best weights, and a copy from which the
    // file is written. Then the vectors of items and their errors, a mini-batch of scores and of errors, and the first
    // layer of the items, also in tiles, with its errors.
    let perItem = shape.width * (2 * 6 + 3) + settings.batch * 2 + shape.firstUnits * 5
    let (bytes, overflow) = items.multipliedReportingOverflow(by: perItem * MemoryLayout<Float>.stride)
    let start = settings.start == .ease ? EASE(lambda: settings.lambda, storage: .float).memory(for: dataset) : 0
    return overflow ? .max : max(bytes, start)
  }

  /// BLAS runs on one thread, so that sums are computed in the same order on every machine.
  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    var random = SeededGenerator(seed: settings.seed)
    var network = NeuralNetwork(shape, itemFeatures: itemFeatures(of: dataset), dataset, settings, random: &random)
    if settings.start == .ease {
      try network.startFromEASE(lambda: settings.lambda, dataset: dataset, random: &random, progress: progress)
    }
    BLASThreads.count = 1
    var loop = TrainingLoop(settings, dataset, validation: validation, random: random)
    let (trained, epochs) = loop.train(network, progress: progress)
    return Trained(sections: trained.sections, epochs: epochs)
  }

  package func settled(by outcome: TrainingOutcome) -> any Trainer {
    var settled = self
    if let epochs = outcome.epochs { settled.settings.epochs = epochs }
    return settled
  }
}
