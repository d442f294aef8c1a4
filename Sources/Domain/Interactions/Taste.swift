/// What a user likes, as far as their history tells. What the system recommended is never a part of it.
package struct Taste: Equatable, Sendable {
  /// Newest first, at most `maximum`: rated well, then picked and not rated; where there is neither, looked at.
  package let liked: [MovieID]
  /// Rated badly.
  package let disliked: [MovieID]
  /// Rated or picked: no news to the user.
  package let seen: Set<MovieID>

  /// Ratings from here on are praise.
  package static let good = Rating(halfStars: 7)
  /// Ratings up to here are blame.
  package static let bad = Rating(halfStars: 4)
  /// What is older is no longer looked at.
  package static let maximum = 200

  /// - Parameters:
  ///   - ratings: newest first.
  ///   - picked, viewed: films of `select` and of `view` events, newest first, possibly several times.
  ///   - seen: rated or picked, where the others are not all there are.
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
