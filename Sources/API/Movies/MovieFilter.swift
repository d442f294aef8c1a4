import Domain
import HTTP
import JSON

/// Which films a client wants to see.
struct MovieFilter: Equatable {
  enum GenresMode: String, CaseIterable {
    case any, all
  }

  /// As the catalogue writes them, each once; none for every film.
  private(set) var genres: [String] = []
  var genresMode = GenresMode.any
  /// A film whose year is unknown is in no range.
  var yearFrom: Int?
  var yearTo: Int?
  /// These and no others; nil for all.
  private(set) var ids: Set<MovieID>?

  static let maximumIDs = 100

  func accepts(_ movie: Movie) -> Bool {
    if let ids, !ids.contains(movie.id) { return false }
    if !genres.isEmpty {
      let fits =
        switch genresMode {
        case .any: genres.contains(where: movie.genres.contains)
        case .all: genres.allSatisfy(movie.genres.contains)
        }
      guard fits else { return false }
    }
    guard yearFrom != nil || yearTo != nil else { return true }
    guard let year = movie.year else { return false }
    return year >= yearFrom ?? .min && year <= yearTo ?? .max
  }

  init() {}

  var isEmpty: Bool { genres.isEmpty && yearFrom == nil && yearTo == nil && ids == nil }

  /// Reads `genres` (a list), `genres_mode`, `year_from` and `year_to`.
  init(_ body: Body, _ catalogue: Catalogue) throws(HTTPError) {
    for element in try body.array("genres") ?? [] {
      guard case .string(let name) = element else { throw .invalid("genres", "must be a list of texts") }
      try add(name, field: "genres", catalogue)
    }
    try setMode(body.string("genres_mode"))
    try setYears(body.integer("year_from"), body.integer("year_to"))
  }

  /// Reads `genre` (one) or `genres` (separated by commas), `genres_mode`, `year_from`, `year_to` and `ids` (separated
  /// by commas; those that no film has are none), as far as the route takes them.
  init(_ query: Query, _ catalogue: Catalogue) throws(HTTPError) {
    if let name = query["genre"] { try add(name, field: "genre", catalogue) }
    if let names = query["genres"] {
      for name in names.split(separator: ",", omittingEmptySubsequences: false) {
        try add(String(name), field: "genres", catalogue)
      }
    }
    if let texts = query["ids"]?.split(separator: ",", omittingEmptySubsequences: false) {
      let numbers = texts.compactMap { MovieID($0) }
      guard numbers.count == texts.count, numbers.count <= Self.maximumIDs else {
        throw .invalid("ids", "must be at most \(Self.maximumIDs) whole numbers, separated by commas")
      }
      ids = Set(numbers)
    }
    try setMode(query["genres_mode"])
    try setYears(query.integer("year_from", in: Self.years), query.integer("year_to", in: Self.years))
  }

  private static let years: ClosedRange<Int64> = 1...9_999

  private mutating func setMode(_ text: String?) throws(HTTPError) {
    guard let text else { return }
    guard let mode = GenresMode(rawValue: text) else { throw .invalid("genres_mode", "must be 'any' or 'all'") }
    guard !genres.isEmpty else { throw .invalid("genres_mode", "goes only with 'genres'") }
    genresMode = mode
  }

  private mutating func setYears(_ from: Int64?, _ to: Int64?) throws(HTTPError) {
    for (field, year) in [("year_from", from), ("year_to", to)] {
      if let year, !Self.years.contains(year) { throw .invalid(field, "must be from 1 to 9999") }
    }
    if let from, let to, from > to { throw .invalid("year_to", "must not be before 'year_from'") }
    yearFrom = from.map { Int($0) }
    yearTo = to.map { Int($0) }
  }

  /// A list that repeats a genre a hundred thousand times must not be gone through for every film.
  private mutating func add(_ name: String, field: String, _ catalogue: Catalogue) throws(HTTPError) {
    guard !genres.contains(name) else { return }
    guard let genre = catalogue.genre(named: name) else {
      throw .invalid(field, "names a genre that no film has; GET /api/genres lists them")
    }
    if !genres.contains(genre) { genres.append(genre) }
  }
}
