import Domain

/// Counts accepted and rejected rows of ratings, and decides whether they are fit for training or import.
package struct Intake: Sendable {
  package private(set) var rows = 0
  package private(set) var rejected = 0
  /// The number of rejections for each reason, and its first example.
  private var reasons: [String: (count: Int, example: String)] = [:]
  /// The numbers in the rating column; nil if they are not checked, or there are none.
  private var scale: (range: ClosedRange<Double>, outside: Int, between: Int)?

  /// A larger share of rejected rows indicates that the file is misread, rather than a few bad rows.
  private static let tolerated = 0.05

  /// With fewer imported rows the scale cannot be judged, so only the rows that do not fit are rejected.
  private static let tellingRows = 100

  private static let maximumReasons = 20

  package enum Use {
    /// - Parameter threshold: the lowest rating, in stars, that counts as a like.
    case training(threshold: Double)
    case importing
  }

  package init() {}

  package mutating func accept() { rows += 1 }

  /// - Parameters:
  ///   - reason: a quoted value is ignored: `'7' is not a rating` counts as the same reason as `'8' is not a rating`.
  ///   - example: the row, to show to people.
  package mutating func reject(_ reason: String, example: String) {
    rows += 1
    rejected += 1
    var kind = Self.withoutQuotation(reason)
    // Some reasons contain values of the row, so there can be many.
    if reasons[kind] == nil, reasons.count >= Self.maximumReasons { kind = "other reasons" }
    reasons[kind, default: (0, example)].count += 1
  }

  /// - Parameters:
  ///   - range: the range of all numbers in the rating column; nil if there are none.
  ///   - outside: how many of them are above five stars or below zero.
  ///   - between: how many of the others are not half stars.
  package mutating func notice(ratings range: ClosedRange<Double>?, outside: Int, between: Int = 0) {
    scale = range.map { ($0, outside, between) }
  }

  /// The rejected rows by reason, the most frequent first; empty if no row was rejected.
  package var report: [String] {
    guard rejected > 0 else { return [] }
    let sorted = reasons.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    return ["\(rejected) of \(rows) rows were rejected:"]
      + sorted.map { "  \($0.value.count): \($0.key), for example \($0.value.example)" }
  }

  /// Why no model should be trained on these rows, and what to do about it; nil if they are fit.
  package func fault(threshold: Double) -> String? {
    if let fault = scaleFault(.training(threshold: threshold)) { return fault }
    guard Double(rejected) > Self.tolerated * Double(rows) else { return nil }
    let remedy =
      hasOtherIDs
      ? "Ids are whole numbers: number the users and movies first"
      : "To train on the other rows anyway, use --allow-rejected"
    return """
      \(rejected) of \(rows) rows were rejected, which is more than \(Int(Self.tolerated * 100)) %: no model is \
      trained. \(remedy)
      """
  }

  /// Whether most rows were rejected because users or movies have names in place of numbers.
  private var hasOtherIDs: Bool {
    let count = reasons.filter { $0.key.hasSuffix("not a user id") || $0.key.hasSuffix("not a movie id") }
      .reduce(0) { $0 + $1.value.count }
    return count * 2 > rows
  }

  /// Why the ratings seem to be on another scale, and how to specify it; nil if they do not.
  package func scaleFault(_ use: Use) -> String? {
    guard let (range, outside, between) = scale else { return nil }
    if case .importing = use, rows < Self.tellingRows { return nil }
    let seen =
      "the ratings go from \(decimal(range.lowerBound)) to \(decimal(range.upperBound)), not from 0.5 to 5 stars"
    if Double(outside) > Self.tolerated * Double(rows) {
      let best = [10, 20, 100].first { range.upperBound <= $0 && range.lowerBound >= 0 }
      return best.map { "\(seen). If \(decimal($0)) is the best rating, use --scale \(decimal($0))" }
        ?? "\(seen): is it another column?"
    }
    // On a scale of five stars, somebody would have given more than one star.
    if range.upperBound <= 1 {
      switch use {
      case .training(threshold: ...1): break
      case .training:
        return "\(seen). If 1 is the best rating, use --scale 1. If every row is a like, use --positive all"
      case .importing: return "\(seen). If 1 is the best rating, use --scale 1"
      }
    }
    guard Double(between) > Self.tolerated * Double(rows) else { return nil }
    // From 0 to 4, for example. From 0 to 5, 0 becomes half a star.
    if range.lowerBound < 0.5, range.upperBound < 5, range.upperBound == range.upperBound.rounded() {
      return "\(seen). If \(decimal(range.upperBound)) is the best rating, use --scale \(decimal(range.upperBound))"
    }
    return "\(between) of \(rows) ratings are not half stars. To round to the nearest, use --scale 5"
  }

  /// `'7' is not a rating` becomes `… is not a rating`.
  private static func withoutQuotation(_ reason: String) -> String {
    guard reason.hasPrefix("'"), let end = reason.lastIndex(of: "'") else { return reason }
    return "…" + reason[reason.index(after: end)...]
  }
}
