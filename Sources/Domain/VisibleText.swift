// The standard library normalises to NFC to compare strings, but exposes that only through this SPI. The alternative is
// to load all of Foundation into every worker.
@_spi(_Unicode) import Swift

extension String {
  /// Normalisation Form C (UAX #15), so that the same text has the same scalars however a keyboard or file composes it.
  package var nfc: String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: _nfc)
    return String(scalars)
  }
}

extension Unicode.Scalar {
  /// True for letters, marks, digits, punctuation, symbols and the plain space, except the blank Braille cell (U+2800),
  /// a symbol that looks like a space. False for characters that are invisible, end a line or reorder text.
  package var isVisible: Bool {
    guard !properties.isDefaultIgnorableCodePoint, self != "\u{2800}" else { return false }
    return switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }

  /// For example `U+202E`.
  package var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
