import LinearAlgebra
import Scoring

/// A two-tower network with a perceptron over both towers: what NeuralMF and DeepFM have in common.
///
/// `s = ⟨p, q⟩ + b + scale · output · relu(second · relu(A p + C q + first bias) + second bias)`, where p is the
/// sum of the embeddings of a user's features and q the sum of those of an item's features; each kind of feature is
/// divided by the root of its number. The weight of demographics fades as the history grows
/// (`NeuralShape.demographicWeight`).
struct NeuralNetwork: Sendable {
  let shape: NeuralShape
  /// The factor of the perceptron's output.
  let outputScale: Float
  /// One matrix for each item embedding; items × rows of the embedding.
  let itemFeatures: [SparseMatrix]
  var parameters: NeuralParameters

  /// q; items × width.
  var itemVectors: Matrix<Float> {
    var vectors = Matrix<Float>(rows: itemFeatures[0].rows, columns: shape.width)
    for (features, embedding) in zip(itemFeatures, parameters.itemEmbeddings) {
      vectors.addBags(features, of: embedding)
    }
    return vectors
  }

  /// p; users × width.
  func userVectors(_ users: UserFeatures) -> Matrix<Float> {
    var vectors = Matrix<Float>(rows: users.count, columns: shape.width)
    vectors.addBags(users.histories, of: parameters.userEmbeddings[0])
    for (features, embedding) in zip(users.demographics, parameters.userEmbeddings.dropFirst()) {
      vectors.addBags(features, of: embedding, weights: users.demographicWeights)
    }
    if shape.activation == .tanh { vectors.applyTanh() }
    return vectors
  }

  /// C q; items × first layer.
  func firstItemInputs(_ items: Matrix<Float>) -> Matrix<Float> {
    .product(items.part(shape.perceptron), parameters.firstItemWeights.transposed())
  }

  /// A p + first bias; users × first layer.
  func firstUserInputs(_ users: Matrix<Float>) -> Matrix<Float> {
    var first = Matrix.product(users.part(shape.perceptron), parameters.firstUserWeights.transposed())
    first.addToRows(parameters.firstBias)
    return first
  }

  /// The perceptron, with `outputScale` multiplied into its output.
  var pairPerceptron: PairPerceptron {
    var output = parameters.outputWeights
    output.scaleColumns(by: [Float](repeating: outputScale, count: output.columns))
    return PairPerceptron(second: parameters.secondWeights, bias: parameters.secondBias, output: output)
  }

  /// The score of every item; users × items.
  func scores(_ users: UserFeatures) -> Matrix<Float> {
    let items = itemVectors
    return scores(of: userVectors(users), items, firstItemInputs(items))
  }

  private func scores(
    of users: Matrix<Float>, _ items: Matrix<Float>, _ firstItemInputs: Matrix<Float>
  ) -> Matrix<Float> {
    var scores = Matrix.product(users.part(shape.factors), items.transposed(shape.factors))
    scores.addToRows(parameters.itemBias)
    pairPerceptron.add(users: firstUserInputs(users), items: firstItemInputs, to: &scores)
    return scores
  }

  /// The loss of a softmax over all items, with the mini-batch's corrections, averaged over its users, and the loss's
  /// gradient.
  func gradient(_ batch: MiniBatch) -> (loss: Double, gradient: NeuralParameters) {
    let users = userVectors(batch.users)
    let items = itemVectors
    let firstItemInputs = firstItemInputs(items)
    // From scores to errors, in place.
    var errors = scores(of: users, items, firstItemInputs)
    let loss = errors.softmaxGradient(
      targets: batch.targets, weight: 1 / Float(max(1, users.rows)), corrections: batch.corrections)

    var gradient = parameters.zero(shape)
    gradient.itemBias.addRowSum(of: errors)
    var userErrors = Matrix<Float>(rows: users.rows, columns: shape.width)
    var itemErrors = Matrix<Float>(rows: items.rows, columns: shape.width)
    userErrors.addProduct(errors.part(), items.part(shape.factors), to: shape.factors)
    itemErrors.addProduct(errors.transposed(), users.part(shape.factors), to: shape.factors)

    let pairs = pairPerceptron.gradient(users: firstUserInputs(users), items: firstItemInputs, errors: errors)
    gradient.secondWeights = pairs.second
    gradient.secondBias = pairs.bias
    gradient.outputWeights = pairs.output
    gradient.outputWeights.scaleColumns(by: [Float](repeating: outputScale, count: pairs.output.columns))
    gradient.firstBias.addRowSum(of: pairs.users)
    gradient.firstUserWeights.addProduct(pairs.users.transposed(), users.part(shape.perceptron))
    gradient.firstItemWeights.addProduct(pairs.items.transposed(), items.part(shape.perceptron))
    userErrors.addProduct(pairs.users.part(), parameters.firstUserWeights.part(), to: shape.perceptron)
    itemErrors.addProduct(pairs.items.part(), parameters.firstItemWeights.part(), to: shape.perceptron)

    if shape.activation == .tanh { userErrors.multiplyByTanhGradient(at: users) }
    gradient.userEmbeddings[0].addGradient(ofBags: batch.users.histories, userErrors)
    for (index, features) in batch.users.demographics.enumerated() {
      gradient.userEmbeddings[index + 1].addGradient(
        ofBags: features, userErrors, weights: batch.users.demographicWeights)
    }
    for (index, features) in itemFeatures.enumerated() {
      gradient.itemEmbeddings[index].addGradient(ofBags: features, itemErrors)
    }
    return (loss, gradient)
  }
}
