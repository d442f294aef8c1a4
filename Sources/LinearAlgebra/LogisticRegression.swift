import func Glibc.exp

/// Logistic regression with few features and many rows: the weights that maximise the likelihood of yes and no, by
/// Newton's method.
package struct LogisticRegression: Sendable {
  /// rows × columns, by rows.
  private var features: [Float] = []
  private var outcomes: [Bool] = []
  private let columns: Int

  package init(columns: Int) {
    precondition(columns > 0)
    self.columns = columns
  }

  package var rows: Int { outcomes.count }

  /// - Parameter features: one for each column.
  package mutating func add(_ features: [Float], _ outcome: Bool) {
    precondition(features.count == columns)
    self.features += features
    outcomes.append(outcome)
  }

  package func outcome(of row: Int) -> Bool { outcomes[row] }

  /// The weights, pulled towards `prior` by `ridge`, the weight of half their squared distance. With no rows they are
  /// the prior. Throws `notPositiveDefinite` if features are so great that rounding loses the ridge.
  /// - Parameters:
  ///   - ridge: above 0, so that the weights are finite even if a feature separates the outcomes.
  ///   - offset: a constant of each row, added to its logit.
  package func weights(
    prior: [Double], ridge: Double, offset: (Int) -> Double = { _ in 0 }
  ) throws(LinearAlgebraError) -> [Double] {
    precondition(prior.count == columns && ridge > 0)
    var weights = prior
    for _ in 0..<Self.maximumSteps {
      var gradient = (0..<columns).map { ridge * (prior[$0] - weights[$0]) }
      var curvature = [Double](repeating: 0, count: columns * columns)
      for column in 0..<columns { curvature[column * columns + column] = ridge }
      for row in outcomes.indices {
        let probability = Self.probability(logit(of: row, weights) + offset(row))
        let error = (outcomes[row] ? 1 : 0) - probability
        let certainty = probability * (1 - probability)
        for column in 0..<columns {
          let feature = Double(features[row * columns + column])
          gradient[column] += feature * error
          for other in column..<columns {
            curvature[column * columns + other] += feature * certainty * Double(features[row * columns + other])
          }
        }
      }
      let step = try solve(curvature, gradient)
      for column in 0..<columns { weights[column] += step[column] }
      if step.allSatisfy({ abs($0) < Self.tolerance }) { break }
    }
    return weights
  }

  /// The weights that predict a further feature from these by least squares, where each row counts as much as it counts
  /// in a regression with these `weights`. What is left of the further feature is then independent of the others: a
  /// regression on it too changes their weights only by what they predict of it.
  package func prediction(
    of further: [Float], at weights: [Double], ridge: Double
  ) throws(LinearAlgebraError) -> [Double] {
    precondition(further.count == rows && weights.count == columns && ridge > 0)
    var moments = [Double](repeating: 0, count: columns)
    var gram = [Double](repeating: 0, count: columns * columns)
    for column in 0..<columns { gram[column * columns + column] = ridge }
    for row in outcomes.indices {
      let probability = Self.probability(logit(of: row, weights))
      let certainty = probability * (1 - probability)
      for column in 0..<columns {
        let feature = Double(features[row * columns + column])
        moments[column] += feature * certainty * Double(further[row])
        for other in column..<columns {
          gram[column * columns + other] += feature * certainty * Double(features[row * columns + other])
        }
      }
    }
    return try solve(gram, moments)
  }

  /// The sum of a row's features times their weights.
  package func logit(of row: Int, _ weights: [Double]) -> Double {
    var sum = 0.0
    for column in 0..<columns { sum += weights[column] * Double(features[row * columns + column]) }
    return sum
  }

  package static func probability(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }

  /// - Parameter matrix: symmetric, by rows; only its upper triangle is read.
  private func solve(_ matrix: [Double], _ right: [Double]) throws(LinearAlgebraError) -> [Double] {
    var square = Matrix<Double>(rows: columns, columns: columns)
    square.elements = matrix
    let inverse = try Cholesky(square).inverse()
    return (0..<columns).map { row in (0..<columns).reduce(0) { $0 + inverse[row, $1] * right[$1] } }
  }

  private static let maximumSteps = 25
  private static let tolerance = 1e-9
}
