import Domain
import Testing

struct ExplorationTests {
  private func id(_ number: UInt64) throws -> UUID {
    try #require(UUID(bytes: (0..<16).map { UInt8(truncatingIfNeeded: mixedBits(number * 16 + $0)) }))
  }

  @Test func `the next best movies are dealt out to the places in turn, four to each`() {
    #expect(Exploration.pool(for: 2) == 10)
    #expect(Exploration.blocks(of: [1, 2], others: Array(3...14)) == [[1, 3, 5, 7, 9], [2, 4, 6, 8, 10]])
    #expect(Exploration.blocks(of: [1, 2, 3], others: [4, 5]) == [[1, 4], [2, 5], [3]])
    #expect(Exploration.blocks(of: [Int](), others: [1]) == [])
  }

  /// If this fails, the draws of recorded lists can no longer be checked.
  @Test func `the draws of a list stay the same in every release`() throws {
    let blocks = Exploration.blocks(of: Array(0..<20), others: Array(20..<100))
    let list = try #require(UUID("6fa459ea-ee8a-4ca4-894e-db77e160355e"))
    #expect(Exploration.draws(from: blocks, with: 0.5, for: list) == Self.draws)
    #expect(Exploration.draws(from: blocks, with: 0, for: list) == Array(repeating: 0, count: 20))
  }

  private static let draws = [1, 0, 0, 0, 0, 4, 1, 2, 3, 3, 4, 2, 4, 1, 3, 4, 0, 0, 2, 4]

  /// Five standard deviations of the binomial distribution.
  private func isNear(_ count: Int, of all: Int, _ share: Double) -> Bool {
    abs(Double(count) - share * Double(all)) < 5 * (share * (1 - share) * Double(all)).squareRoot()
  }

  @Test func `each movie is drawn as often as its propensity says, and each place on its own`() throws {
    let blocks: [[MovieID]] = [[1, 2, 3, 4, 5], [6, 7], [8]]
    let exploration = Exploration(probability: 0.2, blocks: blocks, context: [], dislikes: [])
    let lists = 50_000
    let draws = try (0..<UInt64(lists)).map { Exploration.draws(from: blocks, with: 0.2, for: try id($0)) }
    for (place, block) in blocks.enumerated() {
      for index in block.indices {
        let propensity = exploration.propensity(of: index, at: place)
        #expect(isNear(draws.count { $0[place] == index }, of: lists, propensity) || propensity == 1)
      }
      let sum = block.indices.reduce(0) { $0 + exploration.propensity(of: $1, at: place) }
      #expect(abs(sum - 1) < 1e-12)
    }
    #expect(draws.allSatisfy { $0[2] == 0 })
    #expect(isNear(draws.count { $0[0] > 0 && $0[1] > 0 }, of: lists, 0.04))
  }

  @Test func `a list that cannot come from the blocks is none`() {
    let exploration = Exploration(probability: 0.1, blocks: [[1, 2], [3, 4]], context: [], dislikes: [])
    #expect(exploration.indices(of: [2, 3]) == [1, 0])
    for movies in [[3, 1], [1], [1, 3, 4]] as [[MovieID]] { #expect(exploration.indices(of: movies) == nil) }
    #expect(ExploredList(user: 1, exploration, movies: [3, 1], reactions: [:]) == nil)
  }
}
