import ArgumentParser
import Configuration
import Domain
import MariaDB
import Stores

struct MoviesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "movies", abstract: "List movies, hide them and show them again.",
    subcommands: [ListMovies.self, HideMovies.self, ShowMovies.self], defaultSubcommand: ListMovies.self)
}

/// The movies that a command changes.
struct MovieArguments: ParsableArguments {
  @Argument(help: "The ids of the movies. Put negative ids after '--'.")
  var ids: [MovieID]

  /// Hides the movies or shows them again, and prints which of them it changed. Throws if any does not exist.
  /// - Parameters:
  ///   - time: when they were hidden; nil to show them.
  ///   - changed: printed after the title of a movie that was changed.
  ///   - unchanged: printed after the title of any other movie.
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
      ? "there is no movie \(list); nothing was changed" : "there are no movies \(list); nothing was changed"
  }
}

extension Configuration {
  /// The movie table, on its own connection.
  func movieTable() throws -> Movies { Movies(Connection(Address(self, password: try databasePassword()))) }
}
