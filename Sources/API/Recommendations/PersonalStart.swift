import Domain
import HTTP
import Scoring

/// What a recommendation for a user starts from, with nothing but what the user has done.
struct PersonalStart {
  /// Nil if no model can be used.
  let model: Model?
  /// The movies that the user likes and the model knows; empty if nothing is known about the user.
  let context: [MovieID]
  /// The movies that the user knows or has dismissed.
  let unwanted: Set<MovieID>
  /// How many opinions of the user are known.
  let opinions: Chance.Known

  /// - Parameter choose: the model for the movies that the user likes; nil if none can be used.
  init(
    _ taste: Taste, _ catalogue: Catalogue, choose: (_ liked: [MovieID]) throws(HTTPError) -> Model?
  ) throws(HTTPError) {
    let liked = taste.liked.filter(catalogue.knows)
    let model = try choose(liked)
    self.model = model
    context = model.map { liked.filter($0.contains) } ?? []
    unwanted = taste.seen.union(taste.dismissed)
    // Without any ratings, only likes are known.
    opinions =
      taste.ratingCount > 0 ? .ratings(taste.ratingCount, liked: taste.fourStarCount) : .likes(liked.count)
  }
}
