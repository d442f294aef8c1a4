/// Writes the text form of OpenMetrics 1.0 (RFC draft-ietf-opsawg-openmetrics, "Text format").
struct OpenMetrics {
  static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

  enum Kind: String {
    case counter, gauge, histogram, info
  }

  private var text = ""

  /// A family: `samples` follow it at once.
  mutating func family(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
    text += "# TYPE \(name) \(kind.rawValue)\n"
    if let unit { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(Self.escaped(help))\n"
  }

  mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: some Numeric) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  mutating func sample(_ name: String, _ value: some Numeric) { sample(name, [], value) }

  /// The whole, with its end.
  var document: [UInt8] { Array("\(text)# EOF\n".utf8) }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
  }
}
