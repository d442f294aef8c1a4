import Domain
import Testing

struct RatingCountsTests {
  private func counts(_ numbers: [Int: Int]) -> RatingCounts {
    numbers.reduce(into: RatingCounts()) { $0.add($1.value, of: Rating(halfStars: $1.key)) }
  }

  @Test func `the entropy of ratings is 0 if all agree and greatest if every value is equally frequent`() {
    #expect(counts([:]).entropy == 0 && counts([8: 70]).entropy == 0)
    #expect(counts([2: 5, 10: 5]).entropy == 1)
    #expect(counts([2: 1, 4: 1, 6: 1, 8: 1]).microEntropy == 2_000_000)
    // -(3/4 log2 3/4 + 1/4 log2 1/4)
    #expect(counts([8: 3, 1: 1]).microEntropy == 811_278)
    #expect(counts(Dictionary(uniqueKeysWithValues: (1...10).map { ($0, 2) })).microEntropy == 3_321_928)
  }

  @Test func `ratings add up to their number and their sum`() {
    let counts = counts([1: 2, 7: 3])
    #expect(counts.total == 5 && counts.halfStars == 23)
  }
}
