// Normalisation to NFC is the standard library's own, which strings compare with, but still behind this interface; the
// other way would be all of Foundation in every worker.
@_spi(_Unicode) import Swift

extension String {
  /// In Normalisation Form C (UAX #15): the same text however a keyboard or a file composes it.
  package var nfc: String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: _nfc)
    return String(scalars)
  }
}

extension Unicode.Scalar {
  /// Letters, marks, digits, punctuation, symbols and the plain space; not the empty cell of Braille (U+2800), a symbol
  /// that looks like one. What is left are characters that cannot be seen, end a line or reorder text.
  package var isVisible: Bool {
    guard !properties.isDefaultIgnorableCodePoint, self != "\u{2800}" else { return false }
    return switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: self == " "
    default: true
    }
  }

  /// `U+202E`.
  package var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
