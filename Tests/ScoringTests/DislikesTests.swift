import Domain
import Testing

@testable import Scoring

struct DislikesTests {
  private static let items: [ItemID] = [-3, 0, 4, 8, 15, 16, 23, 42, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108]
  private let rows = SmallModel.coarseMatrix(items.count, seed: 7)

  private func sum(_ positions: [Int]) -> [Float] {
    Self.items.indices.map { item in positions.reduce(0) { $0 + rows[$1][item] } }
  }

  private func deviation(_ scores: [Float]) -> Float {
    let mean = scores.reduce(0, +) / Float(scores.count)
    return (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(scores.count)).squareRoot()
  }

  /// What is liked and disliked, and the share of the spread that the dislikes have.
  @Test(
    arguments: [0, 1],
    [
      ([1, 5], [7, 8], 0.2), ([1, 5], [7], 0.1), ([1], [7, 8, 9], 0.2), ([1, 2, 3, 4, 5], [8], 0.04),
      ([], [7, 8], nil),
    ] as [([Int], [Int], Float?)])
  func `dislikes lower scores by a fifth of the spread of likes at most, and are never returned`(
    maker: Int, _ example: (likes: [Int], dislikes: [Int], share: Float?)
  ) throws {
    let model = try RecommendTests.makers[maker](Self.items, rows)
    var workspace = ScoringWorkspace()
    func ids(_ positions: [Int]) -> [ItemID] { positions.map { Self.items[$0] } }
    // Repeated and unknown items do not count.
    let best = model.recommend(
      context: ids(example.likes), dislikes: ids(example.dislikes + example.dislikes) + [777], count: 100,
      workspace: &workspace)
    let (liked, disliked) = (sum(example.likes), sum(example.dislikes))
    let weight = example.share.map { $0 * deviation(liked) / deviation(disliked) } ?? 1
    let expected = Self.items.indices.filter { !(example.likes + example.dislikes).contains($0) }
      .map { ScoredItem(id: Self.items[$0], score: liked[$0] - weight * disliked[$0]) }
    #expect(best.count == expected.count)
    for item in best {
      let score = try #require(expected.first { $0.id == item.id }).score
      #expect(abs(item.score - score) < 1e-4)
    }
    // The workspace must not carry dislikes into the next request.
    let clean = model.recommend(context: ids(example.likes), count: 100, workspace: &workspace)
    #expect(clean == bruteForce(items: Self.items, rows, context: ids(example.likes), count: 100))
  }

  @Test func `dislikes of which the model knows nothing change no score`() throws {
    let model = try RecommendTests.makers[0](Self.items, rows)
    var workspace = ScoringWorkspace()
    let plain = model.recommend(context: [0, 16], count: 5, workspace: &workspace)
    #expect(model.recommend(context: [0, 16], dislikes: [777], count: 5, workspace: &workspace) == plain)
  }
}
