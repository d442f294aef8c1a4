import Domain
import Testing

@testable import Scoring

struct ExplanationTests {
  private static let items: [MovieID] = [-3, 0, 4, 8, 15, 16, 23, 42, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108]
  private let rows = Fixture.coarseMatrix(items.count, seed: 7)

  @Test(arguments: [0, 1])
  func `contributions are the weights, and add up to the score`(maker: Int) throws {
    let model = try RecommendTests.makers[maker](Self.items, rows)
    var workspace = ScoringWorkspace()
    let context: [MovieID] = [42, 0, 16, 0, 777]
    let best = model.recommend(context: context, count: 100, workspace: &workspace)
    let given = model.contributions(of: context, to: best.map(\.id), workspace: &workspace)
    #expect(given.count == best.count)
    for (movie, parts) in zip(best, given) {
      let target = try #require(Self.items.firstIndex(of: movie.id))
      #expect(parts.map(\.id) == [0, 16, 42])
      #expect(parts.map(\.score) == [1, 5, 7].map { rows[$0][target] })
      #expect(abs(parts.reduce(0) { $0 + $1.score } - movie.score) < 1e-6)
    }
  }

  /// A model that is no sum: it offers nothing but scores.
  private struct Opaque: Scorer {
    func bytesRead(for context: [Int32]) -> Int { 0 }

    func score(
      context: [Int32], of _: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
    ) {
      let sum = Float(context.reduce(0) { $0 + $1 })
      for item in 0..<16 { scores[0][item] = sum * sum + Float(item) * Float(context.count) }
    }
  }

  @Test func `without weights a film's part is what the score loses without it`() {
    var scores = [SIMD16<Float>](repeating: .zero, count: 1)
    // 3² + 2t with both; 2² + t without 1; 1² + t without 2.
    let given = Opaque().contributions(of: [1, 2], .unknown, to: [0, 10], scores: &scores)
    #expect(given == [5, 15, 8, 18])
  }

  @Test(arguments: [0, 1])
  func `dislikes are taken from the scores, and never come back`(maker: Int) throws {
    let model = try RecommendTests.makers[maker](Self.items, rows)
    var workspace = ScoringWorkspace()
    let (context, dislikes): ([MovieID], [MovieID]) = ([0, 16], [42, 99, 42, 777])
    let best = model.recommend(context: context, dislikes: dislikes, count: 100, workspace: &workspace)
    let expected = Self.items.indices.filter { ![1, 5, 7, 8].contains($0) }.map { item in
      ScoredMovie(id: Self.items[item], score: rows[1][item] + rows[5][item] - rows[7][item] - rows[8][item])
    }
    #expect(best == expected.sorted { ($1.score, $0.id) < ($0.score, $1.id) })
    // What is left in the workspace must not act on the next request.
    let clean = model.recommend(context: context, count: 100, workspace: &workspace)
    #expect(clean == bruteForce(items: Self.items, rows, context: context, count: 100))
  }
}
