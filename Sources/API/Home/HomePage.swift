import Domain

/// The rows of a home page, put together one after another. No movie is on it twice.
struct HomePage {
  private(set) var rows: [HomeRow] = []
  /// Movies that must not be added: those on the page, and those that the user knows or does not want.
  private(set) var used: Set<MovieID>
  private let catalogue: Catalogue
  /// The maximum number of movies in a row.
  let length: Int

  /// A shorter row is left out, except for movies that the user has chosen.
  private static let shortest = 3

  init(without used: Set<MovieID>, length: Int, _ catalogue: Catalogue) {
    self.used = used
    self.length = length
    self.catalogue = catalogue
  }

  /// The first of `candidates` that may still be added to the page.
  func choose(from candidates: some Sequence<MovieID>) -> [MovieID] {
    var chosen: [MovieID] = []
    for movie in candidates where !used.contains(movie) && catalogue.contains(movie) {
      chosen.append(movie)
      if chosen.count == length { break }
    }
    return chosen
  }

  /// Keeps movies for a row that comes later.
  mutating func reserve(_ movies: some Sequence<MovieID>) { used.formUnion(movies) }

  /// Adds a row with the first of `candidates` that may still be added, unless there are too few.
  mutating func add(
    _ kind: HomeRow.Kind, _ title: String, movie: MovieID? = nil, genre: String? = nil,
    from candidates: some Sequence<MovieID>, by recommender: Recommender
  ) {
    let movies = choose(from: candidates)
    guard movies.count >= min(Self.shortest, length) else { return }
    add(HomeRow(kind: kind, title: title, movie: movie, genre: genre, recommender: recommender, movies: movies))
  }

  /// - Parameter row: one whose movies are not on the page yet.
  mutating func add(_ row: HomeRow) {
    rows.append(row)
    used.formUnion(row.movies)
  }
}
