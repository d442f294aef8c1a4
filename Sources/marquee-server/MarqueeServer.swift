import ArgumentParser
import Configuration
import Domain
import Logging
import Logs
import Provenance
import Supervisor
import System

/// The pool: a master process, and the workers that it starts by running this executable again.
@main struct MarqueeServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marquee-server",
    abstract: "Serve Marquee's API over FastCGI with a pool of worker processes.",
    discussion: """
      Runs in the foreground and logs JSON lines to standard error. SIGTERM and SIGINT stop the pool after the \
      requests in flight, SIGQUIT at once; SIGHUP checks the configuration and replaces every worker without losing a \
      request.
      """,
    version: Release.line(of: "marquee-server"))

  @Option(
    help: "The configuration file; MARQUEE_<KEY> in the environment overrides its settings. \(Configuration.fileHelp)")
  var config: String?

  @Flag(help: "Check the configuration and the files it names, report faults, and exit.")
  var checkConfig = false

  @Flag(help: .hidden)
  var worker = false

  /// Whether a master has started this worker; see `Inheritance`.
  @Flag(help: .hidden)
  var hasMaster = false

  /// The worker's row of the scoreboard.
  @Option(help: .hidden)
  var row: Int?

  func run() throws {
    Descriptors.prepare()
    Heap.keepSmall()
    StandardError.keepFromBlocking()
    do {
      if worker {
        try runWorker(config: config, hasMaster: hasMaster, row: row)
      } else {
        let settings = try ServerSettings(config: config)
        let account = try settings.configuration.account()
        if checkConfig {
          try checkConfiguration(settings, account, config: config)
        } else {
          try runMaster(settings, account, config: config)
        }
      }
    } catch {
      if worker {
        // A worker's standard error is the pool's log.
        makeLog(Configuration(), label: "worker").error("cannot start", metadata: ["cause": "\(error)"])
        throw ExitCode(78)
      }
      LogOutput.standardError.write(Array("marquee-server: \(error)\n".utf8))
      // sysexits.h, EX_CONFIG: starting again would not help.
      throw ExitCode(78)
    }
  }
}
