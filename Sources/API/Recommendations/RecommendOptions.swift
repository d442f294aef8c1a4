import Domain
import Scoring

/// The options of a recommendation other than its model and context.
struct RecommendOptions {
  /// 1–100.
  var count = 10
  var filter = MovieFilter()
  /// The only movies that are ranked, in ascending order, each once; nil for all.
  var candidates: [MovieID]?
  /// Movies that must not be recommended.
  var excluded: [MovieID] = []
  /// The `ShownPages.last` of the pages before; nil for a first page.
  var after: Int64?
  /// Movies that count against others, and are not recommended either.
  var dislikes: [MovieID] = []
  /// How many dislikes the client named; nil if it named none, so that only likes are known.
  var knownDislikes: Int?
  /// How to trade scores for variety; nil for the best scores.
  var diversity: Diversity?
  /// The probability with which each place of a model's list is drawn; nil for none.
  var explore: Double?
  /// Whether each movie comes with the reasons for it.
  var explains = false

  /// Whether a movie may be recommended, if it is a candidate.
  func accepts(_ movie: MovieID, without unwanted: Set<MovieID>, _ catalogue: Catalogue) -> Bool {
    guard unwanted.isEmpty || !unwanted.contains(movie) else { return false }
    return filter.isEmpty ? catalogue.contains(movie) : catalogue[movie].map(filter.accepts) ?? false
  }

  /// What is known about somebody who likes `count` movies.
  func known(likes count: Int) -> Chance.Known {
    knownDislikes.map { .ratings(count + $0, liked: count) } ?? .likes(count)
  }

  /// The number of best movies to choose the list from.
  var poolCount: Int { diversity == nil ? count : Diversity.pool(for: count) }

  /// The movies that a model recommends, and how they came about.
  struct List {
    var movies: [ScoredItem]
    /// The reasons for each movie, if they are wanted.
    var reasons: [[Reason]]?
    /// How places were drawn; nil if they were not.
    var exploration: Exploration?
  }

  /// The list: movies of the pool, in the order in which they are shown.
  func list<Movie>(from pool: [Movie], _ catalogue: Catalogue, _ scored: (Movie) -> ScoredItem) -> [Movie] {
    guard let diversity else { return pool }
    let items = pool.map(scored)
    let places = diversity.choose(count, from: items.map(\.score), genres: items.map { catalogue.genreSet(of: $0.id) })
    return places.map { pool[$0] }
  }

  /// The movies that a model recommends.
  /// - Parameters:
  ///   - context: movies that the model knows.
  ///   - unwanted: movies that must not be recommended, including `excluded`.
  ///   - id: that of the list, which decides about draws; nil for none.
  func list(
    of model: Model, context: [MovieID], for user: Demographics, without unwanted: Set<MovieID>, _ catalogue: Catalogue,
    id: UUID?, _ workspace: inout ScoringWorkspace
  ) -> List {
    func best(_ count: Int) -> [ScoredItem] {
      model.recommend(
        context: context, dislikes: dislikes, for: user, among: candidates, count: count, workspace: &workspace
      ) { accepts($0, without: unwanted, catalogue) }
    }
    let own = list(from: best(poolCount), catalogue) { $0 }
    var list = List(movies: own)
    if let explore, let id {
      // Asked a second time, because how many of the best may be new movies depends on the length.
      let others = best(Exploration.pool(for: count))
      list = explored(own, others, with: explore, from: context, id)
    }
    if explains { list.reasons = Reason.all(for: list.movies, of: model, workspace: workspace) }
    return list
  }

  /// The list with some places drawn.
  /// - Parameter pool: the best movies, of which those that are not in `own` may be drawn.
  private func explored(
    _ own: [ScoredItem], _ pool: [ScoredItem], with probability: Double, from context: [MovieID], _ id: UUID
  ) -> List {
    let chosen = Set(own.map(\.id))
    let blocks = Exploration.blocks(of: own, others: pool.filter { !chosen.contains($0.id) })
    let movies = zip(blocks, Exploration.draws(from: blocks, with: probability, for: id)).map { $0[$1] }
    return List(
      movies: movies,
      exploration: Exploration(
        probability: probability, blocks: blocks.map { $0.map(\.id) }, context: context, dislikes: dislikes))
  }

  /// What most people have watched.
  /// - Parameter seen: movies that must not be recommended, in addition to those of the options.
  func list(of statistics: Statistics, without seen: Set<MovieID>, _ catalogue: Catalogue) -> [ScoredItem] {
    let unwanted = seen.union(excluded).union(dislikes)
    let pool = statistics.popular.lazy
      .filter { isCandidate($0.id) && accepts($0.id, without: unwanted, catalogue) }
      .map { ScoredItem(id: $0.id, score: Float($0.score)) }
      .prefix(poolCount)
    return list(from: Array(pool), catalogue) { $0 }
  }

  func isCandidate(_ movie: MovieID) -> Bool {
    candidates?.withUnsafeBufferPointer { SortedIDs.position(of: movie, in: $0) != nil } ?? true
  }

  /// Leaves out what the user has dismissed. A movie of the context is liked, whatever the user has dismissed.
  mutating func add(_ dismissed: Dismissed, context: Context) {
    guard !dismissed.movies.isEmpty else { return }
    excluded += dismissed.movies
    let known = Set(context.ids).union(dislikes)
    dislikes += dismissed.disliked.filter { !known.contains($0) }
  }
}
