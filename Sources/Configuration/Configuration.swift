/// What a person may set, shared by the three executables. One file of `key = value` lines, and the environment
/// variable `MARQUEE_<KEY>` over each.
///
/// `Setting.all` documents every key with its unit and default.
package struct Configuration: Equatable, Sendable {
  // The pool.
  package var socket = "/run/marquee/marquee.sock"
  package var scoreboard = "/run/marquee/marquee.scoreboard"
  package var socketMode: UInt32 = 0o660
  /// Nil: one worker process a processor core.
  package var workers: Int?
  /// Nil: as many as `workers`, always.
  package var minimumWorkers: Int?
  package var slots = 8
  package var spareSlots = 4
  /// Seconds.
  package var idleTimeout = 10
  /// 0: a worker serves without end.
  package var maximumRequests = 0
  /// Milliseconds each; 0 for none.
  package var slowRequest = 1_000
  package var softLimit = 10_000
  package var hardLimit = 45_000
  /// Seconds.
  package var stopTimeout = 30
  /// Root is refused unless it is asked for.
  package var allowRoot = false
  package var logLevel = "info"
  /// The sites, besides our own, whose pages may call the API.
  package var corsOrigins: [String] = []

  // The database.
  package var databaseSocket: String? = "/run/mysqld/mysqld.sock"
  package var databaseHost: String?
  package var databasePort = 3306
  package var databaseName = "marquee"
  /// Encrypt a connection over TCP and check the server's certificate.
  package var databaseTLS = false
  package var databaseUser = "marquee"
  package var databasePasswordFile: String?
  /// Seconds a connection attempt, a read or a write may take.
  package var databaseTimeout = 5

  // Models and migrations.
  package var models = "/var/lib/marquee/models"
  package var migrations = "/usr/share/marquee/sql"

  // Credentials.
  package var jwtSecretFile: String?
  /// Seconds.
  package var tokenLifetime = 86_400
  /// Seconds.
  package var refreshLifetime = 30 * 86_400
  /// Seconds.
  package var sessionLifetime = 90 * 86_400
  /// The logarithm to base 2 of bcrypt's rounds, 4–31.
  package var passwordCost = 12

  package init() {}

  /// Defaults, then `file`, then the environment.
  /// - Parameter contents: what stands in the file named `file`; nil where there is none.
  package static func parse(
    contents: String?, file: String, environment: [String: String]
  ) throws(ConfigurationError) -> Configuration {
    var configuration = Configuration()
    /// Where each key was set last.
    var places: [String: ConfigurationError.Place] = [:]
    for (number, line) in lines(of: contents ?? "") {
      let place = ConfigurationError.Place.line(file: file, number: number)
      guard let equals = line.firstIndex(of: "=") else {
        throw ConfigurationError(place: place, key: nil, reason: "expected 'key = value', found '\(line)'")
      }
      let key = trimmed(line[..<equals])
      let value = trimmed(line[line.index(after: equals)...])
      guard places.updateValue(place, forKey: key) == nil else {
        throw ConfigurationError(place: place, key: key, reason: "is set twice")
      }
      try configuration.set(key, to: value, at: place)
    }
    for (variable, value) in environment.sorted(by: { $0.key < $1.key }) {
      guard variable.hasPrefix(environmentPrefix), variable != environmentPrefix + "CONFIG" else { continue }
      let key = variable.dropFirst(environmentPrefix.count).lowercased()
      places[key] = .environment(variable: variable)
      try configuration.set(key, to: value, at: .environment(variable: variable))
    }
    if let contradiction = configuration.contradiction {
      throw ConfigurationError(
        place: places[contradiction.key] ?? .file(file.isEmpty ? "the configuration" : file), key: contradiction.key,
        reason: contradiction.reason)
    }
    return configuration
  }

  private static let environmentPrefix = "MARQUEE_"

  private mutating func set(
    _ key: String, to value: String, at place: ConfigurationError.Place
  ) throws(ConfigurationError) {
    guard let setting = Setting.all.first(where: { $0.key == key }) else {
      throw ConfigurationError(place: place, key: key, reason: "is not a known key")
    }
    guard setting.apply(value, &self) else {
      throw ConfigurationError(place: place, key: key, reason: "cannot be '\(value)': expected \(setting.expects)")
    }
  }

  /// Numbered from 1; without empty lines and comments, which begin with `#`.
  private static func lines(of contents: String) -> [(Int, String)] {
    contents.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
      index, line in
      let text = trimmed(line)
      return text.isEmpty || text.hasPrefix("#") ? nil : (index + 1, text)
    }
  }
}

/// Without white space at either end.
private func trimmed(_ text: Substring) -> String {
  var text = text
  while text.first?.isWhitespace == true { text.removeFirst() }
  while text.last?.isWhitespace == true { text.removeLast() }
  return String(text)
}
