import Domain
import HTTP
import Scoring

/// What a home page is made from for one user.
struct HomeTaste {
  let user: User
  let taste: Taste
  /// Newest first.
  let watchlist: [MovieID]
  let assignment: Assignment

  /// Movies that are not recommended: rated, picked, lately viewed, dismissed, or on the watchlist.
  var known: Set<MovieID> { taste.seen.union(taste.recentlyViewed).union(taste.dismissed).union(watchlist) }

  /// The newest likes and dislikes that count, so that a page costs no more than a few recommendations.
  static let maximum = 50
}

/// Rows from the user's taste. Scores are computed once for the whole taste, and once for each row about a movie.
extension HomePage {
  /// - Returns: whether anything is known about the user.
  mutating func addPersonalRows(
    _ home: HomeTaste, seed: UInt64, _ catalogue: Catalogue, _ request: Request, _ services: Services
  ) throws(HTTPError) -> Bool {
    let liked = home.taste.liked.filter(catalogue.knows)
    guard let model = services.model(home.assignment, for: liked) else {
      addWatchlist(home, ranked: nil, catalogue)
      return false
    }
    let context = Array(liked.lazy.filter(model.contains).prefix(HomeTaste.maximum))
    guard !context.isEmpty else {
      addWatchlist(home, ranked: nil, catalogue)
      return false
    }
    var options = RecommendOptions()
    options.count = Self.ranked
    options.dislikes = Array(home.taste.disliked.prefix(HomeTaste.maximum))
    let known = home.known
    let wanted = Set(home.watchlist)
    let ranking = try Recommendation(
      model, context: context, for: home.user.demographics, seen: known.subtracting(wanted), options, source: .history,
      catalogue, request, services)
    let ranked = ranking.movies.map(\.id)
    let recommender = Recommender(model: ranking.model, version: ranking.version, source: .history)
    // A movie that the user wants to see is shown in the row of the watchlist or not at all.
    let own = watchlistRow(home, ranked: ranking, catalogue)
    let genres = Genres(of: liked.compactMap { catalogue[$0] })
    let favourites = genres.characteristic(in: catalogue)

    var starts = context.lazy.filter { catalogue.contains($0) }.prefix(2).makeIterator()
    try addBecause(starts.next(), home, options.dislikes, catalogue, request, services)
    addGenre(favourites.first, from: ranked, by: recommender, catalogue)
    if let own { add(own) }
    addTrending(services.statistics)
    try addBecause(starts.next(), home, options.dislikes, catalogue, request, services)
    addGenre(favourites.dropFirst().first, from: ranked, by: recommender, catalogue)
    addDifferent(without: genres.usual, seed: seed, services.statistics, catalogue)
    return true
  }

  /// Movies ranked for the whole taste.
  private static let ranked = 500

  private mutating func addBecause(
    _ movie: MovieID?, _ home: HomeTaste, _ dislikes: [MovieID], _ catalogue: Catalogue, _ request: Request,
    _ services: Services
  ) throws(HTTPError) {
    guard let movie, let title = catalogue[movie]?.displayTitle,
      let model = services.model(home.assignment, for: [movie])
    else { return }
    var options = RecommendOptions()
    options.count = length
    options.dislikes = dislikes.filter { $0 != movie }
    let recommendation = try Recommendation(
      model, context: [movie], for: home.user.demographics, seen: used, options, source: .history, catalogue, request,
      services)
    let verb = home.taste.seen.contains(movie) ? "liked" : "looked at"
    add(
      .because, "Because you \(verb) \(title)", movie: movie, from: recommendation.movies.map(\.id),
      by: Recommender(model: recommendation.model, version: recommendation.version, source: .history))
  }

  private mutating func addGenre(
    _ genre: String?, from ranked: [MovieID], by recommender: Recommender, _ catalogue: Catalogue
  ) {
    guard let genre else { return }
    add(
      .genre, "New to you in \(genre), which you like", genre: genre,
      from: ranked.lazy.filter { catalogue[$0]?.genres.contains(genre) == true }, by: recommender)
  }

  private mutating func addWatchlist(_ home: HomeTaste, ranked: Recommendation?, _ catalogue: Catalogue) {
    if let row = watchlistRow(home, ranked: ranked, catalogue) { add(row) }
  }

  /// The entries that suit the user best come first, then the newest.
  private func watchlistRow(_ home: HomeTaste, ranked: Recommendation?, _ catalogue: Catalogue) -> HomeRow? {
    let taste = home.taste
    let open = home.watchlist.filter {
      catalogue.contains($0) && !taste.seen.contains($0) && !taste.dismissed.contains($0)
    }
    let wanted = Set(open)
    let best = ranked?.movies.map(\.id).filter(wanted.contains) ?? []
    let placed = Set(best)
    let movies = (best + open.filter { !placed.contains($0) }).prefix(length)
    guard !movies.isEmpty else { return nil }
    return HomeRow(
      kind: .watchlist, title: "From your watchlist",
      recommender: Recommender(
        model: ranked?.model ?? "watchlist", version: ranked?.version ?? "", source: .watchlist),
      movies: Array(movies))
  }
}
