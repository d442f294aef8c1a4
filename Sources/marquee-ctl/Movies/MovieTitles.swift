import Configuration
import Domain
import MariaDB
import Stores

/// The titles of movies, for output. Without a database, movies have ids only.
struct MovieTitles {
  private let titles: [MovieID: String]

  /// Reports on standard error why there are no titles, if so.
  init(_ configuration: Configuration) {
    do {
      let movies = try configuration.movieTable().catalogue(rejected: { _ in })
      titles = Dictionary(movies.map { ($0.id, $0.displayTitle) }, uniquingKeysWith: { $1 })
    } catch {
      say("marquee-ctl: titles are left out: \(error)")
      titles = [:]
    }
  }

  subscript(movie: MovieID) -> String? { titles[movie] }

  /// The id, and the title if it is known.
  func label(of movie: MovieID) -> String { titles[movie].map { "\(movie) \($0)" } ?? "\(movie)" }
}
