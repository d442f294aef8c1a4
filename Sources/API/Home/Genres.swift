import Domain

/// How many of some movies have each genre.
struct Genres {
  private var counts: [String: Int] = [:]
  private let total: Int

  init(of movies: [Movie]) {
    for genre in movies.lazy.flatMap(\.genres) { counts[genre, default: 0] += 1 }
    total = movies.count
  }

  /// The most frequent first, ties by name.
  var byCount: [String] { counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key) }

  /// The genres of a quarter of the movies or more.
  var usual: Set<String> { Set(counts.filter { $0.value * 4 >= total }.keys) }

  /// The genres of at least two movies. Those most over-represented in comparison with the catalogue come first.
  func characteristic(in catalogue: Catalogue) -> [String] {
    let all = Double(max(1, catalogue.movies.count))
    let shares = Dictionary(catalogue.genres.map { ($0.name, Double($0.count) / all) }) { first, _ in first }
    return counts.filter { $0.value >= 2 }
      .map { (name: $0.key, excess: Double($0.value) / Double(total) - (shares[$0.key] ?? 0)) }
      .filter { $0.excess > 0 }.sorted { ($1.excess, $0.name) < ($0.excess, $1.name) }.map(\.name)
  }
}
