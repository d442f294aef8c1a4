import Domain
import HTTP
import JSON

/// What a client may ask of recommendations besides the films they start from.
struct RecommendOptions {
  /// 1–100.
  var count = 10
  var filter = MovieFilter()
  /// Films that must not come back.
  var excluded: [MovieID] = []
  /// Films that count against, and do not come back either.
  var dislikes: [MovieID] = []
  /// Whether each film comes with what has led to it.
  var explains = false

  static let names: Set<String> = [
    "top_k", "exclude", "dislikes", "genres", "genres_mode", "year_from", "year_to", "explain",
  ]
  /// In a query dislikes are those of the user's own ratings.
  static let queryNames = names.subtracting(["dislikes"])

  init() {}

  init(_ body: Body, _ catalogue: Catalogue) throws(HTTPError) {
    filter = try MovieFilter(body, catalogue)
    if let value = try body.integer("top_k") {
      guard (1...100).contains(value) else { throw .invalid("top_k", "must be from 1 to 100") }
      count = Int(value)
    }
    excluded = try Self.ids(body, "exclude")
    dislikes = try Self.ids(body, "dislikes")
    explains = try body.bool("explain") ?? false
  }

  /// Lists are separated by commas.
  init(_ query: Query, _ catalogue: Catalogue) throws(HTTPError) {
    filter = try MovieFilter(query, catalogue)
    count = Int(try query.integer("top_k", in: 1...100) ?? 10)
    for text in query["exclude"]?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
      guard let id = MovieID(text), excluded.count < Self.maximum else { throw Self.invalid("exclude") }
      excluded.append(id)
    }
    switch query["explain"] {
    case nil, "false": break
    case "true": explains = true
    default: throw .invalid("explain", "must be true or false")
    }
  }

  /// Ids that cannot act, since there are no such films.
  func unknown(to catalogue: Catalogue) -> [MovieID] { (excluded + dislikes).filter { !catalogue.knows($0) } }

  /// No more than this many ids in a list.
  static let maximum = 1_000

  private static func ids(_ body: Body, _ name: String) throws(HTTPError) -> [MovieID] {
    let elements = try body.array(name) ?? []
    guard elements.count <= maximum else { throw invalid(name) }
    var ids: [MovieID] = []
    for element in elements {
      guard let id = element.wholeNumber else { throw invalid(name) }
      ids.append(id)
    }
    return ids
  }

  private static func invalid(_ name: String) -> HTTPError {
    .invalid(name, "must be a list of at most \(maximum) film ids")
  }
}

/// `context` and `model` of a request, with the errors of part 3 of the contract that speak of them.
enum RecommendFields {
  static let names: Set<String> = RecommendOptions.names.union(["model", "context"])

  /// - Parameter maximum: how many ids there may be.
  static func context(
    _ body: Body, _ catalogue: Catalogue, maximum: Int = RecommendOptions.maximum
  ) throws(HTTPError) -> Context {
    guard let value = body["context"], value != .array([]) else {
      throw HTTPError(.missingContext, "'context' must name at least one film.", details: "context", field: "context")
    }
    guard case .array(let elements) = value, elements.count <= maximum else { throw invalidContext }
    var ids: [MovieID] = []
    ids.reserveCapacity(elements.count)
    for element in elements {
      guard let id = element.wholeNumber else { throw invalidContext }
      ids.append(id)
    }
    return Context(ids, catalogue)
  }

  static func model(_ body: Body) throws(HTTPError) -> String {
    guard let value = body["model"] else {
      throw HTTPError(.missingModel, "'model' is required.", details: "model", field: "model")
    }
    guard case .string(let name) = value else { throw .unknownModel }
    return name
  }

  private static var invalidContext: HTTPError {
    HTTPError(
      .invalidContext, "'context' must be a list of at most \(RecommendOptions.maximum) film ids.", details: "context",
      field: "context")
  }
}
