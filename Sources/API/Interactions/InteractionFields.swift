import Domain
import HTTP
import JSON

/// Reads interactions, and queries for them, from requests.
enum InteractionFields {
  static let names: Set<String> = [
    "movie_id", "interaction_type", "rating", "event_id", "recommendation_id", "place",
  ]

  static func interaction(_ body: Body, _ catalogue: Catalogue) throws(HTTPError) -> NewInteraction {
    var body = body
    let movie = body.requiredInteger("movie_id")
    if !catalogue.contains(movie) { body.refuse("movie_id", "does not exist") }
    let kind = body.choice("interaction_type") ?? InteractionKind.view
    let rating = rating(&body)
    let key = body.string("event_id") { (text) throws(HTTPError) in try uuid(text, "event_id") }
    let interaction = NewInteraction(
      movie: movie, kind: kind, rating: rating, idempotencyKey: key, origin: origin(&body, kind))
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

  private static func uuid(_ text: String, _ field: String) throws(HTTPError) -> UUID {
    guard let id = UUID(text) else { throw .invalid(field, "must be a UUID in its 36-character form") }
    return id
  }

  /// The recommendation that the interaction followed from. A `recommend` follows from none: it is one.
  private static func origin(_ body: inout Body, _ kind: InteractionKind) -> ListPlace? {
    let list = body.string("recommendation_id") { (text) throws(HTTPError) in try uuid(text, "recommendation_id") }
    let place = body.integer("place", in: 0...99).map { Int($0) }
    if body["place"] != nil, body["recommendation_id"] == nil {
      body.refuse("place", "is only allowed with 'recommendation_id'")
    }
    if body["recommendation_id"] != nil, kind == .recommend {
      body.refuse("recommendation_id", "is not allowed with the type 'recommend'")
    }
    return list.map { ListPlace(list: $0, place: place) }
  }

  /// Whole stars only; half stars come from imports.
  private static func rating(_ body: inout Body) -> Rating? {
    guard let stars = body.integer("rating") else { return nil }
    if !(1...5).contains(stars) { body.refuse("rating", "must be a whole number from 1 to 5") }
    return Rating(stars: Double(stars))
  }
}
