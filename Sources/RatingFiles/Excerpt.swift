import Domain

/// What a person is shown of a file's bytes: one line, cut, with what cannot be seen written as `\u{202E}`.
enum Excerpt {
  static func text(_ bytes: ArraySlice<UInt8>, limit: Int = 100) -> String {
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

  /// A field as it stands in the file, spaces included.
  static func quoted(_ bytes: ArraySlice<UInt8>) -> String { "'\(text(bytes, limit: 40))'" }
}
