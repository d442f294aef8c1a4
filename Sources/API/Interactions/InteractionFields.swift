import Domain
import HTTP
import JSON

/// Reads interactions, and queries for them, from requests.
enum InteractionFields {
  static let names: Set<String> = ["movie_id", "interaction_type", "rating", "event_id"]

  static func interaction(_ body: Body, _ catalogue: Catalogue) throws(HTTPError) -> NewInteraction {
    var body = body
    let movie = body.requiredInteger("movie_id")
    if !catalogue.contains(movie) { body.refuse("movie_id", "does not exist") }
    let kind = body.choice("interaction_type") ?? InteractionKind.view
    let rating = rating(&body)
    let key = body.string("event_id", idempotencyKey)
    let interaction = NewInteraction(movie: movie, kind: kind, rating: rating, idempotencyKey: key)
    if interaction == nil, !body.isFaulty("interaction_type") {
      body.refuse(kind == .rate ? .missing("rating") : .invalid("rating", "is only allowed with the type 'rate'"))
    }
    return try body.checked(interaction)
  }

  static func historyQuery(_ request: Request) throws(HTTPError) -> HistoryQuery {
    var query = Query(request, allowed: ["type", "movie_id", "limit", "cursor"])
    let history = HistoryQuery(
      kind: query.choice("type"),
      movie: query.integer("movie_id", in: .min ... .max),
      limit: Int(query.integer("limit", in: 1...500) ?? 50),
      before: query.integer("cursor", in: 1 ... .max))
    return try query.checked(history)
  }

  /// The body `{rating}`.
  static func requiredRating(_ request: Request) throws(HTTPError) -> Rating {
    var body = try Body(request, allowed: ["rating"])
    let rating = rating(&body)
    if rating == nil { body.refuse(.missing("rating")) }
    return try body.checked(rating)
  }

  private static func idempotencyKey(_ text: String) throws(HTTPError) -> UUID {
    guard let id = UUID(text) else { throw .invalid("event_id", "must be a UUID in its 36-character form") }
    return id
  }

  /// Whole stars only; half stars come from imports.
  private static func rating(_ body: inout Body) -> Rating? {
    guard let stars = body.integer("rating") else { return nil }
    if !(1...5).contains(stars) { body.refuse("rating", "must be a whole number from 1 to 5") }
    return Rating(stars: Double(stars))
  }
}
