import Domain

/// A rating as read from a file.
package struct RatingRow: Equatable, Sendable {
  package let user: UserID
  package let movie: MovieID
  package let rating: Rating
  /// 1970-01-01 if the file has no times.
  package let at: Timestamp

  package init(user: UserID, movie: MovieID, rating: Rating, at: Timestamp) {
    self.user = user
    self.movie = movie
    self.rating = rating
    self.at = at
  }
}
