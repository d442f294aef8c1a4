/// What the API needs of current ratings. A user's current rating of a film is that of the newest `rate` event that is
/// left.
package protocol RatingStore: AnyObject {
  /// The user's current ratings, the newest first, and of one time the highest film id.
  /// - Parameter before: where the page begins: the `next` of the page before.
  func ratings(of session: SessionClaim, limit: Int, before: RatingCursor?) throws(StoreError) -> RatingPage
  /// The user's current ratings for an export, by ascending film id, from behind the film `last`.
  /// - Parameter rejected: told of each impossible row, which is left out.
  /// - Returns: the film that the next page begins behind; nil on the last page.
  func ratings(
    of user: UserID, after last: MovieID?, limit: Int, rejected: @escaping (String) -> Void
  ) throws(StoreError) -> (ratings: [CurrentRating], last: MovieID?)
  /// Adds a `rate` event. Throws `full`.
  /// - Returns: whether the user had not rated the film.
  func rate(
    _ movie: MovieID, _ rating: Rating, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> Bool
  /// Removes every `rate` event of the user on the film. False where there is none.
  func removeRating(of movie: MovieID, by session: SessionClaim) throws(StoreError) -> Bool
}

/// What a user thinks of a film now.
package struct CurrentRating: Equatable, Sendable {
  package let movie: MovieID
  package let rating: Rating
  package let ratedAt: Timestamp

  package init(movie: MovieID, rating: Rating, ratedAt: Timestamp) {
    self.movie = movie
    self.rating = rating
    self.ratedAt = ratedAt
  }

  package var cursor: RatingCursor { RatingCursor(ratedAt: ratedAt, movie: movie) }
}

/// A place in a user's ratings: behind the one of this time and film.
package struct RatingCursor: Equatable, Sendable {
  package let ratedAt: Timestamp
  package let movie: MovieID

  package init(ratedAt: Timestamp, movie: MovieID) {
    self.ratedAt = ratedAt
    self.movie = movie
  }
}

package struct RatingPage: Equatable, Sendable {
  package let ratings: [CurrentRating]
  /// Where the next page begins; nil on the last.
  package let next: RatingCursor?

  /// - Parameter found: what there is from the page's beginning on: one more than `limit` where another page follows.
  package init(_ found: [CurrentRating], limit: Int) {
    ratings = Array(found.prefix(limit))
    next = found.count > limit ? ratings.last?.cursor : nil
  }
}
