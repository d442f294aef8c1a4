import Domain
import LinearAlgebra

import func Glibc.pow

/// Trains a network in mini-batches: for each user it sees part of the history and must find all of it. Training stops
/// early once the figure on the validation users no longer improves.
struct TrainingLoop {
  private let hyperparameters: NeuralHyperparameters
  private let dataset: Dataset
  private let validation: Validation
  /// Nil for a softmax over all items.
  private let sampling: NegativeSampling?
  private var random: SeededGenerator

  init(
    _ hyperparameters: NeuralHyperparameters, _ dataset: Dataset, validation: [HeldOutUser], random: SeededGenerator
  ) {
    self.hyperparameters = hyperparameters
    self.dataset = dataset
    self.validation = Validation(validation, dataset, hyperparameters)
    sampling = hyperparameters.negatives(items: dataset.items.count).map {
      NegativeSampling(likes: dataset.likes, users: dataset.users.count, count: $0)
    }
    self.random = random
  }

  /// The network after its best pass (or its last one, if the hyperparameters fix the number of passes), and the passes
  /// up to that one.
  mutating func train(_ start: NeuralNetwork, progress: any Progress) -> (network: NeuralNetwork, epochs: [Epoch]) {
    let stopsEarly = hyperparameters.epochs == nil && !validation.isEmpty
    let steps = (dataset.users.count + batchSize - 1) / batchSize
    let maximum =
      hyperparameters.epochs
      ?? (stopsEarly ? hyperparameters.maximumEpochs(steps: steps) : hyperparameters.usualEpochs)
    var network = start
    var best = (network: network, epoch: 0, figure: -Double.infinity)
    var epochs: [Epoch] = []
    var adam = Adam(learningRate: hyperparameters.learningRate, zero: network.parameters.zero(network.shape))
    progress.begin("training", expected: nil)
    for number in 1...max(1, maximum) {
      let before = epochs.last.map { ", after " + $0.description } ?? ""
      let loss = pass(&network, &adam) { share in
        let passes = Double(number - 1) + share
        progress.advance(to: passes / Double(maximum), "pass \(number) of at most \(maximum)\(before)")
      }
      let epoch = Epoch(loss: loss, validation: validation.figure(of: network))
      epochs.append(epoch)
      if !stopsEarly || epoch.validation ?? 0 > best.figure { best = (network, number, epoch.validation ?? 0) }
      if number - best.epoch >= NeuralHyperparameters.patience(steps: steps) { break }
    }
    return (best.network, Array(epochs.prefix(best.epoch)))
  }

  /// If there are few users, mini-batches are small enough for at least ten steps per pass.
  private var batchSize: Int { min(hyperparameters.batch, max(1, dataset.users.count / 10)) }

  /// One pass over all users. Returns the mean loss of a user.
  /// - Parameter progress: called with the share of the pass that is done, 0–1. With many users and items it takes
  ///   minutes.
  private mutating func pass(
    _ network: inout NeuralNetwork, _ adam: inout Adam, progress: (Double) -> Void
  ) -> Double {
    let order = Array(dataset.users.indices).shuffled(using: &random)
    var loss = 0.0
    for start in stride(from: 0, to: order.count, by: batchSize) {
      let users = order[start..<min(start + batchSize, order.count)]
      loss += step(&network, &adam, batch(of: users)) * Double(users.count)
      progress(Double(users.endIndex) / Double(order.count))
    }
    return loss / Double(max(1, order.count))
  }

  /// Returns the mean loss of the batch's users.
  private mutating func step(_ network: inout NeuralNetwork, _ adam: inout Adam, _ batch: MiniBatch) -> Double {
    guard let sampling else {
      let (loss, gradient) = network.gradient(batch)
      adam.descend(&network.parameters, along: gradient)
      return loss
    }
    let sampled = SampledBatch(batch, negatives: sampling.draw(&random), sampling)
    let (loss, gradient) = network.part(sampled.rows).gradient(sampled.batch)
    adam.descend(&network.parameters, along: gradient, in: sampled.rows)
    return loss
  }

  private mutating func batch(of users: ArraySlice<Int>) -> MiniBatch {
    let targets = users.map { Array(dataset.positives.row($0)) }
    let items = dataset.items.count
    let histories = targets.map { shown(of: $0) }
    let known = hyperparameters.demographics ? users.map { dataset.demographics[$0].partlyHidden(&random) } : []
    return MiniBatch(
      users: UserFeatures(histories, items: items, known, hyperparameters),
      targets: SparseMatrix(columns: items, targets))
  }

  /// The part of a history that the network sees.
  private mutating func shown(of history: [Int32]) -> [Int32] {
    guard random.uniform() < hyperparameters.coldStartShare else {
      return history.filter { _ in random.uniform() >= hyperparameters.dropout }
    }
    // The logarithm of the length is uniformly distributed.
    let count = Int(pow(NeuralHyperparameters.coldStartLimit, random.uniform()))
    return history.shuffled(using: &random).prefix(count).sorted()
  }
}

extension Epoch {
  fileprivate var description: String {
    "loss \(rounded(loss, 2))" + (validation.map { ", validation \(Metric.ndcg100.rawValue) \(rounded($0, 4))" } ?? "")
  }
}
