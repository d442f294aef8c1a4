import Scoring

/// What a ranker recommended to one test user.
package struct TestRanking: Sendable {
  /// A model's name, `popularity` or `auto`.
  package let ranker: String
  package let rotation: Int
  /// The maximum length of the context; nil for the whole context.
  package let length: Int?
  package let user: HeldOutUser
  /// The items of the context that were shown.
  package let shown: Int
  /// Best first.
  package let items: [ScoredItem]

  package init(
    ranker: String, rotation: Int, length: Int?, user: HeldOutUser, shown: Int, items: [ScoredItem]
  ) {
    self.ranker = ranker
    self.rotation = rotation
    self.length = length
    self.user = user
    self.shown = shown
    self.items = items
  }

  /// For each of `items`, whether it is a target.
  package var hits: [Bool] {
    let targets = Set(user.targets)
    return items.map { targets.contains($0.id) }
  }

  package func value(of metric: Metric) -> Double { metric.value(hits: hits, targets: user.targets.count) }
}
