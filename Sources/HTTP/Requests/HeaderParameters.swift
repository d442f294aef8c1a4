/// The parameters of a header's value: `form-data; name="file"; filename="my \"best\" films.csv"` (RFC 9110 §5.6.6).
enum HeaderParameters {
  /// - Returns: the text before the first semicolon, and the first value of each name; the text and the names are in
  ///   lower case.
  static func parse(_ text: some StringProtocol) -> (value: String, parameters: [String: String]) {
    var parts: [String] = [""]
    var isQuoted = false
    var isEscaped = false
    for scalar in String(text).unicodeScalars {
      if isEscaped {
        isEscaped = false
      } else if isQuoted, scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        isQuoted.toggle()
      } else if scalar == ";", !isQuoted {
        parts.append("")
        continue
      }
      parts[parts.count - 1].unicodeScalars.append(scalar)
    }
    var parameters: [String: String] = [:]
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      let name = trimmed(part[..<equals]).lowercased()
      if parameters[name] == nil { parameters[name] = unquoted(trimmed(part[part.index(after: equals)...])) }
    }
    return (trimmed(parts[0]).lowercased(), parameters)
  }

  /// Removes quotes and the reverse solidi before quoted characters. Browsers write a quote as `%22`.
  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
    var result = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        result.append(character)
        isEscaped = false
      }
    }
    return result
  }

  static func trimmed(_ text: some StringProtocol) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = text.drop(while: isSpace)
    let count = start.reversed().prefix(while: isSpace).count
    return String(start.dropLast(count))
  }
}
