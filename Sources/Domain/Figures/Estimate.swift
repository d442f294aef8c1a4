/// A number estimated from a sample, and the interval that holds the true one with 95 % confidence.
package struct Estimate: Equatable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double

  package init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// A share, with the interval of Wilson (1927), which is good for small samples and for shares near 0, too. It takes
  /// the cases for independent. Nil if there are none.
  package init?(share successes: Int, of count: Int) {
    guard count > 0 else { return nil }
    let (n, share) = (Double(count), Double(successes) / Double(count))
    let z2 = Self.z * Self.z
    let centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    let margin = Self.z / (1 + z2 / n) * (share * (1 - share) / n + z2 / (4 * n * n)).squareRoot()
    self.init(
      value: share, low: successes == 0 ? 0 : max(0, centre - margin),
      high: successes == count ? 1 : min(1, centre + margin))
  }

  /// The 97.5th percentile of the normal distribution.
  package static let z = 1.959_964
}
