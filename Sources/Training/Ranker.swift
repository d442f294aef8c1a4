import Domain
import LinearAlgebra
import Scoring

/// Something that can be evaluated.
package protocol Ranker: AnyObject {
  /// The best `count` films outside of `context`, best first, equal ones by id.
  /// - Parameter person: what is known of whose context it is.
  func rank(context: [MovieID], of person: Demographics, count: Int) -> [MovieID]
}

/// A model as it is served.
package final class ModelRanker: Ranker {
  private let model: Model
  private var workspace = ScoringWorkspace()

  package init(_ model: Model) { self.model = model }

  package func rank(context: [MovieID], of person: Demographics, count: Int) -> [MovieID] {
    model.recommend(context: context, for: person, count: count, workspace: &workspace).map(\.id)
  }
}

/// Models as `auto` puts them together.
package final class AutoRanker: Ranker {
  private let models: [Model]
  private var workspace = ScoringWorkspace()

  /// - Parameter models: with their figures by length of context.
  package init(_ models: [Model]) { self.models = models }

  package func rank(context: [MovieID], of person: Demographics, count: Int) -> [MovieID] {
    Auto.model(forContextOf: context.count, among: models)?
      .recommend(context: context, for: person, count: count, workspace: &workspace).map(\.id) ?? []
  }
}

/// The same films for everyone, those with the most positives first: what every model must beat.
package final class Popularity: Ranker {
  private let ranking: [MovieID]

  package init(_ dataset: Dataset) {
    var counts = [Int](repeating: 0, count: dataset.items.count)
    for item in dataset.positives.indices { counts[Int(item)] += 1 }
    ranking = counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }.map { dataset.items[$0] }
  }

  package func rank(context: [MovieID], of _: Demographics, count: Int) -> [MovieID] {
    let known = Set(context)
    return Array(ranking.lazy.filter { !known.contains($0) }.prefix(count))
  }
}
