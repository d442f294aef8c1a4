// Decomposition (NFD) is the standard library's own, which strings compare with, but still behind this interface; the
// other way would be all of Foundation in every worker.
@_spi(_Unicode) import Swift

/// Text as search sees it: without case, accents and other forms of the same letters.
enum Folding {
  /// The words of `text`, each of letters and digits alone. An apostrophe joins (`schindlers` is `Schindler's`),
  /// anything else that is no letter separates.
  static func words(_ text: String) -> [String] { groups(text).flatMap { $0 } }

  /// The same words, those together that no space stands between: `Spider-Man 2` is `[[spider, man], [2]]`.
  static func groups(_ text: String) -> [[String]] {
    var groups: [[String]] = []
    var group: [String] = []
    var word = String.UnicodeScalarView()

    func finishWord() {
      if !word.isEmpty { group.append(String(word)) }
      word.removeAll()
    }
    func add(_ scalar: Unicode.Scalar) {
      if apostrophes.contains(scalar) { return }
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark: break
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .spacingMark:
        fold(scalar, into: &word)
      default:
        finishWord()
        guard scalar.properties.isWhitespace, !group.isEmpty else { return }
        groups.append(group)
        group = []
      }
    }
    for scalar in text._nfd {
      if !scalar.isASCII, let form = CompatibilityForms.form(of: scalar) { form.forEach(add) } else { add(scalar) }
    }
    finishWord()
    return group.isEmpty ? groups : groups + [group]
  }

  /// What stands within a word and is no part of it: apostrophes, and what cannot be seen.
  private static let apostrophes: Set<Unicode.Scalar> = [
    "'", "’", "‘", "‛", "ʼ", "ʻ", "ʹ", "′", "`", "´", "\u{AD}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}",
    // The marks of voiced sounds beside half-width katakana.
    "\u{FF9E}", "\u{FF9F}",
  ]

  /// Letters that are no letter with a mark to Unicode, though people type them without.
  private static let plain: [Unicode.Scalar: String] = [
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
    "ŋ": "ng", "ɨ": "i", "ƀ": "b", "ƶ": "z", "ƒ": "f", "ə": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ĸ": "k",
    "ς": "σ",
  ]

  private static func fold(_ scalar: Unicode.Scalar, into word: inout String.UnicodeScalarView) {
    for small in scalar.properties.lowercaseMapping.unicodeScalars {
      if let letters = plain[small] { word.append(contentsOf: letters.unicodeScalars) } else { word.append(small) }
    }
  }
}
