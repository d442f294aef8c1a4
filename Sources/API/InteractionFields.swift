import Domain
import HTTP
import JSON

/// How interactions come in.
enum InteractionFields {
  static let names: Set<String> = ["movie_id", "interaction_type", "rating", "event_id"]

  static func interaction(_ body: Body, _ catalogue: Catalogue) throws(HTTPError) -> NewInteraction {
    let movie = try body.requiredInteger("movie_id")
    guard catalogue.contains(movie) else { throw .invalid("movie_id", "does not exist") }
    let kind = try kind(body.string("interaction_type") ?? InteractionKind.view.rawValue)
    let rating = try rating(body)
    let event = try event(body)
    guard let interaction = NewInteraction(movie: movie, kind: kind, rating: rating, event: event) else {
      throw kind == .rate ? .missing("rating") : .invalid("rating", "goes only with the type 'rate'")
    }
    return interaction
  }

  static func historyQuery(_ request: Request) throws(HTTPError) -> HistoryQuery {
    let query = try Query(request, allowed: ["type", "movie_id", "limit", "cursor"])
    return HistoryQuery(
      kind: try query["type"].map { (text) throws(HTTPError) in try kind(text, field: "type") },
      movie: try query.integer("movie_id", in: .min ... .max),
      limit: Int(try query.integer("limit", in: 1...500) ?? 50),
      before: try query.integer("cursor", in: 1 ... .max))
  }

  /// The body `{rating}`.
  static func requiredRating(_ request: Request) throws(HTTPError) -> Rating {
    guard let rating = try rating(Body(request, allowed: ["rating"])) else { throw .missing("rating") }
    return rating
  }

  private static func kind(_ text: String, field: String = "interaction_type") throws(HTTPError) -> InteractionKind {
    guard let kind = InteractionKind(rawValue: text) else {
      throw .invalid(field, "must be one of \(InteractionKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return kind
  }

  private static func event(_ body: Body) throws(HTTPError) -> UUID? {
    try body.string("event_id").map { (text) throws(HTTPError) in
      guard let id = UUID(text) else { throw .invalid("event_id", "must be a UUID in its form of 36 characters") }
      return id
    }
  }

  /// Whole stars; halves come with imports alone.
  private static func rating(_ body: Body) throws(HTTPError) -> Rating? {
    guard let stars = try body.integer("rating") else { return nil }
    guard (1...5).contains(stars) else { throw .invalid("rating", "must be a whole number from 1 to 5") }
    return Rating(stars: Double(stars))
  }
}
