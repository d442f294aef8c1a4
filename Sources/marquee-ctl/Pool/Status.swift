import ArgumentParser
import Configuration
import Domain
import Glibc
import JSON
import Scoreboard

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what the pool does.",
    discussion: """
      Reads the scoreboard that the pool keeps in shared memory; the pool does not notice, and a configuration with a \
      fault does not matter. Exits with 0 while the master runs, with 3 where it does not, and with 4 where there is no scoreboard.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "One JSON object, for programs.")
  var json = false

  @Flag(help: "Show it again every second, until interrupted.")
  var watch = false

  func run() throws {
    let path = options.lenientConfiguration().scoreboard
    repeat {
      let board: Scoreboard
      do {
        // Opened anew each time: another master makes another one.
        board = try Scoreboard.open(path)
      } catch {
        report(error.description)
        throw ExitCode(4)
      }
      let view = PoolView(board, at: .now(), clock: monotonicMicroseconds())
      show((watch && !json ? Self.clearScreen : "") + (json ? view.json : view.text) + "\n", on: STDOUT_FILENO)
      guard view.isRunning else {
        report("the master, process \(view.pool.master), is not running")
        throw ExitCode(3)
      }
      if watch { sleep(1) }
    } while watch
  }

  /// ECMA-48: to the first place, and away with everything.
  private static let clearScreen = "\u{1B}[H\u{1B}[2J"

  private func report(_ text: String) { show("marquee-ctl: \(text)\n", on: STDERR_FILENO) }

  /// At once, also where the output is a pipe.
  private func show(_ text: String, on descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = write(descriptor, bytes, bytes.count)
  }
}
