import Domain
import JSON
import Scoring

/// A movie of the context, and its part in a recommendation.
struct Reason: Equatable {
  let movie: MovieID
  /// Its share of all positive contributions to the recommended movie: 0–1.
  let share: Double

  /// How many reasons are shown for a movie.
  private static let maximum = 3

  /// The context movies that contributed most to each of `movies`, which `model` has just recommended. A negative
  /// contribution is not a reason.
  static func all(
    for movies: [ScoredItem], of model: Model, workspace: borrowing ScoringWorkspace
  ) -> [[Reason]] {
    let given = model.contributions(to: movies.map(\.id), workspace: workspace)
    return movies.indices.map { place in
      given.reasons(maximum, for: place).map { Reason(movie: $0.item, share: $0.share) }
    }
  }

  /// A hidden movie counts like any other, but is not shown here either.
  static func write(_ reasons: [Reason], _ catalogue: Catalogue, to json: inout JSONWriter) {
    json.array { list in
      for reason in reasons where catalogue.contains(reason.movie) {
        list.object { json in
          catalogue.writeMembers(of: reason.movie, to: &json)
          json.field("share", reason.share)
        }
      }
    }
  }
}
