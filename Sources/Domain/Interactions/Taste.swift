/// What a user likes, derived from their history. `recommend` interactions never count.
package struct Taste: Equatable, Sendable {
  /// At most `maximum`: movies rated well, then movies selected and not rated, each newest first. If there are neither,
  /// movies viewed and not rated.
  package let liked: [MovieID]
  /// Movies rated badly, newest first, at most `maximum`.
  package let disliked: [MovieID]
  /// Movies rated or selected, which the user already knows.
  package let seen: Set<MovieID>

  /// The lowest rating that counts as a like.
  package static let good = Rating(halfStars: 7)
  /// The highest rating that counts as a dislike.
  package static let bad = Rating(halfStars: 4)
  /// Only the newest this many movies count.
  package static let maximum = 200

  /// - Parameters:
  ///   - ratings: newest first.
  ///   - picked, viewed: movies of `select` and `view` interactions, newest first, possibly with repeats.
  ///   - seen: movies rated or selected, if `ratings` and `picked` are not complete.
  package init(
    ratings: [(movie: MovieID, rating: Rating)], picked: [MovieID], viewed: [MovieID], seen: Set<MovieID> = []
  ) {
    let rated = Set(ratings.map(\.movie))
    var known = rated
    let unratedPicks = picked.filter { known.insert($0).inserted }
    var liked = ratings.filter { $0.rating >= Self.good }.map(\.movie) + unratedPicks
    if liked.isEmpty {
      var looked = rated
      liked = viewed.filter { looked.insert($0).inserted }
    }
    self.liked = Array(liked.prefix(Self.maximum))
    disliked = Array(ratings.filter { $0.rating <= Self.bad }.map(\.movie).prefix(Self.maximum))
    self.seen = seen.union(known)
  }
}
