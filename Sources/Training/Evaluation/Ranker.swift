import Domain
import LinearAlgebra
import Scoring

/// Ranks items for a user, and can be evaluated.
package protocol Ranker: AnyObject {
  /// The best `count` items outside `context`, best first; if scores are equal, the lower id comes first.
  func recommend(context: [ItemID], for user: Demographics, count: Int) -> [ScoredItem]
  /// The model that ranks for a context of `count` items; nil if the ranking comes from no model.
  func model(forContextOf count: Int) -> Model?
}

extension Ranker {
  package func rank(context: [ItemID], for user: Demographics, count: Int) -> [ItemID] {
    recommend(context: context, for: user, count: count).map(\.id)
  }
}

/// Ranks with one model, just as it is served.
package final class ModelRanker: Ranker {
  private let model: Model
  private var workspace = ScoringWorkspace()

  package init(_ model: Model) { self.model = model }

  package func model(forContextOf _: Int) -> Model? { model }

  package func recommend(context: [ItemID], for user: Demographics, count: Int) -> [ScoredItem] {
    model.recommend(context: context, for: user, count: count, workspace: &workspace)
  }
}

/// Ranks with `auto`, just as it is served.
package final class AutoRanker: Ranker {
  private let models: [Model]
  private var workspace = ScoringWorkspace()

  private let fall: Double?

  /// - Parameters:
  ///   - models: models whose figures include their curves.
  ///   - fall: see `Auto`; nil for that of the models.
  package init(_ models: [Model], fall: Double? = nil) {
    self.models = models
    self.fall = fall
  }

  package func model(forContextOf count: Int) -> Model? { Auto.model(forContextOf: count, among: models, fall: fall) }

  package func recommend(context: [ItemID], for user: Demographics, count: Int) -> [ScoredItem] {
    model(forContextOf: context.count)?
      .recommend(context: context, for: user, count: count, workspace: &workspace) ?? []
  }
}

/// Ranks by popularity, the same for every user: the baseline that every model must beat.
package final class Popularity: Ranker {
  private let ranking: [ScoredItem]

  package init(_ dataset: Dataset) {
    let counts = dataset.likes
    ranking = counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }
      .map { ScoredItem(id: dataset.items[$0], score: Float(counts[$0])) }
  }

  package func model(forContextOf _: Int) -> Model? { nil }

  package func recommend(context: [ItemID], for _: Demographics, count: Int) -> [ScoredItem] {
    let known = Set(context)
    return Array(ranking.lazy.filter { !known.contains($0.id) }.prefix(count))
  }
}
