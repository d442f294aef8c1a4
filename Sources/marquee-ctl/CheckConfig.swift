import ArgumentParser
import Configuration

struct CheckConfig: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-config",
    abstract: "Check the configuration, or list every key.",
    discussion: "Names file, line and key of a fault. 'marquee-server --check-config' also reads the files it names.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "List every key with its meaning, its form and its default.")
  var keys = false

  func run() throws {
    try reportingFailure {
      if keys { return Setting.all.forEach { print($0.documentation) } }
      _ = try Configuration.load(file: options.config)
      print("The configuration is good.")
    }
  }
}
