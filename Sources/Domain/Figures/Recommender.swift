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

  /// The same with the parts of a blend by name: their order tells only which of them was preferred for one list.
  package var inOrder: Recommender {
    let (models, versions) = (model.split(separator: "+"), version.split(separator: "+"))
    guard models.count > 1, models.count == versions.count else { return self }
    let parts = zip(models, versions).sorted { $0 < $1 }
    return Recommender(
      model: parts.map(\.0).joined(separator: "+"), version: parts.map(\.1).joined(separator: "+"), source: source)
  }

  package static func < (left: Recommender, right: Recommender) -> Bool {
    (left.model, left.version, left.source.rawValue) < (right.model, right.version, right.source.rawValue)
  }
}
