import ArgumentParser
import Configuration
import Domain
import MariaDB
import Stores

struct Prune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove expired sessions, old wrong passwords, and what was recommended long ago.",
    discussion: """
      What people viewed, picked and rated stays. Recommendations are no training data, and their number grows with every \
      page that is shown. Safe while the pool serves; for a timer. The pool itself removes expired sessions, too.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Option(name: .customLong("recommended-days"), parsing: .unconditional, help: "Keep recommendations of so many days.")
  var days: Int64 = 180

  @Flag(help: "One JSON object, for programs.")
  var json = false

  func validate() throws {
    guard (1...36_500).contains(days) else { throw ValidationError("--recommended-days must be from 1 to 36500.") }
  }

  func run() throws {
    try reportingFailure {
      let configuration = try Configuration.load(file: options.config)
      let address = Address(configuration, password: try configuration.databasePassword()).waiting(seconds: 600)
      let connection = Connection(address)
      let now = Timestamp.now()
      let expired = try Retention(connection).removeExpired(at: now)
      let removed = try Pruning(connection).removeRecommendations(before: now + -days * 86_400)
      print(
        json
          ? #"{"expired":\#(expired),"interactions":\#(removed.interactions),"recommendations":\#(removed.lists)}"#
          : """
          removed \(expired) expired sessions and attempts, and of recommendations older than \(days) days \
          \(removed.interactions) interactions and \(removed.lists) lists
          """)
    }
  }
}
