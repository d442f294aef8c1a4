import Domain
import Testing

@testable import Scoring

/// Recommendations to several users together.
struct PartyRankingTests {
  @Test(arguments: [1, 2, 17, 100], [2, 3, 8])
  func `the order of items for a party matches brute force`(size: Int, users: Int) throws {
    var random = SeededGenerator(state: UInt64(size * users))
    let items = (0..<size).map { ItemID($0) * 3 - 50 }
    let rows = SmallModel.coarseMatrix(size, seed: UInt64(size))
    var workspace = ScoringWorkspace()
    for maker in RecommendTests.makers {
      let model = try maker(items, rows)
      let contexts = (0..<users).map { _ in
        (0..<2).map { _ in items[Int.random(in: 0..<max(1, size / 2), using: &random)] }
      }
      for count in [1, 3, size] {
        let found = model.recommend(toParty: contexts, count: count, workspace: &workspace)
        #expect(found == Self.bruteForce(items, rows, contexts, count))
        let even = model.recommend(toParty: contexts, count: count, workspace: &workspace) { $0.isMultiple(of: 2) }
        #expect(
          even == Array(Self.bruteForce(items, rows, contexts, size).filter { $0.id.isMultiple(of: 2) }.prefix(count)))
      }
    }
  }

  private static func bruteForce(
    _ items: [ItemID], _ rows: [[Float]], _ contexts: [[ItemID]], _ count: Int
  ) -> [PartyItem] {
    let open = items.indices.filter { item in !contexts.contains { $0.contains(items[item]) } }
    let ranks = contexts.map { context -> [Int] in
      let known = items.indices.filter { context.contains(items[$0]) }
      let scores = open.map { item in known.reduce(Float(0)) { $0 + rows[$1][item] } }
      return scores.map { score in scores.count { $0 <= score } }
    }
    let found = open.indices.map { place in (id: items[open[place]], ranks: ranks.map { $0[place] }) }
    let sorted = found.sorted {
      ($0.ranks.min() ?? 0, $0.ranks.reduce(0, +), $1.id) > ($1.ranks.min() ?? 0, $1.ranks.reduce(0, +), $0.id)
    }
    return sorted.prefix(count).map { item in
      PartyItem(id: item.id, matches: item.ranks.map { Float($0) / Float(open.count) })
    }
  }

  /// User 1 likes 1 and user 2 likes 2. Of the others, 3 is best for the first and worst for the second, 4 the other
  /// way round, and 5 is second for both.
  private let model = Result {
    try SmallModel.ease(
      items: [1, 2, 3, 4, 5],
      [[0, 9, 3, 1, 2], [9, 0, 10, 30, 12], [0, 0, 0, 0, 0], [0, 0, 0, 0, 15], [0, 0, 0, 0, 0]])
  }

  private func recommend(_ contexts: [[ItemID]], dislikes: [ItemID] = []) throws -> [PartyItem] {
    var workspace = ScoringWorkspace()
    return try model.get().recommend(toParty: contexts, dislikes: dislikes, count: 10, workspace: &workspace)
  }

  @Test func `the user who likes an item least decides, and high scores of one user count no more than low ones`()
    throws
  {
    let third: Float = 1 / 3
    #expect(
      try recommend([[1], [2]]) == [
        PartyItem(id: 5, matches: [2 * third, 2 * third]), PartyItem(id: 3, matches: [1, third]),
        PartyItem(id: 4, matches: [third, 1]),
      ])
  }

  @Test func `dislikes count for every user and are not recommended`() throws {
    // Disliking 4 takes 1.6 from the score of 5 for the first user, and 4.9 for the second.
    #expect(
      try recommend([[1], [2]], dislikes: [4])
        == [PartyItem(id: 3, matches: [1, 1]), PartyItem(id: 5, matches: [0.5, 0.5])])
  }

  @Test func `a user about whom the model knows nothing does not count`() throws {
    let known = try recommend([[1], [99]])
    #expect(known.map(\.id) == [2, 3, 5, 4])
    #expect(known.allSatisfy { $0.matches.count == 2 && $0.matches[1] == nil && $0.matches[0] != nil })
    #expect(try recommend([[98], [99]]).allSatisfy { $0.matches == [nil, nil] })
  }

  @Test func `scores that are not finite are never recommended to a party`() throws {
    let model = try SmallModel.ease(
      items: [1, 2, 3, 4, 5],
      [[0, 0, .nan, 1, 2], [0, 0, 3, .infinity, 2], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]])
    var workspace = ScoringWorkspace()
    #expect(model.recommend(toParty: [[1], [2]], count: 5, workspace: &workspace).map(\.id) == [5])
  }

  @Test func `only candidates are recommended to a party, with the same matches`() throws {
    var workspace = ScoringWorkspace()
    let all = try recommend([[1], [2]])
    let some = try model.get().recommend(
      toParty: [[1], [2]], among: [-4, 1, 4, 5, 70], count: 10, workspace: &workspace)
    #expect(some == all.filter { [4, 5].contains($0.id) })
  }

  @Test func `elements are sorted by their upper half, and stay in order if it is equal`() {
    var random = SeededGenerator(state: 7)
    let elements = (0..<5_000).map { index in
      UInt64(index.isMultiple(of: 3) ? UInt32(index % 7) : UInt32.random(in: 0 ... .max, using: &random)) << 32
        | UInt64(index)
    }
    var sorted = elements
    sortByUpperHalf(&sorted)
    #expect(sorted == elements.sorted())
  }
}
