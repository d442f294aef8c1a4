import Domain
import HTTP
import JSON

/// How interactions come in.
enum InteractionFields {
  static let names: Set<String> = ["movie_id", "interaction_type", "rating"]

  static func interaction(_ body: Body, _ catalogue: Catalogue) throws(HTTPError) -> NewInteraction {
    let movie = try body.requiredInteger("movie_id")
    guard catalogue.contains(movie) else { throw .invalid("movie_id", "does not exist") }
    let kind = try kind(body.string("interaction_type") ?? InteractionKind.view.rawValue)
    let rating = try rating(body)
    guard let interaction = NewInteraction(movie: movie, kind: kind, rating: rating) else {
      throw kind == .rate ? .missing("rating") : .invalid("rating", "goes only with the type 'rate'")
    }
    return interaction
  }

  /// 1–1,000 elements. Lists all elements with a fault, not just the first.
  static func batch(_ elements: [JSONValue], _ catalogue: Catalogue) throws(HTTPError) -> [NewInteraction] {
    guard (1...maximumBatch).contains(elements.count) else {
      throw .invalid("interactions", "must have 1 to \(maximumBatch) elements")
    }
    var interactions: [NewInteraction] = []
    var faults: [HTTPError.Fault] = []
    for (index, element) in elements.enumerated() {
      do throws(HTTPError) {
        interactions.append(try interaction(Body(element, allowed: names), catalogue))
      } catch {
        faults.append(.init(index: index, field: error.details, code: error.code, message: error.message))
      }
    }
    guard let first = faults.first else { return interactions }
    var error = HTTPError(
      first.code, "\(faults.count) of \(elements.count) interactions have a fault. Nothing was saved.",
      details: "interactions[\(first.index)]: \(first.message)")
    error.faults = faults
    throw error
  }

  static func historyQuery(_ request: Request) throws(HTTPError) -> HistoryQuery {
    let query = try Query(request, allowed: ["type", "movie_id", "limit", "cursor"])
    return HistoryQuery(
      kind: try query["type"].map { (text) throws(HTTPError) in try kind(text, field: "type") },
      movie: try query.integer("movie_id", in: .min ... .max),
      limit: Int(try query.integer("limit", in: 1...500) ?? 50),
      before: try query.integer("cursor", in: 1 ... .max))
  }

  private static let maximumBatch = 1_000

  private static func kind(_ text: String, field: String = "interaction_type") throws(HTTPError) -> InteractionKind {
    guard let kind = InteractionKind(rawValue: text) else {
      throw .invalid(field, "must be one of \(InteractionKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return kind
  }

  /// Whole stars; halves come with imports alone.
  private static func rating(_ body: Body) throws(HTTPError) -> Rating? {
    guard let stars = try body.integer("rating") else { return nil }
    guard (1...5).contains(stars) else { throw .invalid("rating", "must be a whole number from 1 to 5") }
    return Rating(stars: Double(stars))
  }
}
