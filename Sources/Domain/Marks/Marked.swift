/// The outcome of marking a movie.
package struct Marked<Mark: MovieEntry>: Sendable {
  /// As stored now.
  package let mark: Mark
  /// Whether the movie was not marked before.
  package let isNew: Bool

  package init(mark: Mark, isNew: Bool) {
    self.mark = mark
    self.isNew = isNew
  }
}

extension Marked: Equatable where Mark: Equatable {}
