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

/// A person as a file has them.
package struct UserRow: Equatable, Sendable {
  package let id: UserID
  /// Years.
  package let age: Int?
  /// As the file has it, mostly `M` or `F`.
  package let gender: String?

  package init(id: UserID, age: Int?, gender: String?) {
    self.id = id
    self.age = age
    self.gender = gender
  }
}
