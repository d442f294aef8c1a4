/// An interaction as training reads it, from the database or from a ratings file.
package struct Signal: Hashable, Sendable {
  package let user: UserID
  package let movie: MovieID
  package let kind: InteractionKind
  /// Non-nil exactly for `rate`.
  package let rating: Rating?
  package let at: Timestamp

  package init(user: UserID, movie: MovieID, kind: InteractionKind, rating: Rating?, at: Timestamp) {
    self.user = user
    self.movie = movie
    self.kind = kind
    self.rating = rating
    self.at = at
  }
}
