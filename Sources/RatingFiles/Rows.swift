import Domain

/// A rating as a file has it.
package struct RatingRow: Equatable, Sendable {
  package let user: UserID
  package let movie: MovieID
  package let rating: Rating
  /// The epoch where the file tells no time.
  package let at: Timestamp

  package init(user: UserID, movie: MovieID, rating: Rating, at: Timestamp) {
    self.user = user
    self.movie = movie
    self.rating = rating
    self.at = at
  }
}
