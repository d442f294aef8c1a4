import Domain

/// The order of a list of movies; ties are sorted by id.
enum MovieOrder: String, CaseIterable {
  case title, date, rating, popularity

  /// Positions of at least the first `count` movies in this order. The first pages of a ranking cost no more in a large
  /// catalogue than in a small one.
  func positions(first count: Int, of catalogue: Catalogue, _ statistics: Statistics) -> [Int32] {
    switch self {
    case .title: catalogue.byTitle
    case .date: catalogue.byDate
    case .rating: Self.positions(first: count, statistics.bestRated, catalogue)
    case .popularity: Self.positions(first: count, statistics.popular.lazy.map(\.id), catalogue)
    }
  }

  /// The movies of `ranking` in its order, then all others by id.
  private static func positions(
    first count: Int, _ ranking: some Sequence<MovieID>, _ catalogue: Catalogue
  ) -> [Int32] {
    let ranked = Array(ranking.lazy.compactMap { catalogue.position(of: $0).map(Int32.init) }.prefix(count))
    if ranked.count == count { return ranked }
    var isRanked = [Bool](repeating: false, count: catalogue.movies.count)
    for position in ranked { isRanked[Int(position)] = true }
    return ranked + catalogue.movies.indices.lazy.filter { !isRanked[$0] }.map(Int32.init)
  }
}
