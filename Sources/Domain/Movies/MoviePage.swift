/// A movie on one of a user's own lists, which are read newest first: the watchlist, the dismissals, the ratings.
package protocol MovieEntry: Sendable {
  var movie: MovieID { get }
  var cursor: MovieCursor { get }
}

/// A position in a list of movies that is read newest first, ties by descending id: just after this movie.
package struct MovieCursor: Equatable, Sendable {
  package let time: Timestamp
  package let movie: MovieID

  package init(time: Timestamp, movie: MovieID) {
    self.time = time
    self.movie = movie
  }

  /// Nil if it is not the `text` of a cursor.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let microseconds = Int64(parts[0]), let time = Timestamp(checking: microseconds),
      let movie = MovieID(parts[1])
    else { return nil }
    self.init(time: time, movie: movie)
  }

  /// Microseconds since 1970 and the movie's id: `1795428930000000.-5`.
  package var text: String { "\(time.microseconds).\(movie)" }
}

package struct MoviePage<Entry: MovieEntry>: Sendable {
  package let entries: [Entry]
  /// Where the next page begins; nil on the last.
  package let next: MovieCursor?

  /// - Parameter found: the entries from the start of the page, one more than `limit` if another page follows.
  package init(_ found: [Entry], limit: Int) {
    entries = Array(found.prefix(limit))
    next = found.count > limit ? entries.last?.cursor : nil
  }
}

extension MoviePage: Equatable where Entry: Equatable {}
