/// What made a list: a version of a model, or a rule such as `popular`, and what it started from.
package struct Recommender: Hashable, Comparable, Sendable {
  /// Name of the model, or `popular`, `trending` or `watchlist`.
  package let model: String
  package let version: String
  package let source: RecommendationSource

  package init(model: String, version: String, source: RecommendationSource) {
    self.model = model
    self.version = version
    self.source = source
  }

  package static func < (left: Recommender, right: Recommender) -> Bool {
    (left.model, left.version, left.source.rawValue) < (right.model, right.version, right.source.rawValue)
  }
}
