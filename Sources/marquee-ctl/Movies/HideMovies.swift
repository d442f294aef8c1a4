import ArgumentParser
import Configuration
import Domain

struct HideMovies: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hide", abstract: "Hide movies from all users, within two seconds.",
    discussion: """
      A hidden movie appears in no list, search, ranking or recommendation, and accepts no new ratings or \
      interactions. Existing interactions stay in users' histories, still show the title, still influence \
      recommendations, and can be deleted. Imports leave the movie hidden. 'movies show' shows it again. If any of the \
      ids is unknown, nothing changes.
      """)

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var movies: MovieArguments

  func run() throws {
    try reportingFailure {
      try movies.set(
        hiddenSince: .now(), in: Configuration.load(file: options.config).movieTable(), changed: "is hidden.",
        unchanged: "was already hidden.")
    }
  }
}

struct ShowMovies: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Show hidden movies again.")

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var movies: MovieArguments

  func run() throws {
    try reportingFailure {
      try movies.set(
        hiddenSince: nil, in: Configuration.load(file: options.config).movieTable(), changed: "is shown again.",
        unchanged: "was not hidden.")
    }
  }
}
