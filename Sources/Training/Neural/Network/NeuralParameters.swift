import LinearAlgebra
import Scoring

/// Everything a network learns. The gradient and Adam's moments have the same form.
struct NeuralParameters: Sendable {
  /// One embedding for each kind of user feature, the items of the history first: rows × width.
  var userEmbeddings: [Matrix<Float>]
  /// One embedding for each kind of item feature, the item itself first: rows × width.
  var itemEmbeddings: [Matrix<Float>]
  /// 1 × items.
  var itemBias: Matrix<Float>
  /// first layer × columns of the perceptron.
  var firstUserWeights: Matrix<Float>
  /// first layer × columns of the perceptron.
  var firstItemWeights: Matrix<Float>
  /// 1 × first layer.
  var firstBias: Matrix<Float>
  /// second layer × first layer.
  var secondWeights: Matrix<Float>
  /// 1 × second layer.
  var secondBias: Matrix<Float>
  /// 1 × second layer.
  var outputWeights: Matrix<Float>

  /// All zero.
  /// - Parameters:
  ///   - userRows, itemRows: the number of rows of each embedding.
  init(_ shape: NeuralShape, userRows: [Int], itemRows: [Int]) {
    userEmbeddings = userRows.map { Matrix(rows: $0, columns: shape.width) }
    itemEmbeddings = itemRows.map { Matrix(rows: $0, columns: shape.width) }
    itemBias = Matrix(rows: 1, columns: itemRows[0])
    firstUserWeights = Matrix(rows: shape.firstUnits, columns: shape.perceptron.count)
    firstItemWeights = firstUserWeights
    firstBias = Matrix(rows: 1, columns: shape.firstUnits)
    secondWeights = Matrix(rows: shape.secondUnits, columns: shape.firstUnits)
    secondBias = Matrix(rows: 1, columns: shape.secondUnits)
    outputWeights = secondBias
  }

  /// Parameters of the same form, all zero.
  func zero(_ shape: NeuralShape) -> NeuralParameters {
    NeuralParameters(shape, userRows: userEmbeddings.map(\.rows), itemRows: itemEmbeddings.map(\.rows))
  }

  /// Calls `body` with each part of these parameters and the same part of a gradient and two moments.
  /// - Parameters:
  ///   - rows: those of the gradient; nil if it has all.
  ///   - body: also gets the positions of the gradient's rows or entries; nil if it has all.
  mutating func forEachPart(
    _ gradient: NeuralParameters, _ mean: inout NeuralParameters, _ square: inout NeuralParameters,
    in rows: ParameterRows? = nil,
    _ body: (inout Matrix<Float>, Matrix<Float>, inout Matrix<Float>, inout Matrix<Float>, [Int32]?) -> Void
  ) {
    for index in userEmbeddings.indices {
      body(
        &userEmbeddings[index], gradient.userEmbeddings[index], &mean.userEmbeddings[index],
        &square.userEmbeddings[index], index == 0 ? rows?.histories : nil)
    }
    for index in itemEmbeddings.indices {
      body(
        &itemEmbeddings[index], gradient.itemEmbeddings[index], &mean.itemEmbeddings[index],
        &square.itemEmbeddings[index], index == 0 ? rows?.items : nil)
    }
    body(&itemBias, gradient.itemBias, &mean.itemBias, &square.itemBias, rows?.items)
    body(
      &firstUserWeights, gradient.firstUserWeights, &mean.firstUserWeights, &square.firstUserWeights, nil)
    body(
      &firstItemWeights, gradient.firstItemWeights, &mean.firstItemWeights, &square.firstItemWeights, nil)
    body(&firstBias, gradient.firstBias, &mean.firstBias, &square.firstBias, nil)
    body(
      &secondWeights, gradient.secondWeights, &mean.secondWeights, &square.secondWeights, nil)
    body(&secondBias, gradient.secondBias, &mean.secondBias, &square.secondBias, nil)
    body(
      &outputWeights, gradient.outputWeights, &mean.outputWeights, &square.outputWeights, nil)
  }
}
