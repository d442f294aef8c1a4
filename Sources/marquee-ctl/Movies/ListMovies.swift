import ArgumentParser
import Configuration
import Domain
import JSON
import Stores

struct ListMovies: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List movies by id.",
    discussion: "Rows with impossible values are left out and reported on standard error; the exit code is then 1.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "List only hidden movies.")
  var hidden = false

  @Option(parsing: .unconditional, help: "Maximum number of movies.")
  var limit = 100

  @Option(parsing: .unconditional, help: "List only ids above this one, such as the last id of the previous list.")
  var after: MovieID?

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  func validate() throws {
    guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000000.") }
  }

  func run() throws {
    try reportingFailure {
      let movies = try Configuration.load(file: options.config).movieTable()
      var leftOut: [String] = []
      let found = try movies.overviews(
        onlyHidden: hidden, after: after ?? .min, limit: limit, rejected: { leftOut.append($0) })
      if json {
        print(Self.json(found))
      } else {
        for movie in found {
          print("\(movie.id) \(movie.title)" + (movie.hiddenSince.map { ", hidden since \($0.rfc3339)" } ?? ""))
        }
      }
      try report(leftOut: leftOut, of: "movies")
    }
  }

  private static func json(_ movies: [MovieOverview]) -> String {
    let object = JSONWriter.object { json in
      json.field("movies") { json in
        json.array { list in
          for movie in movies {
            list.object { json in
              json.field("id", movie.id)
              json.field("title", movie.title)
              json.field("hidden_at", movie.hiddenSince?.rfc3339)
            }
          }
        }
      }
    }
    return String(decoding: object, as: UTF8.self)
  }
}
