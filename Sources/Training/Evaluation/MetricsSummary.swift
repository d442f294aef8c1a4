import Domain
import ModelFile
import Scoring

/// Metrics over users: means with standard errors, coverage and popularity bias.
package struct MetricsSummary: Sendable {
  /// A mean over users and its standard error.
  package struct Mean: Equatable, Sendable {
    package let value: Double
    package let standardError: Double

    /// Half the width of the interval that holds the true mean with 95 % confidence.
    package var margin: Double { 1.96 * standardError }
  }

  package private(set) var users = 0
  private var sums: [Metric: Double] = [:]
  private var squares: [Metric: Double] = [:]
  private var ndcg100: [UserID: Float] = [:]
  private var seen: Set<ItemID> = []
  private let catalogue: Int
  private let popularity: [ItemID: Double]
  private var popularitySum = 0.0
  /// The coverage of each summary that was pooled into this one.
  private var coverages: [Double] = []

  /// - Parameters:
  ///   - catalogue: the number of items that could be recommended.
  ///   - popularity: the share of training users who like each item.
  package init(catalogue: Int, popularity: [ItemID: Double] = [:]) {
    self.catalogue = catalogue
    self.popularity = popularity
  }

  /// - Parameter ranking: items outside the context of `user`, best first.
  package mutating func add(_ ranking: [ItemID], for user: HeldOutUser) {
    let targets = Set(user.targets)
    let hits = ranking.map(targets.contains)
    for metric in Metric.allCases {
      let value = metric.value(hits: hits, targets: targets.count)
      sums[metric, default: 0] += value
      squares[metric, default: 0] += value * value
      if metric == .ndcg100 { ndcg100[user.user] = Float(value) }
    }
    let best = ranking.prefix(Metric.coverageLength)
    seen.formUnion(best)
    popularitySum += best.reduce(0) { $0 + (popularity[$1] ?? 0) } / Double(max(1, best.count))
    users += 1
  }

  /// The summary over the users of all summaries. Its coverage is the mean of their coverages, because each comes from
  /// a different model.
  package static func pooled(_ summaries: [MetricsSummary]) -> MetricsSummary {
    var pooled = MetricsSummary(catalogue: summaries.first?.catalogue ?? 0)
    for summary in summaries {
      pooled.users += summary.users
      pooled.sums.merge(summary.sums, uniquingKeysWith: +)
      pooled.squares.merge(summary.squares, uniquingKeysWith: +)
      pooled.ndcg100.merge(summary.ndcg100, uniquingKeysWith: { $1 })
      pooled.coverages.append(summary.coverage)
      pooled.popularitySum += summary.popularitySum
    }
    return pooled
  }

  /// The mean of a metric; nil if there are no users.
  package subscript(metric: Metric) -> Mean? {
    guard users > 0, let sum = sums[metric], let square = squares[metric] else { return nil }
    let count = Double(users)
    let mean = sum / count
    let variance = users > 1 ? max(0, square / count - mean * mean) * count / (count - 1) : 0
    return Mean(value: mean, standardError: (variance / count).squareRoot())
  }

  /// Coverage@20: the share of the catalogue that is among the best 20 of some user.
  package var coverage: Double {
    guard coverages.isEmpty else { return coverages.reduce(0, +) / Double(coverages.count) }
    return catalogue == 0 ? 0 : Double(seen.count) / Double(catalogue)
  }

  /// Popularity bias: the mean share of training users who like an item among the best 20. Nil if there are no users.
  package var meanPopularity: Double? { users == 0 ? nil : popularitySum / Double(users) }

  /// NDCG@100 of each user; nil if there are no users.
  package var userFigures: UserFigures? { users == 0 ? nil : UserFigures(ndcg100) }

  /// The figures as stored in a model file; empty if there are no users.
  package var figures: [(name: String, value: Double)] {
    guard users > 0 else { return [] }
    return Metric.allCases.compactMap { metric in self[metric].map { (metric.rawValue, $0.value) } }
      + [("Coverage@\(Metric.coverageLength)", coverage), ("Users", Double(users))]
  }
}
