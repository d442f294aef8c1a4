import ArgumentParser
import Configuration
import Provenance

/// The command-line tool for administering an installation.
@main struct MarqueeCtl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marquee-ctl",
    abstract: "Administer an installation of Marquee.",
    discussion: """
      Every command reads the configuration file named by --config or by MARQUEE_CONFIG, or else \
      \(Configuration.defaultFile) if it exists; MARQUEE_<KEY> in the environment overrides that key. The exit code is \
      0 on success, 64 for an error in the command line, and 1 for any other failure, which is reported on standard \
      error.
      """,
    version: Release.line(of: "marquee-ctl"),
    subcommands: [
      StatusCommand.self, Reload.self, Stop.self, ModelsCommand.self, MoviesCommand.self, UsersCommand.self,
      ReportCommand.self, ExperimentCommand.self, Prune.self, Recount.self, Migrate.self, Import.self,
      CheckConfig.self, SetupCommand.self,
    ])
}

struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: "The configuration file. \(Configuration.fileHelp)")
  var config: String?

  /// The valid part of the configuration, for commands that must work even if it has faults. Reports the faults.
  func lenientConfiguration() -> Configuration {
    let (configuration, faults) = Configuration.loadLeniently(file: config)
    for fault in faults { say("marquee-ctl: \(fault) (ignored by this command)") }
    return configuration
  }
}
