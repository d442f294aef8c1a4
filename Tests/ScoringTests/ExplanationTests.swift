import Domain
import Testing

@testable import Scoring

struct ExplanationTests {
  private static let items: [ItemID] = [-3, 0, 4, 8, 15, 16, 23, 42, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108]
  private let rows = SmallModel.coarseMatrix(items.count, seed: 7)

  @Test(arguments: [0, 1])
  func `contributions in a linear model are its weights, and add up to the score`(maker: Int) throws {
    let model = try RecommendTests.makers[maker](Self.items, rows)
    var workspace = ScoringWorkspace()
    let context: [ItemID] = [42, 0, 16, 0, 777]
    let best = model.recommend(context: context, count: 100, workspace: &workspace)
    let given = model.contributions(of: context, to: best.map(\.id))
    #expect(given.context == [0, 16, 42])
    for (place, item) in best.enumerated() {
      let target = try #require(Self.items.firstIndex(of: item.id))
      #expect(Array(given[place]) == [1, 5, 7].map { rows[$0][target] })
      #expect(abs(given[place].reduce(0, +) - item.score) < 1e-6)
    }
  }

  @Test func `reasons are the greatest contributions, with their share of all positive ones`() {
    let given = Contributions(
      context: [-3, 0, 4, 8, 15], values: [0.5, -4, 2, 0.5, 1] + [-1, 0, .nan, .infinity, -2])
    let reasons = given.reasons(3, for: 0)
    // Of equal contributions the lower id comes first.
    #expect(reasons.map(\.item) == [4, 15, -3] && reasons.map(\.share) == [0.5, 0.25, 0.125])
    #expect(given.reasons(9, for: 0).map(\.item) == [4, 15, -3, 8])
    #expect(given.reasons(3, for: 1).isEmpty && given.reasons(0, for: 0).isEmpty)
  }
}
