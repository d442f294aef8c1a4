import Domain
import JSON
import Scoring
import Synchronization
import System

/// All movies, in memory, with their parts of answers rendered in advance, so that anonymous requests touch no
/// database.
///
/// Only `hidden`, `allMovies`, `knows`, `known` and `writeMembers` include hidden movies, because users keep their
/// history with them.
package final class Catalogue: Sendable {
  /// By ascending id.
  package let movies: [Movie]
  /// Nil until a catalogue has been read.
  package let version: Int64?
  let ids: [MovieID]
  /// The members of each movie's JSON object, in the order of `movies`.
  private let members: PackedBytes
  /// By ascending id.
  let hidden: [Movie]
  /// The members of each hidden movie's JSON object.
  private let hiddenMembers: [MovieID: ArraySlice<UInt8>]
  /// The answer to the original `/init`.
  let legacyList: [UInt8]
  let legacyTag: String
  /// By name, each with its number of movies.
  let genres: [(name: String, count: Int)]
  private let genreNames: [String: String]
  /// In the order of `movies`.
  private let genreSets: [GenreSet]
  let search: SearchIndex
  private let builtMatcher = Mutex<MovieMatcher?>(nil)
  /// Positions sorted by title as search sees it, ties by id.
  let byTitle: [Int32]
  /// Positions sorted by date, newest first, ties by id; movies without a date come last.
  let byDate: [Int32]

  package static let empty = Catalogue(movies: [], version: nil)

  /// - Parameters:
  ///   - all: all movies by ascending id, each id once.
  ///   - hidden: the ids of movies that are not shown.
  package init(movies all: [Movie], hidden: Set<MovieID> = [], version: Int64?) {
    let all = Self.sharingGenres(all)
    let movies = hidden.isEmpty ? all : all.filter { !hidden.contains($0.id) }
    // It takes as long as all the rest, and a worker is not ready before.
    let search = Later { SearchIndex(movies) }
    self.movies = movies
    self.version = version
    ids = movies.map(\.id)
    var genreCounts: [String: Int] = [:]
    for movie in movies { for genre in Set(movie.genres) { genreCounts[genre, default: 0] += 1 } }
    genres = genreCounts.sorted { $0.key < $1.key }.map { (name: $0.key, count: $0.value) }
    genreNames = Dictionary(
      genreCounts.keys.sorted().map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    let numbers = Dictionary(
      uniqueKeysWithValues: genreCounts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.enumerated()
        .map { ($1.key, $0) })
    genreSets = movies.map { GenreSet($0.genres.compactMap { numbers[$0] }) }
    let titles = movies.map { Folding.words($0.displayTitle).joined(separator: " ") }
    byTitle = movies.indices.sorted { (titles[$0], $0) < (titles[$1], $1) }.map(Int32.init)
    let dates = movies.map { $0.date?.iso ?? "" }
    byDate = movies.indices.sorted { (dates[$1], $0) < (dates[$0], $1) }.map(Int32.init)
    members = PackedBytes(movies.map(Self.members))
    self.hidden = hidden.isEmpty ? [] : all.filter { hidden.contains($0.id) }
    hiddenMembers = Dictionary(uniqueKeysWithValues: self.hidden.map { ($0.id, Self.members(of: $0)[...]) })
    legacyList = JSONWriter.object(capacity: 128 * movies.count) { json in
      json.field("result") { $0.array { list in movies.forEach { Self.writeLegacy($0, to: &list) } } }
    }
    legacyTag = EntityTag.of(legacyList)
    self.search = search.get()
  }

  /// The same movies, with equal lists of genres sharing memory: few lists differ, and each takes as much memory as a
  /// title.
  private static func sharingGenres(_ movies: [Movie]) -> [Movie] {
    var lists: [[String]: [String]] = [:]
    return movies.map { movie in
      let genres = lists[movie.genres] ?? movie.genres
      lists[genres] = genres
      return Movie(
        id: movie.id, title: movie.title, genres: genres, date: movie.date, externalIDs: movie.externalIDs)
    }
  }

  /// Built when it is first needed, since most workers import nothing.
  var matcher: MovieMatcher {
    builtMatcher.withLock { built in
      let matcher = built ?? MovieMatcher(movies)
      built = matcher
      return matcher
    }
  }

  /// By ascending id, hidden ones included.
  var allMovies: [Movie] { hidden.isEmpty ? movies : (movies + hidden).sorted { $0.id < $1.id } }

  package subscript(_ id: MovieID) -> Movie? { position(of: id).map { movies[$0] } }

  func position(of id: MovieID) -> Int? { ids.withUnsafeBufferPointer { SortedIDs.position(of: id, in: $0) } }

  /// The catalogue's spelling of a genre, whatever the case of `name`; nil if no movie has the genre.
  func genre(named name: String) -> String? { genreNames[name.lowercased()] }

  /// The genres of a movie; the same as for a movie without genres if the catalogue does not contain it.
  func genreSet(of id: MovieID) -> GenreSet { position(of: id).map { genreSets[$0] } ?? GenreSet([]) }

  package func contains(_ id: MovieID) -> Bool { position(of: id) != nil }

  /// Whether the movie exists, hidden or not.
  func knows(_ id: MovieID) -> Bool { contains(id) || hiddenMembers[id] != nil }

  /// The movie, hidden or not.
  func known(_ id: MovieID) -> Movie? { self[id] ?? hidden.first { $0.id == id } }

  /// Writes `id`, `title`, `genre` and `date` of a movie that the catalogue knows.
  func writeMembers(of id: MovieID, to json: inout JSONWriter) {
    if let written = position(of: id).map({ members[$0] }) ?? hiddenMembers[id] { json.members(written) }
  }

  /// Writes `result`: movies that the catalogue contains, in the given order.
  /// - Parameter more: writes further members of a movie, given its place in the list.
  func writeResult(
    _ movies: some Sequence<MovieID>, _ ratings: ShownRatings = .none, to json: inout JSONWriter,
    _ more: (Int, inout JSONWriter) -> Void = { _, _ in }
  ) {
    json.field("result") { json in
      json.array { list in
        for (place, movie) in movies.enumerated() {
          list.object { json in
            writeMembers(of: movie, to: &json)
            ratings.write(of: movie, to: &json)
            more(place, &json)
          }
        }
      }
    }
  }

  /// Writes a movie in the form of the original client, with a date such as `1995-Jan-01`.
  static func writeLegacy(_ movie: Movie, to json: inout JSONWriter) {
    json.object { Self.write(movie, date: movie.date?.withMonthName, to: &$0) }
  }

  private static func members(of movie: Movie) -> [UInt8] {
    Array(JSONWriter.object { write(movie, date: movie.date?.iso, to: &$0) }.dropFirst().dropLast())
  }

  private static func write(_ movie: Movie, date: String?, to json: inout JSONWriter) {
    json.field("id", movie.id)
    json.field("title", movie.displayTitle)
    json.field("genre", movie.genres.joined(separator: ", "))
    json.field("date", date)
  }
}
