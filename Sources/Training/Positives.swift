import Domain

/// What counts as liking a film.
package enum Positives: String, CaseIterable, Sendable {
  /// A current rating of at least 4 stars, or a `select`.
  case liked
  /// Any rating, or a `select`.
  case all

  /// Whether a user's current rating of a film counts.
  package func includes(_ rating: Rating) -> Bool {
    switch self {
    case .liked: rating.halfStars >= 8
    case .all: true
    }
  }

  /// Whether events of this kind are read at all. What was merely shown or recommended is not taste.
  package static func considers(_ kind: InteractionKind) -> Bool {
    switch kind {
    case .rate, .select: true
    case .view, .recommend: false
    }
  }
}
