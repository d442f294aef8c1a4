// Decomposition (NFD) is the standard library's own, which strings compare with, but still behind this interface; the
// other way would be all of Foundation in every worker.
@_spi(_Unicode) import Swift

/// Text as search sees it: without case and accents.
enum Folding {
  /// The words of `text`, each of letters and digits alone. An apostrophe joins (`schindlers` is `Schindler's`), anything
  /// else that is no letter separates.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    for scalar in text._nfd {
      if apostrophes.contains(scalar) { continue }
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark: continue
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .spacingMark:
        fold(scalar, into: &word)
      default: finish(&word, &words)
      }
    }
    finish(&word, &words)
    return words
  }

  private static let apostrophes: Set<Unicode.Scalar> = ["'", "’", "‘", "ʼ", "`", "´"]

  /// Letters that are no letter with a mark to Unicode, though people type them without.
  private static let plain: [Unicode.Scalar: String] = [
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
  ]

  private static func fold(_ scalar: Unicode.Scalar, into word: inout String.UnicodeScalarView) {
    for small in scalar.properties.lowercaseMapping.unicodeScalars {
      if let letters = plain[small] { word.append(contentsOf: letters.unicodeScalars) } else { word.append(small) }
    }
  }

  private static func finish(_ word: inout String.UnicodeScalarView, _ words: inout [String]) {
    if !word.isEmpty { words.append(String(word)) }
    word.removeAll()
  }
}
