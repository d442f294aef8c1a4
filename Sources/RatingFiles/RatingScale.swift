import Domain

/// How the ratings of a file become stars.
package struct RatingScale: Equatable, Sendable {
  /// The number that is five stars; nil for ratings that are half stars already.
  package let best: Double?
  /// What a row is worth in a file that has no column of ratings; nil to refuse such a file.
  package let implied: Rating?

  /// Half stars from 0.5 to 5, and no file without them.
  package static let stars = RatingScale(best: nil, implied: nil)

  package init(best: Double?, implied: Rating?) {
    self.best = best
    self.implied = implied
  }

  /// What a row is expected to have.
  var name: String { best.map { "rating from 0 to \($0)" } ?? "rating from 0.5 to 5 in half stars" }

  /// The nearest half star, and at least half of one. Nil for what is no number from 0 to the best.
  func rating(_ bytes: ArraySlice<UInt8>) -> Rating? {
    guard let best else { return FieldValue.rating(bytes) }
    guard let number = Self.number(bytes), number >= 0, number <= best else { return nil }
    return Rating(stars: max(0.5, (number / best * 10).rounded() / 2))
  }

  /// Finite ones only.
  static func number(_ bytes: ArraySlice<UInt8>) -> Double? {
    Double(FieldValue.text(bytes)).flatMap { $0.isFinite ? $0 : nil }
  }
}

/// Which numbers stood in a column of ratings: they show on which scale these are.
package struct RatingNumbers: Equatable, Sendable {
  /// From the least to the greatest, of those that were taken and those that were not; nil before the first.
  package private(set) var range: ClosedRange<Double>?
  /// How many were beyond five stars or below zero.
  package private(set) var outside = 0
  /// How many were not, and are no half stars.
  package private(set) var between = 0

  package init() {}

  package mutating func add(_ number: Double) {
    if !(0...5).contains(number) {
      outside += 1
    } else if Rating(stars: number) == nil {
      between += 1
    }
    guard let range else { return self.range = number...number }
    if !range.contains(number) { self.range = min(range.lowerBound, number)...max(range.upperBound, number) }
  }
}
