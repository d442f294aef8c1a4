/// Writes HTML as bytes. Text and attribute values are escaped.
struct HTMLWriter {
  private(set) var bytes: [UInt8] = []

  /// Writes an element with the given content.
  /// - Parameter attributes: names and values; the values are not quoted.
  mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ content: (inout HTMLWriter) -> Void
  ) {
    open(name, attributes)
    content(&self)
    raw("</")
    raw(name)
    raw(">")
  }

  /// Writes an element that contains only text.
  mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], text content: String
  ) {
    element(name, attributes) { $0.text(content) }
  }

  /// Writes a start tag, which is all that a void element such as `<meta>` has.
  mutating func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:]) {
    raw("<")
    raw(name)
    for (key, value) in attributes {
      raw(" ")
      raw(key)
      raw("=\"")
      text(value)
      raw("\"")
    }
    raw(">")
  }

  mutating func text(_ content: String) {
    for byte in content.utf8 {
      switch byte {
      case UInt8(ascii: "&"): raw("&amp;")
      case UInt8(ascii: "<"): raw("&lt;")
      case UInt8(ascii: ">"): raw("&gt;")
      case UInt8(ascii: "\""): raw("&quot;")
      default: bytes.append(byte)
      }
    }
  }

  /// Writes text in which backquotes enclose code.
  mutating func prose(_ content: String) {
    for (index, part) in content.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      if index.isMultiple(of: 2) { text(String(part)) } else { element("code", text: String(part)) }
    }
  }

  mutating func raw(_ markup: StaticString) { markup.withUTF8Buffer { bytes.append(contentsOf: $0) } }
}
