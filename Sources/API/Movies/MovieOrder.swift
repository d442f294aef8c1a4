import Domain

/// How a list of films is sorted; equal films by id.
enum MovieOrder: String, CaseIterable {
  case title, date, rating, popularity

  /// At least the first `count` of all films of the catalogue: of a ranking the first pages cost no more in a large
  /// one.
  func positions(first count: Int, of catalogue: Catalogue, _ statistics: Statistics) -> [Int] {
    switch self {
    case .title: catalogue.byTitle
    case .date: catalogue.byDate
    case .rating: Self.positions(first: count, statistics.bestRated, catalogue)
    case .popularity: Self.positions(first: count, statistics.popular.lazy.map(\.id), catalogue)
    }
  }

  /// The films of `ranking` in its order, then all others by id.
  private static func positions(
    first count: Int, _ ranking: some Sequence<MovieID>, _ catalogue: Catalogue
  ) -> [Int] {
    let ranked = Array(ranking.lazy.compactMap(catalogue.position).prefix(count))
    if ranked.count == count { return ranked }
    var isRanked = [Bool](repeating: false, count: catalogue.movies.count)
    for position in ranked { isRanked[position] = true }
    return ranked + catalogue.movies.indices.filter { !isRanked[$0] }
  }
}
