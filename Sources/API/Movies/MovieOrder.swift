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
    case .rating: Self.highestFirst(catalogue) { statistics[catalogue.movies[$0].id]?.meanRating ?? 0 }
    case .popularity: Self.highestFirst(catalogue) { Double(statistics.popularity(of: catalogue.movies[$0].id)) }
    }
  }

  private static func highestFirst(_ catalogue: Catalogue, _ figure: (Int) -> Double) -> [Int] {
    let figures = catalogue.movies.indices.map(figure)
    return catalogue.movies.indices.sorted { (figures[$1], $0) < (figures[$0], $1) }
  }
}
