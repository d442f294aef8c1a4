import Domain

/// How the ratings of a file are converted to stars.
package struct RatingScale: Equatable, Sendable {
  /// The number that means five stars; nil if the ratings are already half stars.
  package let best: Double?
  /// The rating of each row of a file without a rating column; nil if such a file is refused.
  package let implied: Rating?

  /// Half stars from 0.5 to 5; files without ratings are refused.
  package static let stars = RatingScale(best: nil, implied: nil)

  package init(best: Double?, implied: Rating?) {
    self.best = best
    self.implied = implied
  }

  /// Describes a valid rating.
  var name: String { best.map { "rating from 0 to \($0)" } ?? "rating from 0.5 to 5 in half stars" }

  /// The nearest rating in half stars, at least half a star. Nil unless the bytes are a number from 0 to `best`.
  func rating(_ bytes: ArraySlice<UInt8>) -> Rating? {
    guard let best else { return FieldValue.rating(bytes) }
    guard let number = Self.number(bytes), number >= 0, number <= best else { return nil }
    return Rating(stars: max(0.5, (number / best * 10).rounded() / 2))
  }

  /// Nil unless the bytes are a finite number.
  static func number(_ bytes: ArraySlice<UInt8>) -> Double? {
    Double(FieldValue.text(bytes)).flatMap { $0.isFinite ? $0 : nil }
  }
}

/// The numbers in a rating column, which show the scale of the ratings.
package struct RatingNumbers: Equatable, Sendable {
  /// The range of all numbers, in accepted and rejected rows; nil before the first.
  package private(set) var range: ClosedRange<Double>?
  /// How many were above five stars or below zero.
  package private(set) var outside = 0
  /// How many of the others were not half stars.
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
