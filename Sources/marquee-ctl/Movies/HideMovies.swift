import ArgumentParser
import Configuration
import Domain

struct HideMovies: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hide", abstract: "Hide films: nobody is shown them any more, within two seconds.",
    discussion: """
      A hidden film is in no list, search, ranking or recommendation, and takes no new ratings or interactions. What \
      people did with it stays in their history, which still names it, counts in what is recommended to them, and can \
      be deleted. Imports leave it hidden. 'movies show' shows it again. If one of the ids is unknown, nothing changes.
      """)

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var movies: MovieArguments

  func run() throws {
    try reportingFailure {
      try movies.set(
        hiddenSince: .now(), in: Configuration.load(file: options.config).movieTable(), changed: "is hidden.",
        unchanged: "was hidden already.")
    }
  }
}

struct ShowMovies: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Show films again that were hidden.")

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
