import ArgumentParser
import Configuration
import Scoreboard
import System

struct Stop: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Stop the pool, and wait until it has stopped.",
    discussion: """
      Accepted requests are finished first, within the configured 'stop_timeout'. Works even if the configuration has \
      a fault. Exits with 0 when the pool has stopped, with 3 if no pool is running, and with 1 if it takes longer \
      than --timeout.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "Stop at once: requests in flight are lost.")
  var now = false

  @Option(parsing: .unconditional, help: "Seconds to wait. Default: 'stop_timeout' plus 5.")
  var timeout: Int?

  func run() throws {
    try reportingFailure {
      let configuration = options.lenientConfiguration()
      let (master, _) = try PoolControl(configuration).pool()
      try master.signal(now ? .quit : .terminate)
      let timeout = timeout.map { .seconds($0) } ?? configuration.stopTimeout + .seconds(5)
      guard waited(atMost: timeout, until: { !master.isRunning }) else {
        throw StillRunning(process: master.process, time: timeout)
      }
      print("The pool has stopped.")
    }
  }
}

struct StillRunning: Error, CustomStringConvertible {
  let process: ProcessID
  let time: Duration
  var description: String { "the master, process \(process), is still running after \(time.seconds) s" }
}
