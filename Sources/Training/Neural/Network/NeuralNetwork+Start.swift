import LinearAlgebra
import Scoring

import func Glibc.log

extension NeuralNetwork {
  /// A network with random weights. From scratch, the bias of an item is its popularity.
  init(
    _ shape: NeuralShape, itemFeatures: [SparseMatrix], _ dataset: Dataset, _ hyperparameters: NeuralHyperparameters,
    random: inout SeededGenerator
  ) {
    self.shape = shape
    self.itemFeatures = itemFeatures
    outputScale = hyperparameters.outputScale
    parameters = NeuralParameters(
      shape, userRows: UserFeatures.embeddingRows(items: dataset.items.count, hyperparameters),
      itemRows: itemFeatures.map(\.columns))
    let deviation = hyperparameters.embeddingDeviation
    // Age and gender start at zero, so that a group without training users has no effect.
    parameters.userEmbeddings[0].fill { deviation * random.normal() }
    for index in parameters.itemEmbeddings.indices {
      parameters.itemEmbeddings[index].fill { deviation * random.normal() }
    }
    parameters.firstUserWeights.fillLayer(inputs: 2 * shape.perceptron.count, &random)
    parameters.firstItemWeights.fillLayer(inputs: 2 * shape.perceptron.count, &random)
    parameters.secondWeights.fillLayer(inputs: shape.firstUnits, &random)
    parameters.outputWeights.fillLayer(inputs: shape.secondUnits, &random)
    if hyperparameters.start == .scratch { parameters.itemBias.fillLogShares(of: dataset.positives) }
  }

  /// Puts EASE's matrix into the factors, as far as they can hold it: B ≈ U S Vᵀ with its greatest singular values.
  ///
  /// So `Σ_{j ∈ H} B_j ≈ Σ_{j ∈ H} (U_j √S) (V √S)ᵀ` for a history H. The bias of items stays 0,
  /// because EASE has none.
  mutating func startFromEASE(
    lambda: Double, dataset: Dataset, random: inout SeededGenerator, progress: any Progress
  ) throws(TrainingError) {
    let weights = try EASE(lambda: lambda).weights(of: dataset, progress: progress)
    progress.begin("factorising EASE's matrix", expected: nil)
    let svd: TruncatedSVD
    do {
      svd = try TruncatedSVD(of: weights, rank: shape.factors.count) { Float(random.normal()) }
    } catch { throw .algebra(error) }
    for (position, value) in svd.values.enumerated() {
      let factor = NeuralHyperparameters.factorScale * value.squareRoot()
      let column = shape.factors.lowerBound + position
      for item in 0..<dataset.items.count {
        parameters.userEmbeddings[0][item, column] = factor * svd.left[item, position]
        parameters.itemEmbeddings[0][item, column] = factor * svd.right[item, position]
      }
    }
  }
}

extension Matrix<Float> {
  fileprivate mutating func fill(_ value: () -> Double) {
    for row in 0..<rows {
      for column in 0..<columns { self[row, column] = Float(value()) }
    }
  }

  /// Uniform within ± 1 / √inputs. Source: LeCun et al. 1998, "Efficient BackProp", section 4.6.
  fileprivate mutating func fillLayer(inputs: Int, _ random: inout SeededGenerator) {
    let bound = 1 / Double(inputs).squareRoot()
    fill { bound * (2 * random.uniform() - 1) }
  }

  /// The logarithm of each column's count of ones relative to the mean count. One is added to each count.
  fileprivate mutating func fillLogShares(of matrix: SparseMatrix) {
    var counts = [Double](repeating: 1, count: matrix.columns)
    for column in matrix.indices { counts[Int(column)] += 1 }
    let mean = counts.reduce(0, +) / Double(max(1, counts.count))
    for column in 0..<columns { self[0, column] = Float(log(counts[column] / mean)) }
  }
}
