import Domain
import ModelFile

/// Metrics over users: means with standard errors, and coverage.
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
  private var seen: Set<MovieID> = []
  private let catalogue: Int
  private let popularity: [MovieID: Double]
  private var popularitySum = 0.0
  /// Coverage of each summary that went into this one.
  private var coverages: [Double] = []

  /// - Parameters:
  ///   - catalogue: the number of films that could be recommended.
  ///   - popularity: of each film, the share of the users trained on who like it.
  package init(catalogue: Int, popularity: [MovieID: Double] = [:]) {
    self.catalogue = catalogue
    self.popularity = popularity
  }

  /// - Parameter ranking: films that `user`'s context does not have, best first.
  package mutating func add(_ ranking: [MovieID], for user: HeldOutUser) {
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

  /// All users of all summaries together. Coverage is the mean of theirs, as each comes from a model of its own.
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

  /// Nil without users.
  package subscript(metric: Metric) -> Mean? {
    guard users > 0, let sum = sums[metric], let square = squares[metric] else { return nil }
    let count = Double(users)
    let mean = sum / count
    let variance = users > 1 ? max(0, square / count - mean * mean) * count / (count - 1) : 0
    return Mean(value: mean, standardError: (variance / count).squareRoot())
  }

  /// The share of the catalogue that someone gets among the best 20.
  package var coverage: Double {
    guard coverages.isEmpty else { return coverages.reduce(0, +) / Double(coverages.count) }
    return catalogue == 0 ? 0 : Double(seen.count) / Double(catalogue)
  }

  /// How popular the best 20 are in the mean: the share of the users trained on who like them. Nil without users.
  package var meanPopularity: Double? { users == 0 ? nil : popularitySum / Double(users) }

  /// NDCG@100 of each user; nil without users.
  package var userFigures: UserFigures? { users == 0 ? nil : UserFigures(ndcg100) }

  /// As model files keep them; empty without users.
  package var figures: [(name: String, value: Double)] {
    guard users > 0 else { return [] }
    return Metric.allCases.compactMap { metric in self[metric].map { (metric.rawValue, $0.value) } }
      + [("Coverage@\(Metric.coverageLength)", coverage), ("Users", Double(users))]
  }
}
