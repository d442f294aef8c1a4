import ArgumentParser
import Configuration
import Credentials
import Scoring

struct CheckConfig: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-config",
    abstract: "Check the configuration and print the resulting settings, or list every key.",
    discussion: """
      Reports file, line and key of every fault, including paths that cannot be used and signing keys that are missing \
      or too short. 'marquee-server --check-config' also checks the database, and checks all paths as the user that \
      the pool runs as.
      """)

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "List every key with its meaning, format and default.")
  var keys = false

  func run() throws {
    try reportingFailure {
      if keys { return Setting.all.forEach { print($0.documentation) } }
      var (configuration, faults) = Configuration.loadLeniently(file: options.config)
      if let fault = configuration.keyFault { faults.append(fault) }
      var places = PlaceCheck()
      places.look(atStartOf: configuration, keys: Set(configuration.places.keys))
      places.look(atModelsOf: configuration, keys: Set(configuration.places.keys))
      places.look(atSecretsOf: configuration)
      var notes = places.notes + ModelDirectory(configuration.models).damaged
      if configuration.jwtSecretFile == nil { notes.append("'jwt_secret_file' is not set, and the pool needs one") }
      for note in notes { say("Note: \(note).") }
      for fault in faults + places.faults { say("marquee-ctl: \(fault)") }
      guard faults.isEmpty, places.faults.isEmpty else { throw ExitCode.failure }
      for setting in Setting.all { print("\(setting.key) = \(setting.show(configuration))") }
    }
  }
}

extension Configuration {
  /// Why the pool could not sign tokens; nil if it could, or if no key file is configured.
  fileprivate var keyFault: ConfigurationError? {
    guard let file = jwtSecretFile else { return nil }
    do {
      _ = try KeyRing(contents: Self.readBytes(file, key: "jwt_secret_file"))
      return nil
    } catch let fault as ConfigurationError {
      return fault
    } catch {
      return ConfigurationError(place: .file(file), key: "jwt_secret_file", reason: "cannot be used: \(error)")
    }
  }
}
