/// What a user likes, derived from their history. `recommend` interactions never count.
package struct Taste: Equatable, Sendable {
  /// At most `maximum`: movies rated well, then movies selected and not rated, each newest first. If there are neither,
  /// movies viewed and not rated.
  package let liked: [MovieID]
  /// At most `maximum`: movies dismissed as not interesting and not rated well, then movies rated badly, each newest
  /// first.
  package let disliked: [MovieID]
  /// Movies rated or selected, which the user already knows.
  package let seen: Set<MovieID>
  /// The newest movies viewed, rated or not.
  package let recentlyViewed: Set<MovieID>
  /// Movies dismissed, which must not be recommended.
  package let dismissed: Set<MovieID>
  /// The number of ratings, and of those with four stars or more.
  package let ratingCount: Int
  package let fourStarCount: Int

  /// The lowest rating that counts as a like.
  package static let good = Rating(halfStars: 7)
  /// The highest rating that counts as a dislike.
  package static let bad = Rating(halfStars: 4)
  /// How many of the newest movies count.
  package static let maximum = 200
  /// How many of the newest views count as recent.
  package static let maximumViewed = 50
  /// How many of the newest dismissals count as dislikes.
  package static let maximumNotInterested = 100

  /// - Parameters:
  ///   - ratings: newest first.
  ///   - picked, viewed: movies of `select` and `view` interactions, newest first, possibly with repeats.
  ///   - seen: movies rated or selected, if `ratings` and `picked` are not complete.
  ///   - dismissals: newest first.
  package init(
    ratings: [(movie: MovieID, rating: Rating)], picked: [MovieID], viewed: [MovieID], seen: Set<MovieID> = [],
    dismissals: [Dismissal] = []
  ) {
    let good = ratings.filter { $0.rating >= Self.good }.map(\.movie)
    let notInterested = Self.notInterested(dismissals, but: Set(good))
    let unwanted = Set(notInterested)
    let rated = Set(ratings.map(\.movie))
    var known = rated
    let unratedPicks = picked.filter { known.insert($0).inserted && !unwanted.contains($0) }
    var liked = good + unratedPicks
    if liked.isEmpty {
      var looked = rated
      liked = viewed.filter { looked.insert($0).inserted && !unwanted.contains($0) }
    }
    self.liked = Array(liked.prefix(Self.maximum))
    let bad = ratings.filter { $0.rating <= Self.bad }.map(\.movie)
    disliked = Array((notInterested + bad.filter { !unwanted.contains($0) }).prefix(Self.maximum))
    self.seen = seen.union(known)
    recentlyViewed = Set(viewed.prefix(Self.maximumViewed))
    dismissed = Set(dismissals.map(\.movie))
    ratingCount = ratings.count
    fourStarCount = ratings.count { $0.rating >= .fourStars }
  }

  /// The newest movies that were dismissed as not interesting, except those in `liked`.
  package static func notInterested(_ dismissals: [Dismissal], but liked: Set<MovieID> = []) -> [MovieID] {
    Array(
      dismissals.lazy.filter { $0.reason == .notInterested && !liked.contains($0.movie) }.map(\.movie)
        .prefix(maximumNotInterested))
  }
}
