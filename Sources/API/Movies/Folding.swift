// NFD from the standard library, which compares strings with it but exposes it only through this SPI. The alternative
// would load all of Foundation into every worker.
@_spi(_Unicode) import Swift

/// Text as search sees it: without case and accents, and with variants of a letter made equal.
enum Folding {
  /// The words of `text`, which consist of letters and digits. An apostrophe is dropped (`Schindler's` is
  /// `schindlers`); any other character that is neither a letter nor a digit separates words.
  static func words(_ text: String) -> [String] { groups(text).flatMap { $0 } }

  /// The same words, grouped where no space separates them: `Spider-Man 2` is `[[spider, man], [2]]`.
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

  /// Characters inside words that are dropped: apostrophes and invisible characters.
  private static let apostrophes: Set<Unicode.Scalar> = [
    "'", "’", "‘", "‛", "ʼ", "ʻ", "ʹ", "′", "`", "´", "\u{AD}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}",
    // The half-width katakana voiced and semi-voiced sound marks.
    "\u{FF9E}", "\u{FF9F}",
  ]

  /// Letters that Unicode does not decompose, but that users type as plain ones.
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
