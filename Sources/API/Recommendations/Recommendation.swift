import Domain
import HTTP
import JSON
import Scoring

/// An answer of recommended films, however it came about.
struct Recommendation {
  let id: UUID
  /// What acted: a model's name, those of several with a `+` between, or `popular`.
  let model: String
  let version: String
  let source: RecommendationSource
  /// Best first.
  let movies: [ScoredItem]
  /// For each of `movies` what has led to it, most first; nil where nobody asked.
  let reasons: [[Reason]]?

  /// What `model` has to say to `context`.
  /// - Parameters:
  ///   - context: films that the model knows.
  ///   - person: what is known of who it is for.
  ///   - seen: films that do not come back, besides those of the context and the options.
  ///
  /// Throws `OVERLOADED` if that takes long, and too many such requests are being answered.
  init(
    _ model: Model, context: [MovieID], for person: Demographics, seen: Set<MovieID>, _ options: RecommendOptions,
    source: RecommendationSource, _ catalogue: Catalogue, _ request: Request, _ services: Services
  ) throws(HTTPError) {
    let unwanted = options.excluded.isEmpty ? seen : seen.union(options.excluded)
    // A reason takes a look at each film of the context for each film of the answer.
    let films = (context.count + options.dislikes.count) * (options.explains ? 2 : 1)
    (movies, reasons) = try services.scoring(films: films, for: request, isKnown: source == .history) { workspace in
      let movies = model.recommend(
        context: context, dislikes: options.dislikes, for: person, count: options.count, workspace: &workspace
      ) { id in
        guard unwanted.isEmpty || !unwanted.contains(id) else { return false }
        return options.filter.isEmpty ? catalogue.contains(id) : catalogue[id].map(options.filter.accepts) ?? false
      }
      guard options.explains else { return (movies, nil) }
      return (movies, Reason.all(for: movies, of: model, workspace: workspace))
    }
    id = services.newUUID()
    self.model = model.label
    version = model.version
    self.source = source
  }

  /// More films than that tell a model nothing new, and each costs as much as the first: of a longer context the last
  /// ones act. All of MovieLens 100K is less.
  static let maximumContext = 2_000

  /// What the model that a client names has to say to `context`, and the films of it that the model knows. Where there
  /// are none, since they came after its training, what most people have watched. Throws `INVALID_CONTEXT` where not
  /// even the catalogue knows any, and what `Services.model` and `init` throw.
  static func forContext(
    _ context: Context, for person: Demographics, model choice: ModelChoice, _ options: RecommendOptions,
    _ catalogue: Catalogue, _ request: Request, _ services: Services
  ) throws(HTTPError) -> (Recommendation, known: [MovieID]) {
    let films = context.films
    let model = try services.model(choice, for: films)
    guard !films.isEmpty else { throw .unknownContext }
    let known = films.filter(model.contains)
    guard !known.isEmpty else { return (Recommendation(popularBut: Set(films), options, catalogue, services), []) }
    // Those that act do not come back anyway.
    let seen = Set(known.dropLast(maximumContext))
    let recommendation = try Recommendation(
      model, context: Array(known.suffix(maximumContext)), for: person, seen: seen, options, source: .context,
      catalogue, request, services)
    return (recommendation, known)
  }

  /// What most people have watched: for those of whom nothing is known.
  init(popularBut seen: Set<MovieID>, _ options: RecommendOptions, _ catalogue: Catalogue, _ services: Services) {
    let statistics = services.statistics
    let unwanted = seen.union(options.excluded).union(options.dislikes)
    movies = Array(
      statistics.popular.lazy
        .filter { ranked in
          guard let movie = catalogue[ranked.id] else { return false }
          return options.filter.accepts(movie) && !unwanted.contains(ranked.id)
        }
        .map { ScoredItem(id: $0.id, score: Float($0.score)) }
        .prefix(options.count))
    reasons = options.explains ? movies.map { _ in [] } : nil
    id = services.newUUID()
    model = "popular"
    version = "statistics-\(statistics.version ?? 0)"
    source = .popular
  }

  /// Writes the result to the viewer's history: nothing of it ever counts as taste.
  /// - Returns: nil for an anonymous viewer; false where the database is not available, or has recorded enough of the
  ///   user.
  func record(for viewer: Services.Viewer, _ services: Services) throws(HTTPError) -> Bool? {
    switch viewer {
    case .anonymous: return nil
    case .unverified: return false
    case .user(let user):
      let shown = RecordedRecommendation(
        id: id, model: model, modelVersion: version, source: source, movies: movies.map(\.id), createdAt: services.now)
      do throws(StoreError) {
        return try services.recommendations.record(shown, for: user.id, services.application.recordingLimits)
      } catch .unavailable {
        return false
      } catch {
        throw HTTPError(error)
      }
    }
  }

  func writeMembers(_ catalogue: Catalogue, to json: inout JSONWriter) {
    catalogue.writeResult(movies.map(\.id), to: &json) { place, json in
      json.field("score", movies[place].score)
      if let reasons { json.field("because") { Reason.write(reasons[place], catalogue, to: &$0) } }
    }
    json.field("model", model)
    json.field("model_version", version)
    json.field("recommendation_id", id.description)
    json.field("count", movies.count)
  }
}
