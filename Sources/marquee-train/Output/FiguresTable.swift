import Training

/// The figures of models as a text table, with one line for each model and rotation.
struct FiguresTable {
  private static let columns = Metric.allCases.map(\.rawValue) + ["Coverage@20", "Gini@20"]
  private static let nameWidth = 12
  private static let partWidth = 9
  private static let contextWidth = 8
  private static let usersWidth = 7
  private static let width = 12

  /// The names of the columns.
  static let header =
    left("model", nameWidth) + left("rotation", partWidth) + right("context", contextWidth)
    + right("users", usersWidth) + columns.map { right($0, width) }.joined()

  /// - Parameter context: the maximum context length; nil for whole contexts.
  static func line(_ model: String, _ rotation: String, context: Int?, _ summary: MetricsSummary) -> String {
    let means = Metric.allCases.map { metric in summary[metric].map { decimal($0.value) } ?? "–" }
    return left(model, nameWidth) + left(rotation, partWidth) + right(name(ofContext: context), contextWidth)
      + right("\(summary.users)", usersWidth)
      + (means + [summary.coverage, summary.gini].map(decimal)).map { right($0, width) }.joined()
  }

  /// - Parameter length: the maximum context length; nil for whole contexts.
  static func name(ofContext length: Int?) -> String { length.map { "\($0)" } ?? "all" }

  static let diversityHeader =
    left("model", nameWidth)
    + ["diversity", "users", "NDCG@10", "genres", "similarity"].map { right($0, width) }.joined()

  static func line(_ model: String, _ summary: DiversitySummary) -> String {
    let figures = [summary.ndcg10, summary.genres, summary.similarity].map(decimal)
    return left(model, nameWidth)
      + (["\(summary.weight)", "\(summary.users)"] + figures).map { right($0, width) }.joined()
  }

  static let chanceHeader =
    left("chance", nameWidth)
    + (ChanceSummary.lengths.map { "\($0) ratings" } + ChanceSummary.lengths.map { "\($0) likes" })
    .map { right($0, width) }.joined()

  /// The calibration error if so many ratings, or only so many liked movies, are known.
  static func line(_ model: String, _ summary: ChanceSummary) -> String {
    left(model, nameWidth)
      + (summary.ratings + summary.likes).map { right($0.error.map(decimal) ?? "–", width) }.joined()
  }

  static let newMoviesHeader =
    left("Recall@20", nameWidth)
    + ["new movies", "known", "once learnt", "known alone", "share of new"].map { right($0, width) }.joined()

  static func line(_ summary: NewItemSummary) -> String {
    let means = [summary.new, summary.known, summary.learnt, summary.alone, summary.share]
    return left(summary.name, nameWidth) + means.map { right($0.value.map(decimal) ?? "–", width) }.joined()
  }

  /// The 95 % confidence intervals of a line.
  static func intervals(_ summary: MetricsSummary) -> String {
    let margins = Metric.allCases.map { metric in summary[metric].map { "±" + decimal($0.margin) } ?? "" }
    return left("  95 %", nameWidth + partWidth + contextWidth + usersWidth) + margins.map { right($0, width) }.joined()
  }

  static let differenceHeader =
    left("model", nameWidth) + left("against", nameWidth) + right("context", contextWidth) + right("users", usersWidth)
    + Metric.allCases.map { right($0.rawValue, width) }.joined()

  /// The differences of a model to another one, their 95 % confidence intervals, and the p values of paired t-tests.
  /// - Parameter context: the maximum context length; nil for whole contexts.
  static func lines(
    _ model: String, against other: String, context: Int?, _ differences: [Metric: PairedDifference]
  ) -> String {
    func columns(_ text: (PairedDifference) -> String) -> String {
      Metric.allCases.map { right(differences[$0].map(text) ?? "–", width) }.joined()
    }
    let margin = 2 * nameWidth + contextWidth + usersWidth
    let users = differences.values.first?.users ?? 0
    return [
      left(model, nameWidth) + left(other, nameWidth) + right(name(ofContext: context), contextWidth)
        + right("\(users)", usersWidth) + columns { ($0.mean > 0 ? "+" : "") + decimal($0.mean) },
      left("  95 %", margin) + columns { "±" + decimal($0.margin) },
      left("  p", margin) + columns { probability($0.p) },
    ].joined(separator: "\n")
  }

  static func probability(_ p: Double) -> String { p < 0.0001 ? "<0.0001" : rounded(p, 4) }

  /// The number with five decimals.
  static func decimal(_ value: Double) -> String { rounded(value, 5) }

  static func left(_ text: String, _ width: Int) -> String { text + spaces(width - text.count) }

  static func right(_ text: String, _ width: Int) -> String { spaces(width - text.count) + text }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
