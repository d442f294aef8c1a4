/// Writes metrics as text for monitoring: in OpenMetrics 1.0, or in the older Prometheus format 0.0.4.
///
/// OpenMetrics names a counter's family without `_total`, Prometheus with it. Prometheus has no units, no `info` and no
/// end marker.
struct MetricsText {
  enum Kind: String {
    case counter, gauge, histogram, info
  }

  let format: MetricsFormat
  private var text = ""

  init(_ format: MetricsFormat) { self.format = format }

  /// Begins a family. Its samples must follow at once.
  /// - Parameter name: without `_total` and `_info`.
  mutating func family(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
    switch (format, kind) {
    case (.openMetrics, _):
      text += "# TYPE \(name) \(kind.rawValue)\n"
      if let unit { text += "# UNIT \(name) \(unit)\n" }
      text += "# HELP \(name) \(Self.escaped(help))\n"
    case (.prometheus, .counter): writeHead("\(name)_total", .counter, help)
    case (.prometheus, .info): writeHead("\(name)_info", .gauge, help)
    case (.prometheus, _): writeHead(name, kind, help)
    }
  }

  private mutating func writeHead(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: some Numeric) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  mutating func sample(_ name: String, _ value: some Numeric) { sample(name, [], value) }

  /// The whole text, with its end marker if the format has one.
  var document: [UInt8] { Array((format == .openMetrics ? "\(text)# EOF\n" : text).utf8) }

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
