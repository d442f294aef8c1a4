import Domain
import Testing

@testable import Scoring

struct NeuralContributionTests {
  private static let person = Demographics(age: .from25, gender: .female)

  /// What the score of each film loses without each film of the context: films × context, in double precision.
  private func bruteForce(_ numbers: NeuralNumbers, _ context: [Int]) -> [[Double]] {
    let whole = numbers.scores(context, of: Self.person)
    let others = context.map { film in numbers.scores(context.filter { $0 != film }, of: Self.person) }
    return whole.indices.map { film in others.map { whole[film] - $0[film] } }
  }

  private func contributions(_ numbers: NeuralNumbers, _ context: [Int]) throws -> Contributions {
    try numbers.model().contributions(
      of: context.map { MovieID($0) * 2 }, for: Self.person, to: numbers.bias.indices.map { MovieID($0) * 2 })
  }

  /// Films that all differ from what was worked out in double precision.
  private func differing(_ given: ArraySlice<Float>, _ expected: [Double]) -> Int {
    zip(given, expected).count { abs(Double($0) - $1) > 1e-4 }
  }

  @Test(arguments: [1, 2, 7, NeuralScorer.exactFilms], [true, false])
  func `a film's part is what the score loses without it`(length: Int, isSquashed: Bool) throws {
    let numbers = NeuralNumbers(items: 40, isSquashed: isSquashed)
    let context = Array(5..<5 + length)
    let (given, expected) = (try contributions(numbers, context), bruteForce(numbers, context))
    #expect(given.films == context.map { MovieID($0) * 2 })
    for film in expected.indices { #expect(differing(given[film], expected[film]) == 0) }
  }

  @Test(arguments: [true, false])
  func `of a long context the strongest films are exact, and the others nearly`(isSquashed: Bool) throws {
    let numbers = NeuralNumbers(items: 120, isSquashed: isSquashed)
    let context = Array(10..<110)
    let (given, expected) = (try contributions(numbers, context), bruteForce(numbers, context))
    for film in expected.indices {
      let (own, exact) = (Array(given[film]), expected[film])
      #expect(differing(given[film], exact) <= context.count - NeuralScorer.exactFilms)
      // What is shown: the three strongest.
      let strongest = context.indices.sorted { exact[$0] > exact[$1] }.prefix(3)
      #expect(given.reasons(3, for: film).map(\.film) == strongest.filter { exact[$0] > 0 }.map { given.films[$0] })
      for place in strongest { #expect(abs(Double(own[place]) - exact[place]) < 1e-4) }
      // And the share of it, by the sum of all that spoke for the film, though a net of random numbers is all bends.
      let sums = (own.reduce(0) { $0 + max(0, Double($1)) }, exact.reduce(0) { $0 + max(0, $1) })
      #expect(abs(sums.0 - sums.1) < 0.25 * sums.1)
    }
  }

  @Test func `the slope of a straight line is no estimate`() throws {
    let numbers = NeuralNumbers(items: 40, isSquashed: false, outputScale: 0)
    let context = Array(0..<35)
    let (given, expected) = (try contributions(numbers, context), bruteForce(numbers, context))
    for film in expected.indices { #expect(differing(given[film], expected[film]) == 0) }
  }
}
