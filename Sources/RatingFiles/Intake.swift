import Domain

/// What became of the rows that ratings are read from, and whether they are fit for what they are read for.
package struct Intake: Sendable {
  package private(set) var rows = 0
  package private(set) var rejected = 0
  /// Each reason with how often it came and where first.
  private var reasons: [String: (count: Int, example: String)] = [:]
  /// The numbers in the column of ratings, where they are not half stars.
  private var scale: (range: ClosedRange<Double>, outside: Int, between: Int)?

  /// More than this share of rejected rows is no longer a slip here and there: something is misread.
  private static let tolerated = 0.05

  /// Of fewer rows that are imported nothing can be told: those that do not fit are rejected.
  private static let tellingRows = 100

  private static let maximumReasons = 20

  package enum Use {
    /// - Parameter threshold: the stars from which on a film was liked.
    case training(threshold: Double)
    case importing
  }

  package init() {}

  package mutating func accept() { rows += 1 }

  /// - Parameters:
  ///   - reason: what it quotes does not matter, `'7' is no rating` is the same as `'8' is no rating`.
  ///   - example: the row, for a person.
  package mutating func reject(_ reason: String, example: String) {
    rows += 1
    rejected += 1
    var kind = Self.withoutQuotation(reason)
    // Some reasons name what a row has, and are many.
    if reasons[kind] == nil, reasons.count >= Self.maximumReasons { kind = "other reasons" }
    reasons[kind, default: (0, example)].count += 1
  }

  /// - Parameters:
  ///   - range: of all numbers that stood where ratings were looked for; nil for none.
  ///   - outside: how many of them are beyond five stars or below zero.
  ///   - between: how many of the others are no half stars.
  package mutating func notice(ratings range: ClosedRange<Double>?, outside: Int, between: Int = 0) {
    scale = range.map { ($0, outside, between) }
  }

  /// Counts by reason, the most frequent first; empty if no row was rejected.
  package var report: [String] {
    guard rejected > 0 else { return [] }
    let sorted = reasons.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    return ["\(rejected) of \(rows) rows were rejected:"]
      + sorted.map { "  \($0.value.count): \($0.key), for example \($0.value.example)" }
  }

  /// Why nothing is to be trained on these rows, with what can be done; nil if they are fit.
  package func fault(threshold: Double) -> String? {
    if let fault = scaleFault(.training(threshold: threshold)) { return fault }
    guard Double(rejected) > Self.tolerated * Double(rows) else { return nil }
    return """
      \(rejected) of \(rows) rows were rejected, which is more than \(Int(Self.tolerated * 100)) %: nothing is trained. \
      To go by the others nevertheless: --allow-rejected
      """
  }

  /// Why the ratings are on another scale, with the way to give it; nil if they are not, as far as can be told.
  package func scaleFault(_ use: Use) -> String? {
    guard let (range, outside, between) = scale else { return nil }
    if case .importing = use, rows < Self.tellingRows { return nil }
    let seen =
      "the ratings go from \(decimal(range.lowerBound)) to \(decimal(range.upperBound)), not from 0.5 to 5 stars"
    if Double(outside) > Self.tolerated * Double(rows) {
      let best = [10, 20, 100].first { range.upperBound <= $0 && range.lowerBound >= 0 }
      return best.map { "\(seen). If \(decimal($0)) is the best: --scale \(decimal($0))" }
        ?? "\(seen): is it another column?"
    }
    // A scale of five stars on which nobody gives more than one.
    if range.upperBound <= 1 {
      switch use {
      case .training(threshold: ...1): break
      case .training:
        return "\(seen). If 1 is the best: --scale 1. If every row is a film that was liked: --positive all"
      case .importing: return "\(seen). If 1 is the best: --scale 1"
      }
    }
    guard Double(between) > Self.tolerated * Double(rows) else { return nil }
    return "\(between) of \(rows) ratings are no half stars. To take the nearest: --scale 5"
  }

  /// `'7' is no rating` becomes `… is no rating`.
  private static func withoutQuotation(_ reason: String) -> String {
    guard reason.hasPrefix("'"), let end = reason.lastIndex(of: "'") else { return reason }
    return "…" + reason[reason.index(after: end)...]
  }
}
