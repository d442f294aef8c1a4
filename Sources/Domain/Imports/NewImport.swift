/// A file to import, read and matched.
package struct NewImport: Equatable, Sendable {
  package let source: HistorySource
  /// SHA-256 of the file.
  package let fileHash: [UInt8]
  package var interactions: [ImportedInteraction]
  package var wanted: [WantedMovie]
  package var questions: [ImportQuestion]

  package init(
    source: HistorySource, fileHash: [UInt8], interactions: [ImportedInteraction] = [], wanted: [WantedMovie] = [],
    questions: [ImportQuestion] = []
  ) {
    self.source = source
    self.fileHash = fileHash
    self.interactions = interactions
    self.wanted = wanted
    self.questions = questions
  }

  package var isEmpty: Bool { interactions.isEmpty && wanted.isEmpty && questions.isEmpty }
}

/// An interaction from a file exported by another site.
package struct ImportedInteraction: Equatable, Sendable {
  package let interaction: NewInteraction
  /// Identifies the interaction, so that it is imported once, whichever file names it.
  package let key: UUID
  /// Nil if the file does not say; then the time of the import counts.
  package let at: Timestamp?

  /// Nil if `kind` and `rating` do not go together.
  package init?(_ movie: MovieID, _ kind: InteractionKind, _ rating: Rating?, at: Timestamp?, key: UUID) {
    guard let interaction = NewInteraction(movie: movie, kind: kind, rating: rating, idempotencyKey: key) else {
      return nil
    }
    self.interaction = interaction
    self.key = key
    self.at = at
  }
}

extension Sequence<ImportedInteraction> {
  /// Oldest first, because a user's newest interactions must get the highest ids, and the newest rating of a movie must
  /// become the current one.
  /// - Parameter time: the time of interactions without a date.
  package func inOrder(undated time: Timestamp) -> [ImportedInteraction] {
    sorted { $0.at ?? time < $1.at ?? time }
  }
}

/// A movie on an imported watchlist.
package struct WantedMovie: Hashable, Sendable {
  package let movie: MovieID
  /// Nil if the file does not say; then the time of the import counts.
  package let at: Timestamp?

  package init(movie: MovieID, at: Timestamp?) {
    self.movie = movie
    self.at = at
  }
}
