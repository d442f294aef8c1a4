import ArgumentParser
import Configuration
import Domain
import MariaDB
import Stores

struct MoviesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "movies", abstract: "List films, hide them and show them again.",
    subcommands: [ListMovies.self, HideMovies.self, ShowMovies.self], defaultSubcommand: ListMovies.self)
}

/// Which films, for what changes them.
struct MovieArguments: ParsableArguments {
  @Argument(help: "The films' ids. Negative ones stand behind '--'.")
  var ids: [MovieID]

  /// Hides the films, or shows them again, and says which of them it has changed. Throws if there is no such film.
  /// - Parameters:
  ///   - time: since when they are hidden; nil to show them.
  ///   - changed: what follows the title of a film that has changed; `unchanged` that of another.
  func set(hiddenSince time: Timestamp?, in movies: Movies, changed: String, unchanged: String) throws {
    let before = try movies.setHidden(Set(ids), since: time)
    let missing = Set(ids).subtracting(before.map(\.id)).sorted()
    guard missing.isEmpty else { throw UnknownMovies(ids: missing) }
    for movie in before {
      let isChanged = movie.isHidden != (time != nil)
      print("\(movie.id) \(movie.title.map { "\($0) " } ?? "")\(isChanged ? changed : unchanged)")
    }
  }
}

struct UnknownMovies: Error, CustomStringConvertible {
  let ids: [MovieID]
  var description: String {
    let list = ids.map(String.init).joined(separator: ", ")
    return ids.count == 1
      ? "there is no film \(list); nothing has been changed" : "there are no films \(list); nothing has been changed"
  }
}

extension Configuration {
  /// The table of films, over a connection of its own.
  func movieTable() throws -> Movies { Movies(Connection(Address(self, password: try databasePassword()))) }
}
