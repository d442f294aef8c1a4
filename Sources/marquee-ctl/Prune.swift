import ArgumentParser
import Configuration
import Domain
import MariaDB
import Stores

struct Prune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove expired sessions, old failed log-ins and old recommendations.",
    discussion: """
      Keeps what users viewed, selected and rated. Recommendations are not training data, and their number grows with \
      every page shown. Can run while the pool serves, and does so by a weekly timer of the package. The pool itself \
      also removes expired sessions.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(name: .customLong("recommended-days"), parsing: .unconditional, help: "Days of recommendations to keep.")
  var days: Int64 = 180

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  func validate() throws {
    guard (1...36_500).contains(days) else { throw ValidationError("--recommended-days must be from 1 to 36500.") }
  }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let address = Address(configuration, password: try configuration.databasePassword()).waiting(
        atMost: .seconds(600))
      let connection = Connection(address)
      let now = Timestamp.now()
      let expired = try Retention(connection).removeExpired(at: now)
      let removed = try Pruning(connection).removeRecommendations(before: now - .seconds(days * 86_400))
      print(
        json
          ? #"{"expired":\#(expired),"interactions":\#(removed.interactions),"recommendations":\#(removed.lists)}"#
          : """
          removed \(expired) expired sessions and log-in attempts, and \(removed.interactions) interactions and \
          \(removed.lists) lists of recommendations older than \(days) days
          """)
    }
  }
}
