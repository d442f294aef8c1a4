/// What a user did with a movie. `recommend` is what the system did, so it is never taste and never training data.
package enum InteractionKind: String, CaseIterable, Sendable {
  case view, select, recommend, rate
}

/// A rating of 0.5–5 stars in half stars. Imports have half stars; the API takes whole stars only.
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

  /// The lowest rating that says that a user liked a movie.
  package static let fourStars = Rating(halfStars: 8)

  package var stars: Double { Double(halfStars) / 2 }

  package static func < (left: Rating, right: Rating) -> Bool { left.halfStars < right.halfStars }
}

/// An interaction to save, before the store gives it an id and a time.
package struct NewInteraction: Equatable, Sendable {
  package let movie: MovieID
  package let kind: InteractionKind
  /// Non-nil exactly for `rate`.
  package let rating: Rating?
  /// The client's idempotency key, unique per user, so that a retry is saved only once.
  package let idempotencyKey: UUID?
  /// The recommendation that it followed from, if the client named one.
  package let origin: ListPlace?

  /// Nil if a `rate` has no rating, or another kind has one.
  package init?(
    movie: MovieID, kind: InteractionKind, rating: Rating?, idempotencyKey: UUID? = nil, origin: ListPlace? = nil
  ) {
    guard (kind == .rate) == (rating != nil) else { return nil }
    self.movie = movie
    self.kind = kind
    self.rating = rating
    self.idempotencyKey = idempotencyKey
    self.origin = origin
  }
}

/// One entry of a user's history. A later `view` never replaces an earlier `rate`.
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
