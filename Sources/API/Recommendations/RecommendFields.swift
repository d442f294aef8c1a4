import Domain
import HTTP
import JSON

/// The options of a recommendation besides its model and context.
struct RecommendOptions {
  /// 1–100.
  var count = 10
  var filter = MovieFilter()
  /// Movies that must not be recommended.
  var excluded: [MovieID] = []
  /// Movies that count against others, and are not recommended either.
  var dislikes: [MovieID] = []
  /// Whether each movie comes with the reasons for it.
  var explains = false

  static let names: Set<String> = [
    "top_k", "exclude", "dislikes", "genres", "genres_mode", "year_from", "year_to", "explain",
  ]
  /// A query has no `dislikes`: the user's own low ratings take their place.
  static let queryNames = names.subtracting(["dislikes"])

  init() {}

  init(_ body: inout Body, _ catalogue: Catalogue) {
    filter = MovieFilter(&body, catalogue)
    count = Int(body.integer("top_k", in: 1...100) ?? 10)
    excluded = Self.ids(&body, "exclude")
    dislikes = Self.ids(&body, "dislikes")
    explains = body.bool("explain") ?? false
  }

  /// Lists are separated by commas.
  init(_ query: inout Query, _ catalogue: Catalogue) {
    filter = MovieFilter(&query, catalogue)
    count = Int(query.integer("top_k", in: 1...100) ?? 10)
    let texts = query["exclude"]?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    excluded = texts.compactMap { MovieID($0) }
    if excluded.count != texts.count || texts.count > Self.maximum { query.refuse(Self.invalid("exclude")) }
    switch query["explain"] {
    case nil, "false": break
    case "true": explains = true
    default: query.refuse("explain", "must be true or false")
    }
  }

  /// Ids that have no effect, because the catalogue has no such movies.
  func unknown(to catalogue: Catalogue) -> [MovieID] { (excluded + dislikes).filter { !catalogue.knows($0) } }

  /// Leaves out what the user has dismissed. A movie of the context is liked, whatever the user has dismissed.
  mutating func add(_ dismissed: Dismissed, context: Context) {
    guard !dismissed.movies.isEmpty else { return }
    excluded += dismissed.movies
    let known = Set(context.ids).union(dislikes)
    dislikes += dismissed.disliked.filter { !known.contains($0) }
  }

  /// The maximum number of ids in a list.
  static let maximum = 1_000

  private static func ids(_ body: inout Body, _ name: String) -> [MovieID] {
    let elements = body.array(name) ?? []
    let ids = elements.compactMap(\.wholeNumber)
    if ids.count != elements.count || ids.count > maximum { body.refuse(invalid(name)) }
    return ids
  }

  private static func invalid(_ name: String) -> HTTPError {
    .invalid(name, "must be a list of at most \(maximum) movie ids")
  }
}

/// Reads `context` and `model` of a request, with an error code of its own for each fault.
enum RecommendFields {
  static let names: Set<String> = RecommendOptions.names.union(["model", "context"])

  /// - Parameter maximum: the maximum number of ids.
  static func context(
    _ body: inout Body, _ catalogue: Catalogue, maximum: Int = RecommendOptions.maximum
  ) -> Context {
    var ids: [MovieID] = []
    switch body["context"] {
    case nil, .array([]):
      body.refuse(
        HTTPError(.missingContext, "'context' must name at least one movie.", details: "context", field: "context"))
    case .array(let elements)?:
      ids = elements.compactMap(\.wholeNumber)
      if ids.count != elements.count || ids.count > maximum { body.refuse(invalidContext) }
    default: body.refuse(invalidContext)
    }
    return Context(ids, catalogue)
  }

  static func expectModel(_ body: inout Body) {
    switch body["model"] {
    case nil: body.refuse(HTTPError(.missingModel, "'model' is required.", details: "model", field: "model"))
    case .string?: break
    default: body.refuse(.unknownModel)
    }
  }

  static func model(_ body: inout Body) -> ModelChoice {
    expectModel(&body)
    return body.string("model", ModelChoice.init) ?? .auto
  }

  private static var invalidContext: HTTPError {
    HTTPError(
      .invalidContext, "'context' must be a list of at most \(RecommendOptions.maximum) movie ids.", details: "context",
      field: "context")
  }
}

extension HTTPError {
  static var unknownContext: HTTPError {
    HTTPError(.invalidContext, "No movie of 'context' is known.", details: "context", field: "context")
  }
}
