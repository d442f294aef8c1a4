import Domain
import HTTP
import JSON

/// The criteria by which a client selects movies.
struct MovieFilter: Equatable {
  enum GenresMode: String, CaseIterable {
    case any, all
  }

  /// In the catalogue's spelling, each once; empty for all movies.
  private(set) var genres: [String] = []
  var genresMode = GenresMode.any
  /// In the catalogue's spelling, each once. A movie with any of these is not accepted.
  private(set) var excludedGenres: [String] = []
  /// Inclusive. A movie of unknown year is in no range.
  var yearFrom: Int?
  var yearTo: Int?
  /// The only movies accepted; nil for all.
  private(set) var ids: Set<MovieID>?
  /// Nil for all movies, rated or not.
  var leastRatings: LeastRatings?

  static let maximumIDs = 100
  /// Limited because each name costs a lookup among the catalogue's genres.
  static let maximumGenres = 100
  private static let tooManyGenres = "must be at most \(maximumGenres) genres"

  func accepts(_ movie: Movie) -> Bool {
    if let ids, !ids.contains(movie.id) { return false }
    if let leastRatings, !leastRatings.accepts(movie.id) { return false }
    if excludedGenres.contains(where: movie.genres.contains) { return false }
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

  var isEmpty: Bool {
    genres.isEmpty && excludedGenres.isEmpty && yearFrom == nil && yearTo == nil && ids == nil && leastRatings == nil
  }

  /// Reads `genres` and `exclude_genres` (lists), `genres_mode`, `year_from` and `year_to`.
  init(_ body: inout Body, _ catalogue: Catalogue) {
    func read(_ field: String, _ body: inout Body, into genres: inout [String]) {
      let elements = body.array(field) ?? []
      guard elements.count <= Self.maximumGenres else { return body.refuse(field, Self.tooManyGenres) }
      for element in elements {
        if case .string(let name) = element {
          Self.add(name, to: &genres, field, catalogue, &body)
        } else {
          body.refuse(field, "must be a list of texts")
        }
      }
    }
    read("genres", &body, into: &genres)
    read("exclude_genres", &body, into: &excludedGenres)
    readRest(&body)
  }

  /// Reads `genre` (one), `genres` and `exclude_genres` (separated by commas), `genres_mode`, `year_from`, `year_to`
  /// and `ids` (separated by commas; unknown ids are ignored), as far as the route allows them.
  init(_ query: inout Query, _ catalogue: Catalogue) {
    func read(_ field: String, _ query: inout Query, into genres: inout [String]) {
      let names = query[field]?.split(separator: ",", omittingEmptySubsequences: false) ?? []
      guard names.count <= Self.maximumGenres else { return query.refuse(field, Self.tooManyGenres) }
      for name in names {
        Self.add(String(name), to: &genres, field, catalogue, &query)
      }
    }
    if let name = query["genre"] { Self.add(name, to: &genres, "genre", catalogue, &query) }
    read("genres", &query, into: &genres)
    read("exclude_genres", &query, into: &excludedGenres)
    if let texts = query["ids"]?.split(separator: ",", omittingEmptySubsequences: false) {
      let numbers = texts.compactMap { MovieID($0) }
      if numbers.count != texts.count || numbers.count > Self.maximumIDs {
        query.refuse("ids", "must be at most \(Self.maximumIDs) whole numbers, separated by commas")
      }
      ids = Set(numbers)
    }
    readRest(&query)
  }

  private static let years: ClosedRange<Int64> = 1...9_999

  private mutating func readRest(_ fields: inout some Fields) {
    if let both = excludedGenres.first(where: genres.contains) {
      fields.refuse("exclude_genres", "contains '\(both)', which 'genres' contains, too")
    }
    if let text = fields.string("genres_mode") {
      if let mode = GenresMode(rawValue: text) {
        genresMode = mode
      } else {
        fields.refuse("genres_mode", "must be 'any' or 'all'")
      }
      if genres.isEmpty, !fields.isFaulty("genres") { fields.refuse("genres_mode", "is only allowed with 'genres'") }
    }
    yearFrom = fields.integer("year_from", in: Self.years).map { Int($0) }
    yearTo = fields.integer("year_to", in: Self.years).map { Int($0) }
    if let yearFrom, let yearTo, yearFrom > yearTo { fields.refuse("year_to", "must not be before 'year_from'") }
  }

  /// Adds a genre unless the list has it already: one repeated a hundred thousand times must not be compared that often
  /// with every movie.
  private static func add(
    _ name: String, to genres: inout [String], _ field: String, _ catalogue: Catalogue, _ fields: inout some Fields
  ) {
    guard !genres.contains(name) else { return }
    guard let genre = catalogue.genre(named: name) else {
      return fields.refuse(field, "names an unknown genre; GET /api/genres lists all genres")
    }
    if !genres.contains(genre) { genres.append(genre) }
  }
}
