import Glibc
import Testing

@testable import LinearAlgebra

struct LogisticRegressionTests {
  /// Two groups: 30 of 40 rows are true without the feature, 10 of 40 with it.
  private var groups: LogisticRegression {
    var regression = LogisticRegression(columns: 2)
    for row in 0..<40 {
      regression.add([1, 0], row < 30)
      regression.add([1, 1], row < 10)
    }
    return regression
  }

  @Test func `the weights give each group its share`() throws {
    let weights = try groups.weights(prior: [0, 0], ridge: 1e-9)
    #expect(abs(weights[0] - log(3)) < 1e-6 && abs(weights[1] + 2 * log(3)) < 1e-6)
  }

  @Test func `an offset is part of the logit`() throws {
    let weights = try groups.weights(prior: [0, 0], ridge: 1e-9) { $0.isMultiple(of: 2) ? 0.5 : 1 }
    #expect(abs(weights[0] - log(3) + 0.5) < 1e-6 && abs(weights[1] + 2 * log(3) + 0.5) < 1e-6)
  }

  @Test func `without rows the weights are the prior, and separated groups have finite ones`() throws {
    #expect(try LogisticRegression(columns: 2).weights(prior: [3, -4], ridge: 1) == [3, -4])
    var separated = LogisticRegression(columns: 1)
    for _ in 0..<50 { separated.add([1], true) }
    let weight = try separated.weights(prior: [0], ridge: 1)[0]
    // The gradient is zero there.
    #expect(abs(50 * (1 - LogisticRegression.probability(weight)) - weight) < 1e-6)
  }

  @Test func `a prediction is that of least squares, weighted by the certainty of each row`() throws {
    var regression = LogisticRegression(columns: 1)
    regression.add([1], true)
    regression.add([2], false)
    // At a weight of 0 all rows count the same: (1 × 3 + 2 × 1) / (1 + 4).
    #expect(abs(try regression.prediction(of: [3, 1], at: [0], ridge: 1e-12)[0] - 1) < 1e-9)
    // At log 2 the rows have the probabilities 2/3 and 4/5.
    let (first, second) = (2.0 / 9, 4.0 / 25)
    let expected = (first * 3 + second * 2) / (first + second * 4)
    #expect(abs(try regression.prediction(of: [3, 1], at: [log(2)], ridge: 1e-12)[0] - expected) < 1e-9)
  }
}
