/// A movie that must not be recommended to a user.
package struct Dismissal: MovieEntry, Equatable {
  package enum Reason: String, CaseIterable, Sendable {
    /// Counts as a dislike.
    case notInterested = "not_interested"
    /// Says nothing about taste.
    case seen
  }

  package let movie: MovieID
  package let reason: Reason
  package let dismissedAt: Timestamp

  package init(movie: MovieID, reason: Reason, dismissedAt: Timestamp) {
    self.movie = movie
    self.reason = reason
    self.dismissedAt = dismissedAt
  }

  package var cursor: MovieCursor { MovieCursor(time: dismissedAt, movie: movie) }
}
