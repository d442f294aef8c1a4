import Domain

/// Recognises movies of other catalogues by id, title and year. Immutable.
///
/// Titles are sorted, so that binary search finds the movies of a title. Similar titles are only sought among those of
/// the same year.
struct MovieMatcher: Sendable {
  enum Outcome: Equatable {
    /// The position of the only movie that it can be.
    case matched(Int)
    /// The positions of movies that it may be, the most similar first.
    case candidates([Int])
    case unknown
  }

  private let movies: [Movie]
  /// Positions by IMDb's and TMDb's ids.
  private let imdb: [Int: [Int]]
  private let tmdb: [Int: [Int]]
  /// The exact keys of all titles, sorted, and the position of the movie of each.
  private let keys: PackedBytes
  private let owners: [Int32]
  private let similar: SimilarTitles

  /// - Parameter movies: fewer than 2³¹.
  init(_ movies: [Movie]) {
    self.movies = movies
    func positions(_ id: (ExternalIDs) -> Int?) -> [Int: [Int]] {
      Dictionary(grouping: movies.indices.filter { id(movies[$0].externalIDs) != nil }) {
        id(movies[$0].externalIDs) ?? 0
      }
    }
    imdb = positions(\.imdb)
    tmdb = positions(\.tmdb)
    var pairs = movies.enumerated().flatMap { position, movie in
      TitleKeys.exact(movie.title).map { (key: Array($0.utf8), movie: Int32(position)) }
    }
    pairs.sort { $0.key == $1.key ? $0.movie < $1.movie : $0.key.lexicographicallyPrecedes($1.key) }
    keys = PackedBytes(pairs.map(\.key))
    owners = pairs.map(\.movie)
    similar = SimilarTitles(movies)
  }

  /// - Parameter titles: the titles of one movie.
  func match(_ titles: [String], year: Int?, ids: ExternalIDs) -> Outcome {
    let named = Set((ids.imdb.flatMap { imdb[$0] } ?? []) + (ids.tmdb.flatMap { tmdb[$0] } ?? []))
    if named.count == 1, let movie = named.first, !movies[movie].externalIDs.contradicts(ids) { return .matched(movie) }
    let titled = Set(titles.flatMap(TitleKeys.exact).flatMap(positions))
    // The ids are ambiguous: several movies have them, or the only one that does has a different second id.
    if !named.isEmpty { return choice(named, ofYear: year, within: titled) }
    let possible = titled.filter { !movies[$0].externalIDs.contradicts(ids) }
    guard let year else { return possible.isEmpty ? .unknown : .candidates(sorted(possible)) }
    return match(possible, year)
      ?? listed(similar.positions(titles, year).filter { !movies[$0].externalIDs.contradicts(ids) })
  }

  /// Chooses among movies with the right id.
  private func choice(_ named: Set<Int>, ofYear year: Int?, within titled: Set<Int>) -> Outcome {
    let fitting = named.intersection(titled).filter { movies[$0].year == year }
    return fitting.count == 1 ? .matched(fitting.first ?? 0) : .candidates(sorted(named))
  }

  /// Chooses among movies with the right title; nil if the year fits none.
  private func match(_ possible: Set<Int>, _ year: Int) -> Outcome? {
    func released(_ difference: Int) -> Set<Int> {
      possible.filter { movies[$0].year.map { abs($0 - year) == difference } ?? false }
    }
    let undated = possible.filter { movies[$0].year == nil }
    // The dates of a festival and of cinemas, or of two catalogues, may be a year apart.
    for difference in [0, 1] {
      let found = released(difference)
      if found.count == 1, difference == 0 || undated.isEmpty { return .matched(found.first ?? 0) }
      if !found.isEmpty { return .candidates(sorted(found.union(undated))) }
    }
    return undated.isEmpty ? nil : .candidates(sorted(undated))
  }

  private func listed(_ positions: [Int]) -> Outcome { positions.isEmpty ? .unknown : .candidates(positions) }

  /// Newest first.
  private func sorted(_ positions: Set<Int>) -> [Int] {
    positions.sorted { (movies[$1].year ?? 0, $0) < (movies[$0].year ?? 0, $1) }
  }

  /// The movies that have the key.
  private func positions(of key: String) -> [Int] {
    var (low, high) = (0, owners.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle].lexicographicallyPrecedes(key.utf8) { low = middle + 1 } else { high = middle }
    }
    return (low..<owners.count).prefix { keys[$0].elementsEqual(key.utf8) }.map { Int(owners[$0]) }
  }
}
