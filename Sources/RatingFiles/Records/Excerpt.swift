import Domain

/// Excerpts of a file for people: a single line, truncated, with invisible characters written as `\u{202E}`.
package enum Excerpt {
  package static func text(_ bytes: ArraySlice<UInt8>, limit: Int = 100) -> String {
    let scalars = FieldValue.decoded(bytes).unicodeScalars
    var text = ""
    for scalar in scalars.prefix(limit) {
      switch scalar {
      case "\t": text += "\\t"
      case _ where scalar.isVisible: text.unicodeScalars.append(scalar)
      default: text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return scalars.dropFirst(limit).isEmpty ? text : text + "…"
  }

  /// A field as written in the file, including spaces.
  static func quoted(_ bytes: ArraySlice<UInt8>) -> String { "'\(text(bytes, limit: 40))'" }
}
