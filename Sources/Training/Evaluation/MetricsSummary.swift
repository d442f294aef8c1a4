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

  /// The users, and the metrics of each, in the same order.
  private var measured: [UserID] = []
  private var values: [Metric: [Double]] = [:]
  /// One for each trained model: one, or as many as summaries were pooled.
  private var exposures: [Exposure]
  private let popularity: [ItemID: Double]
  private var popularitySum = 0.0

  /// - Parameters:
  ///   - catalogue: the number of items that could be recommended.
  ///   - popularity: the share of training users who like each item.
  package init(catalogue: Int, popularity: [ItemID: Double] = [:]) {
    self.init([Exposure(catalogue: catalogue)], popularity)
  }

  private init(_ exposures: [Exposure], _ popularity: [ItemID: Double]) {
    self.exposures = exposures
    self.popularity = popularity
  }

  /// - Precondition: this is not a pooled summary.
  /// - Parameter ranking: items outside the context of `user`, best first.
  package mutating func add(_ ranking: [ItemID], for user: HeldOutUser) {
    let targets = Set(user.targets)
    let hits = ranking.map(targets.contains)
    for metric in Metric.allCases {
      values[metric, default: []].append(metric.value(hits: hits, targets: targets.count))
    }
    measured.append(user.user)
    let best = ranking.prefix(Exposure.listLength)
    exposures[0].add(best)
    popularitySum += best.reduce(0) { $0 + (popularity[$1] ?? 0) } / Double(max(1, best.count))
  }

  /// The summary over the users of all summaries. Its coverage and its concentration are the means of theirs, because
  /// each comes from a different model.
  package static func pooled(_ summaries: [MetricsSummary]) -> MetricsSummary {
    var pooled = MetricsSummary(summaries.flatMap(\.exposures), [:])
    for summary in summaries {
      pooled.measured += summary.measured
      pooled.values.merge(summary.values, uniquingKeysWith: +)
      pooled.popularitySum += summary.popularitySum
    }
    return pooled
  }

  package var users: Int { measured.count }

  /// The mean of a metric; nil if there are no users.
  package subscript(metric: Metric) -> Mean? {
    guard users > 0, let values = values[metric] else { return nil }
    let count = Double(users)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = users > 1 ? squares / (count - 1) : 0
    return Mean(value: mean, standardError: (variance / count).squareRoot())
  }

  /// Coverage@20: the share of the catalogue that is among the best 20 of some user.
  package var coverage: Double { mean(\.coverage) }

  /// Gini@20: how unequally the places among the best 20 are spread over the catalogue, from 0 for equally to 1.
  package var gini: Double { mean(\.gini) }

  /// The share of all places among the best 20 that the items with the most places take.
  /// - Parameter share: how many of these items there are, as a share of the catalogue, 0–1.
  package func concentration(of share: Double) -> Double { mean { $0.concentration(of: share) } }

  /// The number of users among whose best 20 each item is; an item in no list is missing.
  package var exposure: [ItemID: Int] {
    exposures.reduce(into: [:]) { sums, exposure in sums.merge(exposure.lists, uniquingKeysWith: +) }
  }

  private func mean(_ value: (Exposure) -> Double) -> Double {
    exposures.reduce(0) { $0 + value($1) } / Double(max(1, exposures.count))
  }

  /// Popularity bias: the mean share of training users who like an item among the best 20. Nil if there are no users.
  package var meanPopularity: Double? { users == 0 ? nil : popularitySum / Double(users) }

  /// A metric of each user; nil if there are no users.
  package func userFigures(_ metric: Metric) -> UserFigures? {
    guard users > 0, let values = values[metric] else { return nil }
    return UserFigures(Dictionary(zip(measured, values.lazy.map { Float($0) }), uniquingKeysWith: { $1 }))
  }

  /// The figures as stored in a model file; empty if there are no users.
  package var figures: [(name: String, value: Double)] {
    guard users > 0 else { return [] }
    return Metric.allCases.compactMap { metric in self[metric].map { (metric.rawValue, $0.value) } }
      + [("Coverage@\(Exposure.listLength)", coverage), ("Users", Double(users))]
  }
}
