import Testing

@testable import Scoring

struct BestItemsTests {
  @Test(arguments: [1, 2, 7, 50, 200])
  func `the best few are those of sorting everything`(count: Int) {
    var random = SeededGenerator(state: UInt64(count))
    let scores = (0..<150).map { _ in Double(Int.random(in: 0..<20, using: &random)) }
    var best = BestItems()
    best.reset(count: count)
    for (position, score) in scores.enumerated() where score > best.threshold {
      best.insert(BestItems.Item(score: score, position: Int32(position)))
    }
    let sorted = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
    #expect(best.sorted().map { Int($0.position) } == Array(sorted.prefix(count)))
  }

  @Test func `nothing gets into no places`() {
    var best = BestItems()
    best.reset(count: 0)
    #expect(best.threshold == .infinity)
    #expect(best.sorted() == [])
  }
}
