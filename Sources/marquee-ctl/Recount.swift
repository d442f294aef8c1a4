import ArgumentParser
import Configuration
import MariaDB
import Stores

struct Recount: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the pool count the statistics of all interactions anew.",
    discussion: """
      The pool counts what has changed. After interactions or ratings were changed other than by Marquee, for example \
      by hand, or from a backup, only a count of everything finds out. It runs in the background; until it is done, \
      the pool serves the former figures.
      """)

  @OptionGroup var options: ConfigurationOptions

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let connection = Connection(Address(configuration, password: try configuration.databasePassword()))
      try StatisticsTables(connection).recount()
      print("The pool counts everything anew.")
    }
  }
}
