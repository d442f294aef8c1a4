/// A row of a file that may refer to any of several movies.
package struct ImportQuestion: Equatable, Sendable {
  /// The row's number in the file.
  package let number: Int
  package let title: String
  package let year: Int?
  package let acts: [HistoryAct]
  /// Most likely first.
  package let candidates: [MovieID]

  package init(number: Int, title: String, year: Int?, acts: [HistoryAct], candidates: [MovieID]) {
    self.number = number
    self.title = title
    self.year = year
    self.acts = acts
    self.candidates = candidates
  }
}

/// What to save after a user has answered a question: nothing if the row refers to none of the movies.
package struct ImportAnswer: Equatable, Sendable {
  package let number: Int
  package let interactions: [ImportedInteraction]
  package let wanted: [WantedMovie]

  package init(number: Int, interactions: [ImportedInteraction] = [], wanted: [WantedMovie] = []) {
    self.number = number
    self.interactions = interactions
    self.wanted = wanted
  }
}

extension Sequence<ImportAnswer> {
  /// Oldest rating first, so that the newest one wins if several answers are about the same movie.
  /// - Parameter time: the time of ratings without a date, and of answers without a rating.
  package func inOrder(undated time: Timestamp) -> [ImportAnswer] {
    func rated(_ answer: ImportAnswer) -> Timestamp {
      answer.interactions.first { $0.interaction.kind == .rate }?.at ?? time
    }
    return sorted { rated($0) < rated($1) }
  }
}
