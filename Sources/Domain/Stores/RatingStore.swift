/// Access to current ratings. A user's current rating of a movie comes from the newest `rate` interaction that has not
/// been deleted.
package protocol RatingStore: AnyObject {
  /// The user's current ratings, newest first; ratings of the same time by descending movie id.
  /// - Parameter before: the `next` of the previous page.
  func ratings(of session: SessionClaim, limit: Int, before: MovieCursor?) throws(StoreError) -> MoviePage<
    CurrentRating
  >
  /// The user's current ratings for an export, by ascending movie id, starting after the movie `last`.
  /// - Parameter rejected: called for each row with an impossible value, which is left out.
  /// - Returns: the page, and the movie after which the next page starts; nil on the last page.
  func ratings(
    of user: UserID, after last: MovieID?, limit: Int, rejected: @escaping (String) -> Void
  ) throws(StoreError) -> (ratings: [CurrentRating], last: MovieID?)
  /// Adds a `rate` interaction. Throws `full`.
  func rate(
    _ movie: MovieID, _ rating: Rating, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> RateOutcome
  /// Removes all `rate` interactions of the user with the movie. False if there are none.
  func removeRating(of movie: MovieID, by session: SessionClaim) throws(StoreError) -> Bool
}

package struct RateOutcome: Equatable, Sendable {
  /// Whether this is the user's first rating of the movie.
  package let isFirst: Bool
  /// Whether the movie is on the user's watchlist, where it stays.
  package let isOnWatchlist: Bool

  package init(isFirst: Bool, isOnWatchlist: Bool) {
    self.isFirst = isFirst
    self.isOnWatchlist = isOnWatchlist
  }
}

/// A user's current rating of a movie.
package struct CurrentRating: MovieEntry, Equatable {
  package let movie: MovieID
  package let rating: Rating
  package let ratedAt: Timestamp

  package init(movie: MovieID, rating: Rating, ratedAt: Timestamp) {
    self.movie = movie
    self.rating = rating
    self.ratedAt = ratedAt
  }

  package var cursor: MovieCursor { MovieCursor(time: ratedAt, movie: movie) }
}
