import Domain
import HTTP
import JSON
import Scoring

/// The options that a client sends. Some need data that is read only after the whole request has been checked.
struct RequestedOptions {
  private var options = RecommendOptions()
  private var leastRatings = 0
  private var subset: Subset?
  private var after: UUID?
  /// Whether the client says how varied the list should be.
  private var choosesDiversity = false
  /// Ids that have no effect, because the catalogue has no such movies.
  private(set) var unknown: [MovieID] = []

  /// A set of the user's own movies that `within` may name.
  enum Subset: String, CaseIterable { case watchlist }

  static let names: Set<String> = [
    "top_k", "exclude", "candidates", "within", "dislikes", "genres", "genres_mode", "exclude_genres", "year_from",
    "year_to", "min_ratings", "diversity", "after", "explain",
  ]
  /// A query has no `dislikes`: the user's own low ratings take their place.
  static let queryNames = names.subtracting(["dislikes"])

  /// The maximum number of ids in most lists.
  static let maximumIDs = 1_000
  static let maximumCandidates = 5_000
  static let ratings: ClosedRange<Int64> = 0...1_000_000

  var dislikes: [MovieID] { options.dislikes }
  var explains: Bool { options.explains }

  init(_ body: inout Body, _ catalogue: Catalogue) {
    options.filter = MovieFilter(&body, catalogue)
    readRest(&body)
    options.excluded = ids(&body, "exclude", 0...Self.maximumIDs, catalogue)
    options.dislikes = ids(&body, "dislikes", 0...Self.maximumIDs, catalogue)
    if body["dislikes"] != nil { options.knownDislikes = Set(options.dislikes.filter(catalogue.knows)).count }
    if body["candidates"] != nil { rank(only: ids(&body, "candidates", 1...Self.maximumCandidates, catalogue)) }
    options.explains = body.bool("explain") ?? false
  }

  /// Lists are separated by commas.
  init(_ query: inout Query, _ catalogue: Catalogue) {
    options.filter = MovieFilter(&query, catalogue)
    readRest(&query)
    options.excluded = ids(&query, "exclude", 0...Self.maximumIDs, catalogue)
    if query["candidates"] != nil { rank(only: ids(&query, "candidates", 1...Self.maximumCandidates, catalogue)) }
    switch query["explain"] {
    case nil, "false": break
    case "true": options.explains = true
    default: query.refuse("explain", "must be true or false")
    }
  }

  private mutating func readRest(_ fields: inout some Fields) {
    options.count = Int(fields.integer("top_k", in: 1...100) ?? 10)
    leastRatings = Int(fields.integer("min_ratings", in: Self.ratings) ?? 0)
    subset = fields.choice("within")
    if let weight = fields.number("diversity", in: 0...1) {
      choosesDiversity = true
      if weight > 0 { options.diversity = Diversity(weight: weight) }
    }
    after = fields.string("after") { (text) throws(HTTPError) in
      guard let id = UUID(text) else { throw .invalid("after", "must be a UUID") }
      return id
    }
  }

  private mutating func rank(only movies: [MovieID]) { options.candidates = Set(movies).sorted() }

  private mutating func ids(
    _ body: inout Body, _ name: String, _ counts: ClosedRange<Int>, _ catalogue: Catalogue
  ) -> [MovieID] {
    let elements = body.array(name) ?? []
    let ids = elements.compactMap(\.wholeNumber)
    if body[name] != nil, ids.count != elements.count || !counts.contains(ids.count) {
      body.refuse(Self.invalid(name, counts))
    }
    addUnknown(ids, catalogue)
    return ids
  }

  private mutating func ids(
    _ query: inout Query, _ name: String, _ counts: ClosedRange<Int>, _ catalogue: Catalogue
  ) -> [MovieID] {
    let texts = query[name]?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    let ids = texts.compactMap { MovieID($0) }
    if query[name] != nil, ids.count != texts.count || !counts.contains(ids.count) {
      query.refuse(Self.invalid(name, counts))
    }
    addUnknown(ids, catalogue)
    return ids
  }

  private mutating func addUnknown(_ ids: [MovieID], _ catalogue: Catalogue) {
    for id in ids where !catalogue.knows(id) { unknown.append(id) }
  }

  private static func invalid(_ name: String, _ counts: ClosedRange<Int>) -> HTTPError {
    let number = counts.lowerBound == 0 ? "at most" : "\(counts.lowerBound) to"
    return .invalid(name, "must be a list of \(number) \(counts.upperBound) movie ids")
  }
}

extension RequestedOptions {
  /// The options with what they need from the user's data and the statistics. Throws `MISSING_TOKEN` for an option that
  /// only a signed-in user may send, and `DATABASE_UNAVAILABLE`.
  /// - Parameter assignment: has the diversity if the client asks for none, and whether places are drawn.
  func resolved(
    for viewer: Services.Viewer, _ assignment: Assignment, _ services: Services
  ) throws(HTTPError) -> RecommendOptions {
    var options = options
    if !choosesDiversity { options.diversity = assignment.diversity }
    options.explore = assignment.explore
    if leastRatings > 0 {
      options.filter.leastRatings = LeastRatings(leastRatings, try services.countedStatistics())
    }
    if subset == .watchlist {
      let user = try viewer.signedIn(for: "within")
      let watchlist = try stored(try services.marks.watchlist(of: user.id, rejected: nil))
      options.candidates = watchlist.map(\.movie).filter(options.isCandidate).sorted()
    }
    if let after {
      let user = try viewer.signedIn(for: "after")
      guard let pages = try stored(try services.recommendations.pages(until: after, of: user.id)) else {
        throw .invalid("after", "must be the 'recommendation_id' of a list that was recorded for you")
      }
      guard pages.count < ShownPages.maximum else {
        throw .invalid("after", "names page \(pages.count), the last one; ask for a new list")
      }
      options.excluded += pages.movies
      options.after = pages.last
    }
    return options
  }
}

extension Services.Viewer {
  /// The user, for a field that needs one. Throws `MISSING_TOKEN`, and `DATABASE_UNAVAILABLE` if the session cannot be
  /// checked.
  func signedIn(for field: String) throws(HTTPError) -> User {
    switch self {
    case .user(let user): return user
    case .anonymous: throw HTTPError(.missingToken, "'\(field)' needs 'Authorization: Bearer <token>'.", field: field)
    case .unverified: throw HTTPError(.databaseUnavailable, "The database is not available. Please try again.")
    }
  }
}
