import Domain
import HTTP
import Scoring

/// Recommendations for several people who want to watch something together.
extension Recommendation {
  /// What the requested model recommends for a party, and the movies of all contexts that the model knows. `auto`
  /// chooses for contexts of the mean length. If the model knows none, the list is what most people have watched.
  /// Throws the errors of `Services.model` and `OVERLOADED`.
  /// - Parameter all: the contexts together.
  static func forParty(
    _ contexts: [Context], all: Context, model choice: ModelChoice, _ options: RecommendOptions,
    _ catalogue: Catalogue, _ request: Request, _ services: Services
  ) throws(HTTPError) -> (Recommendation, known: [MovieID]) {
    let size = contexts.reduce(0) { $0 + $1.movies.count }
    let length = (size + contexts.count / 2) / contexts.count
    let model = try services.model(choice, for: all.movies, length: length)
    let known = all.movies.filter(model.contains)
    guard !known.isEmpty else {
      var popular = Recommendation(popularBut: Set(all.movies), known: nil, options, catalogue, services)
      popular.matches = popular.movies.map { _ in contexts.map { _ in nil } }
      return (popular, [])
    }
    let pool = try services.scoring(
      movies: size + options.dislikes.count, scores: contexts.count * model.itemCount, for: request, isKnown: false
    ) { workspace in
      let unwanted = Set(options.excluded)
      return model.recommend(
        toParty: contexts.map(\.movies), dislikes: options.dislikes, among: options.candidates,
        count: options.poolCount, workspace: &workspace
      ) { options.accepts($0, without: unwanted, catalogue) }
    }
    let found = options.list(from: pool, catalogue) { ScoredItem(id: $0.id, score: $0.least) }
    let recommendation = Recommendation(
      id: services.newUUID(), model: model.label, version: model.version, source: .context,
      movies: found.map { ScoredItem(id: $0.id, score: $0.least) }, reasons: nil, matches: found.map(\.matches))
    return (recommendation, known)
  }
}
