/// What a person did with a film. `recommend` is what the system did: it is never taste and never training data.
package enum InteractionKind: String, CaseIterable, Sendable {
  case view, select, recommend, rate
}

/// A mark in half stars, 0.5–5: imports have halves, the API takes whole stars.
package struct Rating: Hashable, Comparable, Sendable {
  /// 1–10.
  package let halfStars: Int

  /// Nil unless `stars` is 0.5, 1, 1.5, … 5.
  package init?(stars: Double) {
    let doubled = stars * 2
    guard doubled >= 1, doubled <= 10, doubled == doubled.rounded() else { return nil }
    halfStars = Int(doubled)
  }

  package init(halfStars: Int) {
    precondition((1...10).contains(halfStars))
    self.halfStars = halfStars
  }

  package var stars: Double { Double(halfStars) / 2 }

  package static func < (left: Rating, right: Rating) -> Bool { left.halfStars < right.halfStars }
}

/// Something to remember, before the store has given it an id and a time.
package struct NewInteraction: Equatable, Sendable {
  package let movie: MovieID
  package let kind: InteractionKind
  /// Present for `rate`, absent for every other kind.
  package let rating: Rating?
  /// A client's own name of it, so that a retry counts once; a user uses each for one interaction.
  package let event: UUID?

  /// Nil when the kind and the rating do not go together.
  package init?(movie: MovieID, kind: InteractionKind, rating: Rating?, event: UUID? = nil) {
    guard (kind == .rate) == (rating != nil) else { return nil }
    self.movie = movie
    self.kind = kind
    self.rating = rating
    self.event = event
  }
}

/// One event of a user's history: a later `view` never replaces an earlier `rate`.
package struct Interaction: Equatable, Sendable {
  package let id: InteractionID
  package let user: UserID
  package let movie: MovieID
  package let kind: InteractionKind
  package let rating: Rating?
  package let createdAt: Timestamp

  package init(
    id: InteractionID, user: UserID, movie: MovieID, kind: InteractionKind, rating: Rating?, createdAt: Timestamp
  ) {
    self.id = id
    self.user = user
    self.movie = movie
    self.kind = kind
    self.rating = rating
    self.createdAt = createdAt
  }
}
