import ArgumentParser
import Configuration

struct CheckConfig: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-config",
    abstract: "Check the configuration and print what it amounts to, or list every key.",
    discussion: """
      Names file, line and key of every fault, also where a place that is named cannot be. \
      'marquee-server --check-config' also reads the secrets, and looks at all places as the user that the pool becomes.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "List every key with its meaning, its form and its default.")
  var keys = false

  func run() throws {
    try reportingFailure {
      if keys { return Setting.all.forEach { print($0.documentation) } }
      let (configuration, faults) = Configuration.loadLeniently(file: options.config)
      var places = PlaceCheck()
      places.look(atStartOf: configuration, keys: Set(configuration.places.keys))
      places.look(atModelsOf: configuration, keys: Set(configuration.places.keys))
      places.look(atSecretsOf: configuration)
      for note in places.notes { say("Note: \(note).") }
      for fault in faults + places.faults { say("marquee-ctl: \(fault)") }
      guard faults.isEmpty, places.faults.isEmpty else { throw ExitCode.failure }
      for setting in Setting.all { print("\(setting.key) = \(setting.show(configuration))") }
    }
  }
}
