import Domain
import HTTP
import JSON
import Scoring

/// A list of recommended movies, from a model or by popularity.
struct Recommendation {
  let id: UUID
  /// The name of the model, the names of several joined by `+`, or `popular`.
  let model: String
  let version: String
  let source: RecommendationSource
  /// Best first; with diversity, in the order in which they were chosen.
  let movies: [ScoredItem]
  /// The reasons for each of `movies`, strongest first; nil if the client did not ask for them.
  let reasons: [[Reason]]?
  /// The chance of each movie; nil for a party, or if no model was trained on ratings.
  var chances: [Float]?
  /// For each of `movies`, how it suits each member of a party (`PartyItem.matches`); nil if it is for one person.
  var matches: [[Float?]]?
  /// The `ShownPages.last` that it continues; nil for a first page.
  var after: Int64?
  /// The arm of the experiment that it was made in; nil outside of experiments.
  var participation: Participation?
  /// How its places were drawn; nil if they were not.
  var exploration: Exploration?
}

extension Recommendation {
  /// What `model` recommends for `context`.
  /// - Parameters:
  ///   - context: movies that the model knows.
  ///   - demographics: what is known about the user.
  ///   - known: how many opinions of the user are known; nil if nobody asks for chances.
  ///   - seen: movies that must not be recommended, in addition to those of the context and the options.
  ///
  /// Throws `OVERLOADED` if this takes long and too many such requests are being answered.
  init(
    _ model: Model, context: [MovieID], for demographics: Demographics, known: Chance.Known? = nil, seen: Set<MovieID>,
    _ options: RecommendOptions, source: RecommendationSource, _ catalogue: Catalogue, _ request: Request,
    _ services: Services
  ) throws(HTTPError) {
    let unwanted = options.excluded.isEmpty ? seen : seen.union(options.excluded)
    // Reasons take another look at each movie of the context for each recommended movie, and draws rank a second time.
    let passes = 1 + (options.explains ? 1 : 0) + (options.explore == nil ? 0 : 1)
    let size = (context.count + options.dislikes.count) * passes
    let id = services.newUUID()
    let (list, chances) = try services.scoring(movies: size, for: request, isKnown: source == .history) { workspace in
      let list = options.list(
        of: model, context: context, for: demographics, without: unwanted, catalogue, id: id, &workspace)
      return (list, known.flatMap { model.chances(of: list.movies, for: $0, workspace: workspace) })
    }
    self.init(
      id: id, model: model.label, version: model.version, source: source, movies: list.movies,
      reasons: list.reasons, chances: chances, exploration: list.exploration)
  }

  /// The maximum length of a context. If a context is longer, only its last ids are used: more movies tell a model
  /// nothing new, and each costs as much as the first. MovieLens 100K has fewer in all.
  static let maximumContext = 2_000

  /// What the requested model recommends for `context`, and the movies of the context that the model knows. If it knows
  /// none, nor any like them, the list is what most people have watched. Throws
  /// `INVALID_CONTEXT` if not even the catalogue knows any, and the errors of `Services.model` and `init`.
  static func forContext(
    _ context: Context, for demographics: Demographics, model choice: ModelChoice, _ options: RecommendOptions,
    _ catalogue: Catalogue, _ request: Request, _ services: Services
  ) throws(HTTPError) -> (Recommendation, known: [MovieID]) {
    let movies = context.movies
    let model = try services.model(choice, for: movies)
    guard !movies.isEmpty else { throw .unknownContext }
    let known = movies.filter(model.contains)
    guard !known.isEmpty else {
      let popular = Recommendation(
        popularBut: Set(movies), known: options.known(likes: movies.count), options, catalogue, services)
      return (popular, [])
    }
    // The model never recommends movies of the context that it is given; those cut off must be excluded.
    let seen = Set(known.dropLast(maximumContext))
    let recommendation = try Recommendation(
      model, context: Array(known.suffix(maximumContext)), for: demographics,
      known: options.known(likes: movies.count), seen: seen, options, source: .context, catalogue, request, services)
    return (recommendation, known)
  }

  /// What most people have watched, for a user about whom no model knows anything.
  /// - Parameter known: what is known about the user apart from that; nil for a party.
  init(
    popularBut seen: Set<MovieID>, known: Chance.Known?, _ options: RecommendOptions, _ catalogue: Catalogue,
    _ services: Services
  ) {
    let statistics = services.statistics
    let movies = options.list(of: statistics, without: seen, catalogue)
    self.init(
      id: services.newUUID(), model: "popular", version: statistics.label, source: .popular, movies: movies,
      reasons: options.explains ? movies.map { _ in [] } : nil,
      chances: known.flatMap { services.models.chances(of: movies.map(\.id), for: $0) })
  }

  func writeMembers(_ catalogue: Catalogue, _ ratings: ShownRatings, to json: inout JSONWriter) {
    catalogue.writeResult(movies.map(\.id), ratings, to: &json) { place, json in
      json.field("score", movies[place].score)
      if let exploration, movies[place].id != exploration.blocks[place][0] { json.field("drawn", true) }
      if let chances { json.field("chance", chances[place]) }
      if let reasons { json.field("because") { Reason.write(reasons[place], catalogue, to: &$0) } }
      if let matches { json.field("matches") { Self.write(matches[place], to: &$0) } }
    }
    json.field("model", model)
    json.field("model_version", version)
    json.field("recommendation_id", id.description)
    json.field("count", movies.count)
    participation?.writeField(to: &json)
  }

  private static func write(_ matches: [Float?], to json: inout JSONWriter) {
    json.array { list in for match in matches { if let match { list.real(match) } else { list.null() } } }
  }
}

extension Services {
  /// Records the list in the viewer's history, where it never counts as taste. A list that is in nobody's history is
  /// counted.
  /// - Returns: nil if the viewer is anonymous; false if the database is unavailable or the user's recording limit is
  ///   reached.
  func record(
    _ recommendation: Recommendation, for viewer: Viewer, on surface: Surface
  ) throws(HTTPError) -> Bool? {
    try record([(recommendation, viewer)], on: surface)[0].get()
  }

  /// The same for lists whose requests arrived together.
  func record(
    _ recommendations: [(list: Recommendation, viewer: Viewer)], on surface: Surface
  ) -> [Result<Bool?, HTTPError>] {
    let now = now
    let lists = recommendations.compactMap { list, viewer in
      viewer.user.map { RecordedList(list.recorded(on: surface, at: now), for: $0.id) }
    }
    var results = lists.isEmpty ? [] : self.recommendations.record(lists, application.recordingLimits)[...]
    return recommendations.map { list, viewer in
      let isRecorded: Bool?
      switch viewer {
      case .anonymous: isRecorded = nil
      case .unverified: isRecorded = false
      case .user:
        switch results.removeFirst() {
        case .success(let answer): isRecorded = answer
        case .failure(.unavailable): isRecorded = false
        case .failure(let error): return .failure(HTTPError(error))
        }
      }
      if isRecorded != true { countShown(list) }
      return .success(isRecorded)
    }
  }

  /// Counts a list that is in nobody's history.
  func countShown(_ list: Recommendation) { countShown(list.movies.map(\.id), by: list.recommender) }
}

extension Recommendation {
  fileprivate var recommender: Recommender { Recommender(model: model, version: version, source: source) }
}

extension Recommendation {
  fileprivate func recorded(on surface: Surface, at time: Timestamp) -> RecordedRecommendation {
    RecordedRecommendation(
      id: id, model: model, modelVersion: version, source: source, movies: movies.map(\.id), createdAt: time,
      surface: surface, after: after, participation: participation, exploration: exploration)
  }
}

extension Participation {
  /// Writes `experiment`.
  func writeField(to json: inout JSONWriter) {
    json.field("experiment") { json in
      json.object { json in
        json.field("name", experiment)
        json.field("arm", arm)
      }
    }
  }
}
