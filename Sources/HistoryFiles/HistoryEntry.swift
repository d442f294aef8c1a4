import Domain

/// What a file says about one movie.
package struct HistoryEntry: Equatable, Sendable {
  /// The number of the file's row, from 1, without headers; if there are several rows, that of the first.
  package let row: Int
  /// As the file writes them: the title, and the original one if the file has both.
  package let titles: [String]
  /// Nil if the file does not say.
  package let year: Int?
  package let ids: ExternalIDs
  package var acts: [HistoryAct]

  package init(row: Int, titles: [String], year: Int?, ids: ExternalIDs = .none, acts: [HistoryAct]) {
    self.row = row
    self.titles = titles
    self.year = year
    self.ids = ids
    self.acts = acts
  }
}

/// A row that is not a movie, or cannot be used.
package struct RejectedRow: Equatable, Sendable {
  package enum Reason: String, Sendable {
    /// A series, a season or an episode.
    case series
    /// A game, a podcast or a music video.
    case otherKind = "other_kind"
    case noTitle = "no_title"
    case titleTooLong = "title_too_long"
    /// It is not on the source's scale.
    case invalidRating = "invalid_rating"
    /// A row of a list of ratings without one.
    case noRating = "no_rating"
    case invalidDate = "invalid_date"
    case futureDate = "future_date"
    /// It has too few fields, or its quotes do not match.
    case malformed
  }

  package let row: Int
  /// Nil if it has none.
  package let title: String?
  package let reason: Reason

  package init(row: Int, title: String?, reason: Reason) {
    self.row = row
    self.title = title
    self.reason = reason
  }
}
