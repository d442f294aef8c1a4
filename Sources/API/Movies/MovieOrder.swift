import Domain
import HTTP

/// How a list of films is sorted; equal films by id.
enum MovieOrder: String, CaseIterable {
  case title, date, rating, popularity

  /// Reads `sort`, which is `title` by default.
  init(_ query: Query) throws(HTTPError) {
    guard let text = query["sort"] else {
      self = .title
      return
    }
    guard let order = MovieOrder(rawValue: text) else {
      throw .invalid("sort", "must be one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = order
  }

  /// Of all films of the catalogue.
  func positions(_ catalogue: Catalogue, _ statistics: Statistics) -> [Int] {
    switch self {
    case .title: catalogue.byTitle
    case .date: catalogue.byDate
    case .rating: Self.positions(statistics.bestRated, catalogue)
    case .popularity: Self.positions(statistics.popular.map(\.id), catalogue)
    }
  }

  /// The films of `ranking` in its order, then all others by id.
  private static func positions(_ ranking: [MovieID], _ catalogue: Catalogue) -> [Int] {
    let ranked = ranking.compactMap(catalogue.position)
    var isRanked = [Bool](repeating: false, count: catalogue.movies.count)
    for position in ranked { isRanked[position] = true }
    return ranked + catalogue.movies.indices.filter { !isRanked[$0] }
  }
}
