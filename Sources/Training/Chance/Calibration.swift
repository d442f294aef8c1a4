/// Chances that were given to ratings, and whether the ratings have four stars or more.
package struct Calibration: Sendable {
  private var chances: [Float] = []
  private var outcomes: [Bool] = []

  static let bins = 10

  init() {}

  mutating func add(_ chance: Float, _ outcome: Bool) {
    chances.append(chance)
    outcomes.append(outcome)
  }

  mutating func add(_ other: Calibration) {
    chances += other.chances
    outcomes += other.outcomes
  }

  /// The number of ratings.
  package var count: Int { chances.count }

  /// The expected calibration error (Guo et al. 2017, with bins of equal counts): the ratings are sorted by chance and
  /// divided into ten bins of equal size; the error is the mean over these of the difference between the mean chance
  /// and the share of ratings of four stars or more. Nil if there are fewer ratings than bins.
  package var error: Double? {
    guard count >= Self.bins else { return nil }
    let order = chances.indices.sorted { (chances[$0], $0) < (chances[$1], $1) }
    let sum = (0..<Self.bins).reduce(0.0) { sum, bin in
      let places = order[bin * count / Self.bins..<(bin + 1) * count / Self.bins]
      let expected = places.reduce(0.0) { $0 + Double(chances[$1]) }
      return sum + abs(expected - Double(places.count { outcomes[$0] }))
    }
    return sum / Double(count)
  }
}
