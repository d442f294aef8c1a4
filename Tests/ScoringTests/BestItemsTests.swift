import Testing

@testable import Scoring

struct BestItemsTests {
  @Test(arguments: [1, 2, 7, 50, 200])
  func `the best items equal those found by sorting everything`(count: Int) {
    var random = SeededGenerator(state: UInt64(count))
    let scores = (0..<150).map { _ in Double(Int.random(in: 0..<20, using: &random)) }
    var best = BestItems()
    best.reset(count: count)
    for (position, score) in scores.enumerated() where score > best.threshold {
      best.insert(BestItems.RankedItem(score: score, position: Int32(position)))
    }
    let sorted = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
    #expect(best.sorted().map { Int($0.position) } == Array(sorted.prefix(count)))
  }

  /// Few different values give equal scores; NaN and infinities are mixed in.
  @Test(arguments: [3, 20, 24, 25], [40, 1_000, 1_007])
  func `the best of contiguous scores equal those found by sorting everything`(count: Int, scores: Int) {
    var random = SeededGenerator(state: UInt64(count * scores))
    for values in [2, 30, 1_000_000] as [Float] {
      var scores = (0..<scores).map { _ in Float.random(in: -1..<1, using: &random) * values }.map { $0.rounded() }
      for odd in [Float.nan, .infinity, -.infinity] {
        for _ in 0..<3 { scores[Int.random(in: scores.indices, using: &random)] = odd }
      }
      for floor in [-.infinity, 0] as [Float] {
        var best = BestItems()
        best.reset(count: count)
        scores.withUnsafeBufferPointer { best.insert($0, above: floor) }
        let sorted = scores.indices.filter { scores[$0] > floor && scores[$0] < .infinity }
          .sorted { (scores[$0], $1) > (scores[$1], $0) }
        #expect(best.sorted().map { Int($0.position) } == Array(sorted.prefix(count)))
      }
    }
  }

  @Test func `with a count of zero nothing is kept`() {
    var best = BestItems()
    best.reset(count: 0)
    #expect(best.threshold == .infinity)
    #expect(best.sorted() == [])
  }
}
