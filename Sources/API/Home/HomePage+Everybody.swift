import Domain

/// Rows that are the same for everybody, except for the movies that a user knows.
extension HomePage {
  /// Movies that users watch this week. If there are none, those that most users have watched.
  mutating func addTrending(_ statistics: Statistics) {
    let trending = statistics.trending(.week)
    guard !trending.isEmpty else { return addPopular(statistics) }
    add(
      .trending, "What others watch this week", from: trending.lazy.map(\.id),
      by: Recommender(model: "trending", version: statistics.label, source: .trending))
  }

  mutating func addPopular(_ statistics: Statistics) {
    guard !rows.contains(where: { $0.kind == .popular }) else { return }
    add(.popular, "What most people have watched", from: statistics.popular.lazy.map(\.id), by: .popular(statistics))
  }

  /// A row for each of the genres that most of the popular movies have.
  mutating func addPopularGenres(_ count: Int, _ statistics: Statistics, _ catalogue: Catalogue) {
    let known = statistics.popular.prefix(Self.popular).compactMap { catalogue[$0.id] }
    for genre in Genres(of: known).byCount.prefix(count) {
      add(
        .genre, "Popular in \(genre)", genre: genre,
        from: statistics.popular.lazy.map(\.id).filter { catalogue[$0]?.genres.contains(genre) == true },
        by: .popular(statistics))
    }
  }

  /// Highly rated movies of genres that are not `usual`, a new choice each day. If there are no usual genres, or too
  /// few such movies, any highly rated ones except the most popular.
  /// - Parameter seed: the same for all pages that show the same movies.
  mutating func addDifferent(
    without usual: Set<String>, seed: UInt64, _ statistics: Statistics, _ catalogue: Catalogue
  ) {
    let candidates = statistics.wellRated.filter { !used.contains($0) && catalogue.contains($0) }
    let others = candidates.filter { id in
      !usual.isEmpty && catalogue[id].map { usual.isDisjoint(with: $0.genres) && !$0.genres.isEmpty } == true
    }
    let isOther = others.count >= length
    let popular = Set(statistics.popular.prefix(Self.popular).map(\.id))
    let pool = (isOther ? others : candidates.filter { !popular.contains($0) }).prefix(Self.pool * length)
    add(
      .different,
      isOther
        ? "Something different: rated highly, and not what you usually watch"
        : "Something different: rated highly, and seldom watched",
      from: pool.sorted { Self.mixed($0, seed) < Self.mixed($1, seed) }, by: .popular(statistics))
  }

  /// How many of the most popular movies count as popular.
  private static let popular = 100
  /// How many candidates there are for each movie of the row.
  private static let pool = 5

  private static func mixed(_ movie: MovieID, _ seed: UInt64) -> UInt64 {
    mixedBits(UInt64(bitPattern: movie) &+ seed &* 0x9E37_79B9_7F4A_7C15)
  }
}

extension Recommender {
  static func popular(_ statistics: Statistics) -> Recommender {
    Recommender(model: "popular", version: statistics.label, source: .popular)
  }
}
