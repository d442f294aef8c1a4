/// A movie on one of a user's own lists, which are read newest first.
package protocol MovieMark: Sendable {
  var cursor: MovieCursor { get }
}

/// A position in a list of movies that is read newest first, movies of the same time by descending id: just after this
/// movie.
package struct MovieCursor: Equatable, Sendable {
  package let time: Timestamp
  package let movie: MovieID

  package init(time: Timestamp, movie: MovieID) {
    self.time = time
    self.movie = movie
  }
}

package struct MarkPage<Mark: MovieMark>: Sendable {
  package let marks: [Mark]
  /// Where the next page begins; nil on the last.
  package let next: MovieCursor?

  /// - Parameter found: the marks from the start of the page, one more than `limit` if another page follows.
  package init(_ found: [Mark], limit: Int) {
    marks = Array(found.prefix(limit))
    next = found.count > limit ? marks.last?.cursor : nil
  }
}

extension MarkPage: Equatable where Mark: Equatable {}

/// The outcome of marking a movie.
package struct Marked<Mark: MovieMark>: Sendable {
  /// As it is stored now.
  package let mark: Mark
  /// Whether the movie was not marked before.
  package let isNew: Bool

  package init(mark: Mark, isNew: Bool) {
    self.mark = mark
    self.isNew = isNew
  }
}

extension Marked: Equatable where Mark: Equatable {}
