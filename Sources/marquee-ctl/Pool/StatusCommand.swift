import ArgumentParser
import Configuration
import Domain
import JSON
import MariaDB
import Scoreboard
import Stores
import System

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what the pool is doing.",
    discussion: """
      Reads the scoreboard, which the pool keeps in shared memory and its master passes on. Works even if the \
      configuration has a fault. If the database is a Galera cluster, also shows the node that the configuration leads \
      to. Exits with 0 if the pool is running, with 3 if it has ended, and with 4 if there is \
      no status socket or the master does not answer.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "Print a JSON object, for programs.")
  var json = false

  @Flag(help: "Refresh every second until interrupted.")
  var watch = false

  func run() throws {
    let configuration = options.lenientConfiguration()
    let path = configuration.scoreboard
    repeat {
      let pool: RunningPool
      do throws(ScoreboardError) {
        // Looked up each time, because a new master creates a new scoreboard.
        pool = try RunningPool.find(at: path)
      } catch {
        StandardError.write("marquee-ctl: \(error.description)\n")
        throw ExitCode(error == .noPool(path: path) ? 3 : 4)
      }
      let view = PoolView(
        pool, node: Self.node(configuration), at: .now(), clock: SystemClock.monotonic())
      StandardOutput.write((watch && !json ? Self.clearScreen : "") + (json ? view.json : view.text) + "\n")
      if watch { pause(for: .seconds(1)) }
    } while watch
  }

  /// Nil if the database is no cluster or does not answer soon: the pool's figures are wanted even then.
  private static func node(_ configuration: Configuration) -> ClusterNode? {
    var configuration = configuration
    configuration.databaseTimeout = .seconds(1)
    guard let password = try? configuration.databasePassword() else { return nil }
    return try? ClusterNode.current(on: Connection(Address(configuration, password: password)))
  }

  /// Moves the cursor to the top left and erases the screen (ECMA-48).
  private static let clearScreen = "\u{1B}[H\u{1B}[2J"
}
