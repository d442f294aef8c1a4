import Domain
import Testing

@testable import Scoring

/// What every linear model must do, whatever it has learnt.
struct RecommendTests {
  /// Sizes around the blocks of 16 and the pairs of blocks that the kernel works on.
  static let sizes = [1, 2, 15, 16, 17, 31, 32, 33, 48, 100]
  static let makers: [@Sendable ([ItemID], [[Float]]) throws -> Model] = [
    { try SmallModel.ease(items: $0, $1) }, { try SmallModel.itemKNN(items: $0, $1) },
  ]

  @Test(arguments: sizes, [0, 1])
  func `recommendations match brute force, id for id`(size: Int, maker: Int) throws {
    var random = SeededGenerator(state: UInt64(size))
    let items = (0..<size).map { ItemID($0) * 3 - 50 }
    let rows = SmallModel.coarseMatrix(size, seed: UInt64(size))
    let model = try Self.makers[maker](items, rows)
    var workspace = ScoringWorkspace()
    for count in [1, 2, 3, 10, size, size + 5] {
      for length in [0, 1, 3, size / 2, size] {
        let context = (0..<length).map { _ in items[Int.random(in: 0..<size, using: &random)] }
        let accepts: (ItemID) -> Bool = length.isMultiple(of: 2) ? { _ in true } : { $0.isMultiple(of: 2) }
        #expect(
          model.recommend(context: context, count: count, workspace: &workspace, where: accepts)
            == bruteForce(items: items, rows, context: context, count: count, where: accepts))
      }
    }
  }

  @Test(arguments: sizes, [0, 1])
  func `only candidates are ranked, as by brute force`(size: Int, maker: Int) throws {
    var random = SeededGenerator(state: UInt64(size))
    let items = (0..<size).map { ItemID($0) * 3 - 50 }
    let rows = SmallModel.coarseMatrix(size, seed: UInt64(size))
    let model = try Self.makers[maker](items, rows)
    var workspace = ScoringWorkspace()
    for length in [0, 1, size / 2, size] {
      let chosen = items.shuffled(using: &random).prefix(length)
      // Ids that the model does not know change nothing.
      let candidates = (chosen + [-51, 1_000]).sorted()
      for count in [1, 3, size] {
        #expect(
          model.recommend(context: [items[0]], among: candidates, count: count, workspace: &workspace)
            == bruteForce(items: items, rows, context: [items[0]], count: count, where: chosen.contains))
      }
    }
  }

  @Test(arguments: [0, 1])
  func `for equal scores the lower id comes first`(maker: Int) throws {
    let model = try Self.makers[maker]([5, 10, 15, 20], [[0, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    #expect(ids(model, [5], 2) == [10, 15])
    #expect(ids(model, [10], 9) == [5, 15, 20])
  }

  @Test(arguments: [0, 1])
  func `a context of all items leaves nothing to recommend`(maker: Int) throws {
    let model = try Self.makers[maker]([1, 2, 3], SmallModel.coarseMatrix(3, seed: 1))
    #expect(ids(model, [3, 2, 1], 10) == [])
  }

  @Test(arguments: [0, 1])
  func `a count of zero or less gives nothing, and a huge one gives everything outside the context`(maker: Int) throws {
    let model = try Self.makers[maker]([1, 2, 3], SmallModel.coarseMatrix(3, seed: 1))
    #expect(ids(model, [1], 0) == [])
    #expect(ids(model, [1], -1) == [])
    #expect(ids(model, [1], .min) == [])
    #expect(ids(model, [1], .max).sorted() == [2, 3])
  }

  @Test(arguments: [0, 1])
  func `a filter that accepts nothing leaves nothing to recommend`(maker: Int) throws {
    let model = try Self.makers[maker]([1, 2, 3], SmallModel.coarseMatrix(3, seed: 1))
    var workspace = ScoringWorkspace()
    #expect(model.recommend(context: [1], count: 5, workspace: &workspace, where: { _ in false }) == [])
  }

  @Test(arguments: [0, 1])
  func `unknown ids are ignored, repeated ids count once, and extreme ids work`(maker: Int) throws {
    let items: [ItemID] = [.min, -1, 0, 7, .max]
    let rows = SmallModel.coarseMatrix(5, seed: 9)
    let model = try Self.makers[maker](items, rows)
    #expect(
      ids(model, [.max, .max, 1, 8, -2], 5) == bruteForce(items: items, rows, context: [.max], count: 5).map(\.id))
    #expect(ids(model, [.min, 0], 5).allSatisfy { $0 != .min && $0 != 0 })
    #expect(model.contains(.min) && model.contains(-1) && model.contains(.max))
    #expect(!model.contains(1) && !model.contains(.max - 1))
  }

  @Test(arguments: [0, 1])
  func `a model without items recommends nothing`(maker: Int) throws {
    let model = try Self.makers[maker]([], [])
    #expect(model.itemCount == 0)
    #expect(!model.contains(0))
    #expect(ids(model, [1], 5) == [])
  }

  @Test func `the order of a context changes no bit of a score`() throws {
    var random = SeededGenerator(state: 4)
    let rows = (0..<40).map { _ in (0..<40).map { _ in Float.random(in: -1...1, using: &random) } }
    let model = try SmallModel.ease(items: (0..<40).map { ItemID($0) }, rows)
    let context: [ItemID] = [3, 38, 17, 5, 29, 11]
    var workspace = ScoringWorkspace()
    let answer = model.recommend(context: context, count: 40, workspace: &workspace)
    for _ in 0..<20 {
      let shuffled = context.shuffled(using: &random)
      #expect(model.recommend(context: shuffled, count: 40, workspace: &workspace) == answer)
    }
  }

  @Test func `a score that is not finite is never returned`() throws {
    let model = try SmallModel.ease(
      items: [1, 2, 3, 4], [[0, .nan, .infinity, 2], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    #expect(ids(model, [1], 4) == [4])
    var workspace = ScoringWorkspace()
    let chosen = model.recommend(context: [1], among: [2, 3, 4], count: 4, workspace: &workspace)
    #expect(chosen.map(\.id) == [4])
  }

  @Test func `a workspace serves models of different size in turn`() throws {
    let small = SmallModel.coarseMatrix(5, seed: 2)
    let large = SmallModel.coarseMatrix(90, seed: 3)
    let smallItems = (0..<5).map { ItemID($0) }
    let largeItems = (0..<90).map { ItemID($0) }
    let models = [try SmallModel.ease(items: largeItems, large), try SmallModel.itemKNN(items: smallItems, small)]
    var workspace = ScoringWorkspace()
    for _ in 0..<2 {
      #expect(
        models[0].recommend(context: [1, 80], count: 20, workspace: &workspace)
          == bruteForce(items: largeItems, large, context: [1, 80], count: 20))
      #expect(
        models[1].recommend(context: [1, 80], count: 20, workspace: &workspace)
          == bruteForce(items: smallItems, small, context: [1], count: 20))
    }
  }

  private func ids(_ model: Model, _ context: [ItemID], _ count: Int) -> [ItemID] {
    var workspace = ScoringWorkspace()
    return model.recommend(context: context, count: count, workspace: &workspace).map(\.id)
  }
}
