import System

extension Configuration {
  /// The environment variable that names the file if no argument does.
  package static let fileVariable = "MARQUEE_CONFIG"
  /// The file that is read if it exists and nothing names another.
  package static let defaultFile = "/etc/marquee/marquee.conf"

  /// For the help of an option that names the file.
  package static let fileHelp = "Default: \(fileVariable), or else \(defaultFile) if it exists."

  /// Reads settings from the defaults, the file and the environment; each overrides the ones before. Throws the first
  /// fault.
  /// - Parameter contents: the contents of the file named `file`; nil without a file.
  package static func parse(
    contents: String?, file: String, environment: [String: String]
  ) throws(ConfigurationError) -> Configuration {
    let reader = ConfigurationReader(contents: contents, file: file, environment: environment)
    if let fault = reader.faults.first { throw fault }
    return reader.configuration
  }

  /// Reads the settings from a file and the environment. Throws the first fault.
  /// - Parameter file: nil for `MARQUEE_CONFIG`, or else the default file.
  package static func load(
    file: String?, environment: [String: String] = currentEnvironment()
  ) throws(ConfigurationError) -> Configuration {
    let (configuration, faults) = loadLeniently(file: file, environment: environment)
    if let fault = faults.first { throw fault }
    return configuration
  }

  /// Reads the valid settings and returns all faults, for commands that must work despite a broken configuration.
  package static func loadLeniently(
    file: String?, environment: [String: String] = currentEnvironment()
  ) -> (configuration: Configuration, faults: [ConfigurationError]) {
    let file = path(file: file, environment: environment)
    var contents: String?
    var unreadable: [ConfigurationError] = []
    do throws(ConfigurationError) {
      contents = try file.map { (file) throws(ConfigurationError) in try readText(file) }
    } catch {
      unreadable = [error]
    }
    let reader = ConfigurationReader(contents: contents, file: file ?? "", environment: environment)
    return (reader.configuration, unreadable + reader.faults)
  }

  /// The file to read; nil for none. An empty name means none.
  /// - Parameter file: the file that an argument names.
  package static func path(file: String?, environment: [String: String]) -> String? {
    let named = file ?? environment[fileVariable]
    if let named { return named.isEmpty ? nil : named }
    return File.exists(defaultFile) ? defaultFile : nil
  }

  package static func currentEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    for text in Environment.entries {
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
    }
    return variables
  }
}
