/// The sites whose exports are read.
package enum HistorySource: String, CaseIterable, Sendable {
  case letterboxd, imdb, movielens, trakt, tmdb, netflix
}

/// What a user did with a movie on another site.
package struct HistoryAct: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case rate(Rating)
    /// The user watched it on that day.
    case watch
    /// The user has watched it. The time is when the user said so.
    case seen
    case like
    /// The user wants to watch it.
    case want
  }

  package let kind: Kind
  /// Nil if the file does not say.
  package let at: Timestamp?

  package init(_ kind: Kind, at: Timestamp?) {
    self.kind = kind
    self.at = at
  }
}
