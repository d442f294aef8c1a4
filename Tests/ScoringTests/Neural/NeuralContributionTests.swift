import Domain
import Testing

@testable import Scoring

struct NeuralContributionTests {
  private static let user = Demographics(age: .from25, gender: .female)

  /// The loss of each item's score without each item of the context: items × context, in double precision.
  private func bruteForce(_ numbers: NeuralNumbers, _ context: [Int]) -> [[Double]] {
    let whole = numbers.scores(context, for: Self.user)
    let others = context.map { item in numbers.scores(context.filter { $0 != item }, for: Self.user) }
    return whole.indices.map { target in others.map { whole[target] - $0[target] } }
  }

  private func contributions(_ numbers: NeuralNumbers, _ context: [Int]) throws -> Contributions {
    try numbers.model().contributions(
      of: context.map { ItemID($0) * 2 }, for: Self.user, to: numbers.itemBias.indices.map { ItemID($0) * 2 })
  }

  /// The number of contributions that differ from those in double precision.
  private func differing(_ given: ArraySlice<Float>, _ expected: [Double]) -> Int {
    zip(given, expected).count { abs(Double($0) - $1) > 1e-4 }
  }

  @Test(arguments: [1, 2, 7, NeuralScorer.exactItems], [Activation.tanh, .identity])
  func `a contribution in a neural model is the loss of score without that item`(length: Int, activation: Activation)
    throws
  {
    let numbers = NeuralNumbers(items: 40, activation: activation)
    let context = Array(5..<5 + length)
    let (given, expected) = (try contributions(numbers, context), bruteForce(numbers, context))
    #expect(given.context == context.map { ItemID($0) * 2 })
    for target in expected.indices { #expect(differing(given[target], expected[target]) == 0) }
  }

  @Test(arguments: [Activation.tanh, .identity])
  func `in a long context the greatest contributions are exact, and the others approximate`(activation: Activation)
    throws
  {
    let numbers = NeuralNumbers(items: 120, activation: activation)
    let context = Array(10..<110)
    let (given, expected) = (try contributions(numbers, context), bruteForce(numbers, context))
    for target in expected.indices {
      let (own, exact) = (Array(given[target]), expected[target])
      #expect(differing(given[target], exact) <= context.count - NeuralScorer.exactItems)
      // The three greatest are shown as reasons.
      let strongest = context.indices.sorted { exact[$0] > exact[$1] }.prefix(3)
      #expect(given.reasons(3, for: target).map(\.item) == strongest.filter { exact[$0] > 0 }.map { given.context[$0] })
      for place in strongest { #expect(abs(Double(own[place]) - exact[place]) < 1e-4) }
      // Shares depend on the sum of positive contributions, which is approximate: a random network is far from linear.
      let sums = (own.reduce(0) { $0 + max(0, Double($1)) }, exact.reduce(0) { $0 + max(0, $1) })
      #expect(abs(sums.0 - sums.1) < 0.25 * sums.1)
    }
  }

  @Test func `contributions of a linear network are exact in a long context`() throws {
    let numbers = NeuralNumbers(items: 40, activation: .identity, outputScale: 0)
    let context = Array(0..<35)
    let (given, expected) = (try contributions(numbers, context), bruteForce(numbers, context))
    for target in expected.indices { #expect(differing(given[target], expected[target]) == 0) }
  }
}
