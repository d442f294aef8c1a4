import Domain
import Testing

@testable import Scoring

struct ModelDifferenceTests {
  private let random = SmallModel.coarseMatrix(60, seed: 4)
  private let items = (1...60).map { ItemID($0) * 2 }

  @Test func `a model does not differ from itself`() throws {
    let model = try SmallModel.ease(items: items, random)
    let difference = ModelDifference(from: model, to: model, contexts: 1_000)
    #expect(difference.contexts == 60 && difference.added == 0 && difference.removed == 0)
    #expect(difference.overlap == 1 && difference.unchanged == 1 && difference.changes.isEmpty)
    #expect(abs(try #require(difference.correlation) - 1) < 1e-12)
  }

  @Test func `the lists of two models are those that each recommends`() throws {
    let other = SmallModel.coarseMatrix(60, seed: 5)
    let models = (try SmallModel.ease(items: items, random), try SmallModel.ease(items: items, other))
    let difference = ModelDifference(from: models.0, to: models.1, contexts: 30)
    // Every second item.
    let contexts = stride(from: 0, to: 60, by: 2).map { items[$0] }
    let lists = contexts.map { context in
      [random, other].map { rows in bruteForce(items: items, rows, context: [context], count: 20).map(\.id) }
    }
    let overlaps = lists.map { Double(Set($0[0]).intersection($0[1]).count) / 20 }
    #expect(difference.contexts == 30)
    #expect(abs(difference.overlap - overlaps.reduce(0, +) / 30) < 1e-12)
    #expect(difference.unchanged == 0)
    for item in items {
      let (before, after) = (lists.count { $0[0].contains(item) }, lists.count { $0[1].contains(item) })
      let change = difference.changes.first { $0.item == item }
      #expect(change == (before == after ? nil : ModelDifference.Change(item: item, before: before, after: after)))
    }
    let gains = difference.changes.map(\.gain)
    #expect(gains == gains.sorted(by: >))
  }

  @Test func `lists are compared only for items that users of both models like`() throws {
    func model(likes: [Int32]) throws -> Model {
      let rows: [[Float]] = [[0, 3, 2], [1, 0, 1], [0, 0, 0]]
      let sections = EASEScorer.sections(weights: rows.flatMap { $0 + [Float](repeating: 0, count: 13) })
      return try SmallModel.model(.ease, [1, 2, 3], sections + NewItems.sections(likes: likes))
    }
    let (old, new) = (try model(likes: [1, 1, 0]), try model(likes: [1, 0, -1]))
    #expect(ModelDifference(from: old, to: old, contexts: 9).contexts == 2)
    #expect(ModelDifference(from: old, to: new, contexts: 9).contexts == 1)
  }

  @Test func `items of one model only are counted, and kept out of the correlation`() throws {
    let old = try SmallModel.ease(items: [1, 2, 3, 4], [[0, 3, 2, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]])
    let new = try SmallModel.ease(
      items: [1, 2, 3, 9, 10],
      [[0, 1, 2, 9, 9], [1, 0, 1, 1, 1], [1, 1, 0, 1, 1]] + Array(repeating: [0, 0, 0, 0, 0], count: 2))
    let difference = ModelDifference(from: old, to: new, contexts: 1)
    #expect(difference.added == 2 && difference.removed == 1 && difference.contexts == 1)
    // For a user who likes item 1: of 2, 3, 4 before and 9, 10, 3, 2 now, two are the same, in the opposite order.
    #expect(difference.overlap == 0.5 && difference.unchanged == 0 && difference.correlation == -1)
    #expect(difference.changes.map(\.item) == [9, 10, 4] && difference.changes.map(\.gain) == [1, 1, -1])
  }

  @Test func `equal scores share a rank, and a ranking without differences has no correlation`() {
    func ranking(_ scores: [(ItemID, Float)]) -> [ScoredItem] { scores.map { ScoredItem(id: $0, score: $1) } }
    // The ranks are 0, 1.5, 1.5, 3 and 1, 0, 2, 3: Σ xy / √(Σ x² Σ y²) = 3 / √(4.5 · 5).
    let correlation = ModelDifference.rankCorrelation(
      ranking([(1, 9), (2, 5), (3, 5), (4, 1)]), ranking([(2, 4), (1, 3), (3, 2), (4, 1)]))
    #expect(abs((correlation ?? 0) - 3 / 22.5.squareRoot()) < 1e-12)
    let equal = ranking([(1, 2), (2, 2), (3, 2)])
    #expect(ModelDifference.rankCorrelation(equal, ranking([(1, 3), (2, 2), (3, 1)])) == nil)
    #expect(ModelDifference.rankCorrelation([], []) == nil)
  }
}
