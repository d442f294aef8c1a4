import Glibc
import LinearAlgebra
import Scoring
import Testing

@testable import Training

/// The network against the plainest computation in double precision, and its gradient against differences of that.
struct NeuralNetworkTests {
  /// A perceptron with columns of its own, and one that shares those of the product.
  static let shapes = [
    NeuralShape(width: 5, factors: 0..<3, perceptron: 3..<5, firstUnits: 4, secondUnits: 3, activation: .tanh),
    NeuralShape(width: 4, factors: 0..<4, perceptron: 0..<4, firstUnits: 3, secondUnits: 2, activation: .identity),
  ]
  static let outputScales: [Float] = [0.5, 1]

  /// Histories, ages and genders of users. The third user is known by the history alone, the second one by the age and
  /// gender alone. One item has no year.
  private let batch = MiniBatch(
    users: UserFeatures(
      histories: SparseMatrix(columns: 20, [[0, 3, 7], [], [19], [1, 2, 3, 4, 18]]),
      demographics: [SparseMatrix(columns: 7, [[6], [0], [], [3]]), SparseMatrix(columns: 2, [[0], [1], [], []])]),
    targets: SparseMatrix(columns: 20, [[0, 3, 7, 9], [5], [19, 2], [1, 2, 3, 4, 18]]))
  private let itemFeatures = [
    SparseMatrix.identity(20), SparseMatrix(columns: 3, (0..<20).map { $0 % 4 == 0 ? [0, 2] : [Int32($0 % 3)] }),
    SparseMatrix(columns: 2, (0..<20).map { $0 == 6 ? [] : [Int32($0 % 2)] }),
  ]

  private func network(_ index: Int) -> NeuralNetwork {
    var random = SeededGenerator(seed: 7)
    let shape = Self.shapes[index]
    var parameters = NeuralParameters(shape, userRows: [20, 7, 2], itemRows: [20, 3, 2])
    parameters.forEachNumber { $0 = Float(0.5 * random.normal()) }
    return NeuralNetwork(
      shape: shape, outputScale: Self.outputScales[index], itemFeatures: itemFeatures, parameters: parameters)
  }

  @Test(arguments: shapes.indices)
  func `scores of a network equal the formula`(index: Int) {
    let network = network(index)
    let scores = network.scores(batch.users)
    let expected = PlainNetwork(network).scores(batch.users)
    for user in 0..<4 {
      for item in 0..<20 { #expect(abs(Double(scores[user, item]) - expected[user][item]) < 1e-5) }
    }
  }

  /// Nil, and those of a sample in which some items stand for many.
  static let corrections: [[Float]?] = [nil, (0..<20).map { [0, 1.5, 2.5, 0.4][$0 % 4] }]

  @Test(arguments: shapes.indices, corrections)
  func `the gradient of a network is the slope of its loss, for every parameter`(
    index: Int, corrections: [Float]?
  ) {
    let network = network(index)
    var batch = batch
    batch.corrections = corrections
    let (loss, gradient) = network.gradient(batch)
    #expect(abs(loss - PlainNetwork(network).loss(batch)) < 1e-5)
    var analytic: [Double] = []
    var copy = gradient
    copy.forEachNumber { analytic.append(Double($0)) }
    let step: Float = 0x1p-12
    for (number, expected) in analytic.enumerated() {
      let (above, below) = (moved(network, number, step), moved(network, number, -step))
      let slope = (above.loss(batch) - below.loss(batch)) / Double(2 * step)
      #expect(abs(slope - expected) < 2e-4, "number \(number) of \(analytic.count)")
    }
  }

  @Test func `items beyond the first tile count like others`() {
    // 300 items fill one tile of 256 and a part of a second one.
    var random = SeededGenerator(seed: 3)
    let shape = Self.shapes[0]
    var parameters = NeuralParameters(shape, userRows: [300], itemRows: [300])
    parameters.forEachNumber { $0 = Float(0.3 * random.normal()) }
    let network = NeuralNetwork(
      shape: shape, outputScale: Self.outputScales[0], itemFeatures: [.identity(300)], parameters: parameters)
    let batch = MiniBatch(
      users: UserFeatures(histories: SparseMatrix(columns: 300, [[1, 299]])),
      targets: SparseMatrix(columns: 300, [[5, 255, 256, 299]]))
    let (loss, gradient) = network.gradient(batch)
    #expect(abs(loss - PlainNetwork(network).loss(batch)) < 1e-4)
    var analytic: [Double] = []
    var copy = gradient
    copy.forEachNumber { analytic.append(Double($0)) }
    for number in stride(from: 0, to: analytic.count, by: 37) {
      let slope =
        (moved(network, number, 0x1p-10).loss(batch) - moved(network, number, -0x1p-10).loss(batch)) / Double(0x1p-9)
      #expect(abs(slope - analytic[number]) < 2e-3)
    }
  }

  @Test func `steps of Adam match those of its paper`() {
    var parameters = NeuralParameters(Self.shapes[0], userRows: [1], itemRows: [1])
    var gradient = parameters
    gradient.itemBias[0, 0] = 0.5
    var adam = Adam(learningRate: 0.1, zero: parameters)
    adam.descend(&parameters, along: gradient)
    // At the first step both corrected means are those of the gradient itself: the step is the learning rate.
    #expect(abs(parameters.itemBias[0, 0] + 0.1) < 1e-6)
    gradient.itemBias[0, 0] = -0.25
    adam.descend(&parameters, along: gradient)
    // m = 0.9 · 0.05 − 0.025 = 0.02, over 0.19; v = 0.999 · 0.00025 + 0.0000625 = 0.00031225, over 0.001999.
    let expected = -0.1 - 0.1 * (0.02 / 0.19) / (0.000_312_25 / 0.001_999).squareRoot()
    #expect(abs(Double(parameters.itemBias[0, 0]) - expected) < 1e-6)
    #expect(parameters.secondWeights[0, 0] == 0)
  }

  /// The reference of the network with one parameter changed.
  private func moved(_ network: NeuralNetwork, _ number: Int, _ step: Float) -> PlainNetwork {
    var moved = network
    var index = 0
    moved.parameters.forEachNumber { value in
      if index == number { value += step }
      index += 1
    }
    return PlainNetwork(moved)
  }
}

/// The formula in double precision, number by number.
private struct PlainNetwork {
  private let network: NeuralNetwork

  init(_ network: NeuralNetwork) { self.network = network }

  func scores(_ users: UserFeatures) -> [[Double]] {
    let parameters = network.parameters
    let items = (0..<network.itemFeatures[0].rows).map { vector($0, network.itemFeatures, parameters.itemEmbeddings) }
    return (0..<users.count).map { user in
      let history = vector(user, [users.histories], parameters.userEmbeddings)
      let demographics = vector(user, users.demographics, Array(parameters.userEmbeddings.dropFirst()))
      let weight = (5 / Double(5 + users.histories.row(user).count)).squareRoot()
      let sum = zip(history, demographics).map { $0 + weight * $1 }
      let vector = network.shape.activation == .tanh ? sum.map { tanh($0) } : sum
      return items.enumerated().map { score(vector, $1) + Double(parameters.itemBias[0, $0]) }
    }
  }

  /// The mean over users of `−Σ log softmax`.
  func loss(_ batch: MiniBatch) -> Double {
    let losses = scores(batch.users).enumerated().map { user, scores in
      let targets = batch.targets.row(user)
      let corrected = scores.enumerated().map { item, score in
        targets.contains(Int32(item)) ? score : score + Double(batch.corrections?[item] ?? 0)
      }
      let total = log(corrected.reduce(0) { $0 + exp($1) })
      return targets.reduce(0) { $0 + total - scores[Int($1)] }
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  private func vector(_ row: Int, _ features: [SparseMatrix], _ embeddings: [Matrix<Float>]) -> [Double] {
    (0..<network.shape.width).map { column in
      zip(features, embeddings).reduce(0) { sum, pair in
        let entries = pair.0.row(row)
        return sum
          + entries.reduce(0) { $0 + Double(pair.1[Int($1), column]) } / Double(max(1, entries.count)).squareRoot()
      }
    }
  }

  private func score(_ user: [Double], _ item: [Double]) -> Double {
    let (shape, parameters) = (network.shape, network.parameters)
    let first = (0..<shape.firstUnits).map { unit in
      shape.perceptron.enumerated().reduce(Double(parameters.firstBias[0, unit])) { sum, column in
        sum + Double(parameters.firstUserWeights[unit, column.offset]) * user[column.element]
          + Double(parameters.firstItemWeights[unit, column.offset]) * item[column.element]
      }
    }
    let second = (0..<shape.secondUnits).map { unit in
      first.indices.reduce(Double(parameters.secondBias[0, unit])) {
        $0 + Double(parameters.secondWeights[unit, $1]) * max(0, first[$1])
      }
    }
    let output = second.indices.reduce(0) { $0 + Double(parameters.outputWeights[0, $1]) * max(0, second[$1]) }
    return shape.factors.reduce(0) { $0 + user[$1] * item[$1] } + Double(network.outputScale) * output
  }
}

extension NeuralParameters {
  /// Calls `body` with every number of every part, always in the same order.
  fileprivate mutating func forEachNumber(_ body: (inout Float) -> Void) {
    var (first, second) = (self, self)
    forEachPart(self, &first, &second) { part, _, _, _, _ in
      for row in 0..<part.rows {
        for column in 0..<part.columns { body(&part[row, column]) }
      }
    }
  }
}
