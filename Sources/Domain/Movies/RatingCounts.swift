import func Glibc.log2

/// How many current ratings of a movie have each value.
package struct RatingCounts: Equatable, Sendable {
  /// The number of ratings of half a star, of one star, … of five stars.
  private var counts = [Int](repeating: 0, count: 10)

  package init() {}

  package mutating func add(_ count: Int, of rating: Rating) { counts[rating.halfStars - 1] += count }

  package var total: Int { counts.reduce(0, +) }

  /// The sum of the ratings, in half stars.
  package var halfStars: Int { zip(1..., counts).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The Shannon entropy in bits: 0 if all agree, log2 10 if every value is equally frequent.
  package var entropy: Double {
    let total = Double(total)
    return counts.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / total
      return sum - share * log2(share)
    }
  }

  /// `entropy` in millionths of a bit.
  package var microEntropy: Int { Int((entropy * 1_000_000).rounded()) }
}
