/// A movie that a user wants to see.
package struct WatchlistEntry: MovieEntry, Equatable {
  package let movie: MovieID
  package let addedAt: Timestamp

  package init(movie: MovieID, addedAt: Timestamp) {
    self.movie = movie
    self.addedAt = addedAt
  }

  package var cursor: MovieCursor { MovieCursor(time: addedAt, movie: movie) }
}
