import Domain
import Scoring

/// An evaluation as one self-contained HTML page with tables and charts.
package struct Report {
  private let results: [EvaluationResult]
  private let lengths: [Int?]
  private let dataset: Dataset
  private let rotations: String
  private let time: Timestamp

  /// - Parameter lengths: the context length of each summary in the results; nil for the whole context.
  package init(
    _ results: [EvaluationResult], lengths: [Int?], _ dataset: Dataset, rotations: String, at time: Timestamp
  ) {
    self.results = results
    self.lengths = lengths
    self.dataset = dataset
    self.rotations = rotations
    self.time = time
  }

  package var html: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Marquee: quality of the models</title><style>\(Self.style)</style></head><body>
    <h1>Quality of the models</h1>
    <p>\(dataset.positiveCount) positives of \(dataset.users.count) users, \(dataset.items.count) items; rotation \
    \(rotations); \(time.rfc3339). Models were not trained on the users who test them, and must find the hidden part \
    of their histories. Intervals have 95 % confidence.</p>
    <h2>Quality</h2>\(qualityTable)
    <h2>NDCG@100, \(name(of: lengths.last ?? nil))</h2>
    \(chart { $0.test.last?[.ndcg100].map { ($0.value, $0.margin) } }.bars)
    <h2>NDCG@100 by the length of the context</h2>\(byLength)
    <h2>Popularity bias: the share of users who like a recommended item</h2>
    \(chart { $0.test.last?.meanPopularity.map { ($0, 0) } }.bars)
    <h2>Coverage@20: the share of all items that are among the best 20 of some user</h2>
    \(chart { $0.test.last.map { ($0.coverage, 0) } }.bars)
    <h2>Exposure: the share of all places among the best 20 that the most recommended items take</h2>
    \(concentration)
    <h2>Gini@20: 0 if all items have equally many places, close to 1 if the same few have all</h2>
    \(chart { $0.test.last.map { ($0.gini, 0) } }.bars)
    \(calibrationTable)
    \(trainingCurves)
    <h2>Time and memory of one training</h2>\(costTable)
    </body></html>

    """
  }

  private static let style = """
    body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.2rem .7rem;text-align:right;
    border-bottom:1px solid #8884}td:first-child,th:first-child{text-align:left}small{opacity:.7}
    svg{max-width:48rem;width:100%}svg text{font-size:12px;fill:currentColor}polyline{fill:none;stroke-width:2}
    .grid{stroke:#8884}.interval{stroke:currentColor;stroke-width:1.5}
    .c0{stroke:#777}rect.c0{fill:#777}.c1{stroke:#2a6fb5}rect.c1{fill:#2a6fb5}.c2{stroke:#3a8f4d}rect.c2{fill:#3a8f4d}
    .c3{stroke:#b5572a}rect.c3{fill:#b5572a}.c4{stroke:#8a4fae}rect.c4{fill:#8a4fae}
    .c5{stroke:#c2334d}rect.c5{fill:#c2334d}
    @media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}}
    """

  private var qualityTable: String {
    let metrics = Metric.allCases
    var rows = [["", "context"] + metrics.map(\.rawValue) + ["Coverage@20", "Gini@20"]]
    for result in results {
      for (length, summary) in zip(lengths, result.test) {
        rows.append(
          [result.name.escapedForHTML, length.map { "\($0)" } ?? "all"]
            + metrics.map {
              summary[$0].map { "\(rounded($0.value, 4)) <small>±\(rounded($0.margin, 4))</small>" } ?? "–"
            }
            + [rounded(summary.coverage, 3), rounded(summary.gini, 3)])
      }
    }
    return Self.table(rows)
  }

  /// Empty if there are no ratings.
  private var calibrationTable: String {
    let rows = results.compactMap { result in
      result.chance.map { chance in
        [result.name.escapedForHTML]
          + (chance.ratings + chance.likes).map { calibration in
            calibration.error.map { "\(rounded($0, 4)) <small>of \(calibration.count)</small>" } ?? "–"
          }
      }
    }
    guard !rows.isEmpty else { return "" }
    let lengths = ChanceSummary.lengths
    return """
      <h2>Calibration error of the chance of four stars or more</h2>
      <p>If all of so many ratings are known, or only the liked movies among them. The ratings to be foretold are \
      sorted by their chance into \(Calibration.bins) bins of equal size; the error is the mean difference between the \
      mean chance of a bin and its share of ratings of four stars or more.</p>
      \(Self.table([[""] + lengths.map { "\($0) ratings" } + lengths.map { "\($0) likes" }] + rows))
      """
  }

  private var costTable: String {
    let trained = results.filter { $0.memory > 0 }
    let count = Double(max(1, rotations == "pooled" || rotations == "each" ? Split.rotations.count : 1))
    return Self.table(
      [["", "seconds", "at most MiB", "passes"]]
        + trained.map { result in
          [
            result.name.escapedForHTML, rounded(result.trainingTime / .seconds(1) / count, 1), "\(result.memory >> 20)",
            result.outcome.epochs.map { "\($0)" } ?? "–",
          ]
        })
  }

  /// Lorenz curves, from the most recommended items on.
  private var concentration: String {
    let shares = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
    return Chart(
      labels: shares.map { "\(Int(($0 * 100).rounded())) %" },
      series: results.map { result in
        Chart.Series(
          name: result.name,
          points: shares.map { share in result.test.last.map { (value: $0.concentration(of: share), margin: 0) } })
      }
    ).lines
  }

  private var byLength: String {
    Chart(
      labels: lengths.map(name),
      series: results.map { result in
        Chart.Series(
          name: result.name, points: result.test.map { $0[.ndcg100].map { (value: $0.value, margin: $0.margin) } })
      }
    ).lines
  }

  /// The curves of the first rotation; empty if no model is trained in passes.
  private var trainingCurves: String {
    let curves = results.map { ($0.name, $0.trainings.first ?? []) }
    let longest = curves.map(\.1.count).max() ?? 0
    guard longest > 0 else { return "" }
    func lines(_ value: (Epoch) -> Double?) -> String {
      let series = curves.map { name, epochs in
        Chart.Series(name: name, points: epochs.map { value($0).map { (value: $0, margin: 0) } })
      }
      return Chart(labels: (1...longest).map { "\($0)" }, series: series).lines
    }
    return """
      <h2>Training: NDCG@100 of the validation users after each pass</h2>\(lines(\.validation))
      <h2>Training: loss of each pass</h2>\(lines(\.loss))
      """
  }

  private func chart(_ value: (EvaluationResult) -> (Double, Double)?) -> Chart {
    Chart(
      labels: [],
      series: results.map { result in
        Chart.Series(name: result.name, points: [value(result).map { (value: $0.0, margin: $0.1) }])
      })
  }

  private func name(of length: Int?) -> String {
    length.map { counted($0, "item") } ?? "whole context"
  }

  /// - Parameter rows: HTML cells; the first row is the header.
  private static func table(_ rows: [[String]]) -> String {
    let lines = rows.enumerated().map { index, row in
      let tag = index == 0 ? "th" : "td"
      return "<tr>" + row.map { "<\(tag)>\($0)</\(tag)>" }.joined() + "</tr>"
    }
    return "<table>\(lines.joined())</table>"
  }
}
