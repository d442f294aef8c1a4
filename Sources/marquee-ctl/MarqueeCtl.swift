import ArgumentParser
import Configuration
import Provenance

/// What a person types to look after an installation.
@main struct MarqueeCtl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "marquee-ctl",
    abstract: "Look after an installation of Marquee.",
    discussion: """
      Every command reads the configuration file named by --config or by MARQUEE_CONFIG, or else \
      \(Configuration.defaultFile) if there is one; MARQUEE_<KEY> in the environment goes over each key. The exit code \
      is 0 when all went well, 64 for a mistake in the command line, and 1 for any other failure, which is said on standard error.
      """,
    version: Release.line(of: "marquee-ctl"),
    subcommands: [
      Status.self, Reload.self, Stop.self, ModelsCommand.self, MoviesCommand.self, UsersCommand.self, Prune.self,
      Migrate.self, Import.self,
      CheckConfig.self,
    ])
}

struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: "The configuration file. \(Configuration.fileHelp)")
  var config: String?

  /// What is good of the configuration, for commands that must work on a bad day; its faults are said.
  func lenientConfiguration() -> Configuration {
    let (configuration, faults) = Configuration.loadLeniently(file: config)
    for fault in faults { say("marquee-ctl: \(fault) (this command goes on without it)") }
    return configuration
  }
}
