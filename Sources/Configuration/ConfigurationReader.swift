/// Reads settings from the lines of a file and then from the environment, which overrides them. It continues after a
/// fault, so that a command can use the valid settings of a broken configuration.
struct ConfigurationReader {
  private(set) var configuration = Configuration()
  private(set) var faults: [ConfigurationError] = []

  /// - Parameter contents: the contents of the file named `file`; nil without a file.
  init(contents: String?, file: String, environment: [String: String]) {
    for (number, line) in Self.lines(of: contents ?? "") { read(line, at: .line(file: file, number: number)) }
    for (variable, value) in environment.sorted(by: { $0.key < $1.key }) {
      guard variable.hasPrefix(Self.prefix), variable != Configuration.fileVariable else { continue }
      set(variable.dropFirst(Self.prefix.count).lowercased(), to: value, at: .environment(variable: variable))
    }
    if let (key, reason) = configuration.contradiction(of: Set(configuration.places.keys)) {
      faults.append(
        ConfigurationError(
          place: configuration.places[key] ?? .file(file.isEmpty ? "the configuration" : file), key: key, reason: reason
        ))
    }
  }

  private static let prefix = "MARQUEE_"

  private mutating func read(_ line: String, at place: ConfigurationError.Place) {
    guard !line.contains("\0") else { return fail(place, nil, "contains a zero byte: not a text file") }
    guard let equals = line.firstIndex(of: "=") else {
      return fail(place, nil, "expected 'key = value', found '\(line)'")
    }
    let key = trimmed(line[..<equals])
    if case .line(_, let first)? = configuration.places[key] {
      return fail(place, key, "is set twice, first in line \(first)")
    }
    set(key, to: trimmed(line[line.index(after: equals)...]), at: place)
  }

  private mutating func set(_ key: String, to value: String, at place: ConfigurationError.Place) {
    guard let setting = Setting.all.first(where: { $0.key == key }) else {
      return fail(place, key, "is not a known key")
    }
    // An invalid value leaves the setting unchanged.
    var changed = configuration
    if setting.apply(value, &changed) {
      configuration = changed
    } else {
      fail(place, key, "cannot be '\(value)': \(setting.fault(value) ?? "expected \(setting.expects)")")
    }
    configuration.places[key] = place
  }

  private mutating func fail(_ place: ConfigurationError.Place, _ key: String?, _ reason: String) {
    faults.append(ConfigurationError(place: place, key: key, reason: reason))
  }

  /// The lines with their numbers, from 1, without empty lines and comments (lines that begin with `#`).
  private static func lines(of contents: String) -> [(Int, String)] {
    contents.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
      index, line in
      let text = trimmed(line)
      return text.isEmpty || text.hasPrefix("#") ? nil : (index + 1, text)
    }
  }
}

/// The text without white space at either end.
private func trimmed(_ text: Substring) -> String {
  var text = text
  while text.first?.isWhitespace == true { text.removeFirst() }
  while text.last?.isWhitespace == true { text.removeLast() }
  return String(text)
}
