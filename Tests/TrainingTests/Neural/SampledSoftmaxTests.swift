import Domain
import LinearAlgebra
import Scoring
import Testing

import func Glibc.exp
import func Glibc.log

@testable import Training

struct SampledSoftmaxTests {
  private let dataset = SmallDataset.random(users: 30, items: 40, seed: 4)

  /// A network and a mini-batch of the first twenty users, each of whom is shown every second film.
  private func start(_ trainer: any NeuralTrainer) -> (NeuralNetwork, MiniBatch) {
    var random = SeededGenerator(seed: 2)
    let network = NeuralNetwork(
      trainer.shape, itemFeatures: trainer.itemFeatures(of: dataset), dataset, trainer.settings, random: &random)
    let liked = (0..<20).map { Array(dataset.positives.row($0)) }
    let histories = liked.map { $0.enumerated().compactMap { $0.offset.isMultiple(of: 2) ? $0.element : nil } }
    return (
      network,
      MiniBatch(
        users: UserFeatures(histories, items: 40, liked.map { _ in .unknown }, trainer.settings),
        targets: SparseMatrix(columns: 40, liked))
    )
  }

  @Test(arguments: NeuralTrainerTests.trainers.indices)
  func `a step that draws all items is one of the softmax over the whole catalogue`(index: Int) {
    let trainer = NeuralTrainerTests.trainers[index]
    let (network, batch) = start(trainer)
    let sampling = NegativeSampling(likes: dataset.likes, users: 30, count: 40)
    var random = SeededGenerator(seed: 1)
    let sampled = SampledBatch(batch, negatives: sampling.draw(&random), sampling)
    let (loss, gradient) = network.gradient(batch)
    let (sampledLoss, sampledGradient) = network.part(sampled.rows).gradient(sampled.batch)
    #expect(abs(loss - sampledLoss) < 1e-4)
    var (whole, part) = (network.parameters, network.parameters)
    var adams = [Adam](repeating: Adam(learningRate: 0.01, zero: whole.zero(network.shape)), count: 2)
    adams[0].descend(&whole, along: gradient)
    adams[1].descend(&part, along: sampledGradient, in: sampled.rows)
    let expected = gradient.part(sampled.rows).numbers
    #expect(expected.count == sampledGradient.numbers.count)
    #expect(zip(expected, sampledGradient.numbers).allSatisfy { abs($0 - $1) < 1e-5 })
    // Adam's first step moves every number by the learning rate, however small its gradient. So the steps are compared
    // only where the gradient is more than rounding, or nothing at all.
    let steps = zip(gradient.numbers, zip(whole.numbers, part.numbers))
    #expect(steps.allSatisfy { slope, step in abs(slope) > 0 && abs(slope) < 1e-3 || abs(step.0 - step.1) < 1e-5 })
  }

  @Test func `a step with few items changes only their rows`() {
    let trainer = NeuralTrainerTests.trainers[1]
    let (network, _) = start(trainer)
    let batch = MiniBatch(
      users: UserFeatures([[2, 5]], items: 40, [.unknown], trainer.settings),
      targets: SparseMatrix(columns: 40, [[5, 7]]))
    let sampling = NegativeSampling(likes: dataset.likes, users: 30, count: 10)
    let sampled = SampledBatch(batch, negatives: [0, 7, 9], sampling)
    #expect(sampled.rows.histories == [2, 5])
    #expect(sampled.rows.items == [0, 5, 7, 9])
    #expect(sampled.batch.users.histories == SparseMatrix(columns: 2, [[0, 1]]))
    #expect(sampled.batch.targets == SparseMatrix(columns: 4, [[1, 2]]))
    var changed = network.parameters
    var adam = Adam(learningRate: 0.01, zero: changed.zero(network.shape))
    adam.descend(
      &changed, along: network.part(sampled.rows).gradient(sampled.batch).gradient, in: sampled.rows)
    for item in 0..<40 {
      let (before, after) = (network.parameters, changed)
      #expect((before.userEmbeddings[0][item, 0] != after.userEmbeddings[0][item, 0]) == [2, 5].contains(item))
      #expect((before.itemEmbeddings[0][item, 0] != after.itemEmbeddings[0][item, 0]) == [0, 5, 7, 9].contains(item))
      #expect((before.itemBias[0, item] != after.itemBias[0, item]) == [0, 5, 7, 9].contains(item))
    }
    #expect(changed.secondWeights != network.parameters.secondWeights)
  }

  @Test func `an item that a user likes counts once, and others as often as they are left out`() {
    // The first user likes item 0 and the second one item 1. Steps have the items with probability 1/3, 1/2 and 1/4.
    var scores = Matrix<Float>([[1, 2, 3], [1, 2, 3]])
    let loss = scores.softmaxGradient(
      targets: SparseMatrix(columns: 3, [[0], [1]]), weight: 1, corrections: [3.0, 2.0, 4.0].map { Float(log($0)) })
    let (one, two, three) = (exp(1.0), exp(2.0), exp(3.0))
    let (first, second) = (one + 2 * two + 4 * three, 3 * one + two + 4 * three)
    #expect(abs(loss - (log(first) - 1 + log(second) - 2)) < 1e-5)
    let expected: [[Double]] = [
      [one / first - 1, 2 * two / first, 4 * three / first], [3 * one / second, two / second - 1, 4 * three / second],
    ]
    for user in 0..<2 {
      for item in 0..<3 { #expect(abs(Double(scores[user, item]) - expected[user][item]) < 1e-6) }
    }
  }

  @Test func `over many steps the denominator is on average that of the whole catalogue`() {
    let dataset = SmallDataset.random(users: 300, items: 40, seed: 4)
    let settings = NeuralTrainerTests.trainers[0].settings
    let sampling = NegativeSampling(likes: dataset.likes, users: 300, count: 4)
    var random = SeededGenerator(seed: 5)
    let exponentials = (0..<40).map { 1 + Double($0 % 7) }
    let own = Array(dataset.positives.row(0))
    var sum = 0.0
    let steps = 10_000
    for _ in 0..<steps {
      let others = (0..<2).map { _ in Array(dataset.positives.row(Int.random(in: 1..<300, using: &random))) }
      let batch = MiniBatch(
        users: UserFeatures([[], [], []], items: 40, [.unknown, .unknown, .unknown], settings),
        targets: SparseMatrix(columns: 40, [own] + others))
      let sampled = SampledBatch(batch, negatives: sampling.draw(&random), sampling)
      for (item, correction) in zip(sampled.rows.items, sampled.batch.corrections ?? []) {
        sum += exponentials[Int(item)] * (own.contains(item) ? 1 : exp(Double(correction)))
      }
    }
    let expected = exponentials.reduce(0, +)
    #expect(abs(sum / Double(steps) - expected) < 0.02 * expected)
  }

  /// Weights of 1, 8 and 27 by the number of items to draw.
  static let shares: [(Int, [Double])] = [
    (1, [1.0 / 36, 8.0 / 36, 27.0 / 36]), (2, [1.0 / 9, 8.0 / 9, 1.0]), (3, [1.0, 1.0, 1.0]), (9, [1.0, 1.0, 1.0]),
  ]

  @Test(arguments: shares)
  func `items are drawn in proportion to the power of their popularity, and at most once`(
    count: Int, expected: [Double]
  ) {
    // 1, 16 and 81 to the power of 3/4 are 1, 8 and 27.
    let probabilities = NegativeSampling(likes: [0, 15, 80], users: 100, count: count).probabilities
    for (found, expected) in zip(probabilities, expected) { #expect(abs(found - expected) < 1e-12) }
  }

  @Test func `as many items are drawn as asked for, on average`() {
    let sampling = NegativeSampling(likes: dataset.likes, users: 30, count: 8)
    var random = SeededGenerator(seed: 9)
    let drawn = (0..<2_000).map { _ in sampling.draw(&random) }
    #expect(drawn.allSatisfy { $0 == Array(Set($0)).sorted() })
    #expect(abs(Double(drawn.reduce(0) { $0 + $1.count }) / 2_000 - 8) < 0.2)
  }

  @Test func `large catalogues are sampled unless all or some items are asked for`() {
    var settings = NeuralHyperparameters(.scratch, lambda: 1)
    #expect(settings.negatives(items: 20_000) == nil)
    #expect(settings.negatives(items: 20_001) == 2_000)
    settings.negatives = 0
    #expect(settings.negatives(items: 60_000) == nil)
    #expect(settings.pairs.contains { $0 == ("negatives", "0") })
    settings.negatives = 50
    #expect(settings.negatives(items: 100) == 50)
  }

  @Test func `passes with many steps are fewer, and training waits for fewer of them`() {
    let settings = NeuralHyperparameters(.scratch, lambda: 1)
    #expect([10, 100, 200, 2_000].map { NeuralHyperparameters.patience(steps: $0) } == [6, 6, 3, 2])
    #expect([10, 333, 1_000, 5_000].map { settings.maximumEpochs(steps: $0) } == [60, 60, 20, 10])
  }
}

extension NeuralParameters {
  fileprivate var numbers: [Float] {
    userEmbeddings.flatMap(\.elements) + itemEmbeddings.flatMap(\.elements)
      + [
        itemBias, firstUserWeights, firstItemWeights, firstBias, secondWeights, secondBias, outputWeights,
      ].flatMap(\.elements)
  }
}
