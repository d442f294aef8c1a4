import Training

/// Figures of models as a table of text, one line a model and rotation.
struct FiguresTable {
  private static let columns = Metric.allCases.map(\.rawValue) + ["Coverage@20"]
  private static let nameWidth = 12
  private static let partWidth = 9
  private static let filmsWidth = 5
  private static let usersWidth = 7
  private static let width = 12

  /// Names the columns.
  static let header =
    left("model", nameWidth) + left("rotation", partWidth) + right("films", filmsWidth) + right("users", usersWidth)
    + columns.map { right($0, width) }.joined()

  /// - Parameter films: how many of each user were shown at most; nil for all.
  static func line(_ model: String, _ rotation: String, films: Int?, _ summary: MetricsSummary) -> String {
    let means = Metric.allCases.map { metric in summary[metric].map { decimal($0.value) } ?? "–" }
    return left(model, nameWidth) + left(rotation, partWidth) + right(films.map { "\($0)" } ?? "all", filmsWidth)
      + right("\(summary.users)", usersWidth)
      + (means + [decimal(summary.coverage)]).map { right($0, width) }.joined()
  }

  /// The 95 % confidence intervals that go with a line.
  static func intervals(_ summary: MetricsSummary) -> String {
    let margins = Metric.allCases.map { metric in summary[metric].map { "±" + decimal($0.margin) } ?? "" }
    return left("  95 %", nameWidth + partWidth + filmsWidth + usersWidth) + margins.map { right($0, width) }.joined()
  }

  /// With five decimals.
  static func decimal(_ value: Double) -> String { rounded(value, 5) }

  static func left(_ text: String, _ width: Int) -> String { text + spaces(width - text.count) }

  static func right(_ text: String, _ width: Int) -> String { spaces(width - text.count) + text }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
