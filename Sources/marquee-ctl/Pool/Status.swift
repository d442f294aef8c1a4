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
      Reads the scoreboard that the pool keeps in shared memory and its master hands out; a configuration with a fault \
      does not matter. Exits with 0 while the master runs, with 3 if it has gone, and with 4 if there is no pool at all or \
      it does not answer.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "One JSON object, for programs.")
  var json = false

  @Flag(help: "Show it again every second, until interrupted.")
  var watch = false

  func run() throws {
    let path = options.lenientConfiguration().scoreboard
    repeat {
      let pool: RunningPool
      do throws(ScoreboardError) {
        // Found anew each time: another master makes another one.
        pool = try RunningPool.find(at: path)
      } catch {
        report(error.description)
        throw ExitCode(error == .noPool(path: path) ? 3 : 4)
      }
      let view = PoolView(pool, at: .now(), clock: monotonicMicroseconds())
      show((watch && !json ? Self.clearScreen : "") + (json ? view.json : view.text) + "\n", on: STDOUT_FILENO)
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
