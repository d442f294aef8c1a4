// NFD from the standard library, which compares strings with it but exposes it only through this SPI. The alternative
// would load all of Foundation into every worker.
@_spi(_Unicode) import Swift

/// Text as search sees it: without case and accents, and with variants of a letter made equal.
enum Folding {
  /// The words of `text`, which consist of letters and digits. An apostrophe is dropped (`Schindler's` is
  /// `schindlers`), and so is a comma between digits (`20,000`). Initials with dots or stars are one word (`E.T.` is
  /// `et`, `M*A*S*H` is `mash`). `&`, and `+` between spaces, is the word `and`. Any other character that is neither a
  /// letter nor a digit separates words.
  static func words(_ text: String) -> [String] { groups(text).flatMap { $0 } }

  /// The same words, grouped where no space separates them: `Spider-Man 2` is `[[spider, man], [2]]`.
  static func groups(_ text: String) -> [[String]] {
    var groups: [[String]] = []
    var group = Group()

    func separate(_ scalar: Unicode.Scalar, isSpace: Bool) {
      group.separate(scalar)
      if isSpace, let words = group.finish() { groups.append(words) }
    }
    /// Classifies ASCII without Unicode properties, which are slow: most titles are ASCII only.
    func add(ascii scalar: Unicode.Scalar, before next: Unicode.Scalar?) {
      switch scalar {
      case "a"..."z", "0"..."9": group.append(ascii: UInt8(scalar.value))
      case "A"..."Z": group.append(ascii: UInt8(scalar.value) + 0x20)
      case "'", "`": break
      case "," where group.endsInDigit && next.map(isDigit) == true: break
      default: separate(scalar, isSpace: scalar == " " || ("\t"..."\r").contains(scalar))
      }
    }
    func add(_ scalar: Unicode.Scalar) {
      if scalar.isASCII { return add(ascii: scalar, before: nil) }
      if apostrophes.contains(scalar) { return }
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark: break
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .spacingMark:
        fold(scalar, into: &group)
      default: separate(scalar, isSpace: scalar.properties.isWhitespace)
      }
    }
    let scalars = text.utf8.allSatisfy { $0 < 0x80 } ? Array(text.unicodeScalars) : Array(text._nfd)
    for (index, scalar) in scalars.enumerated() {
      if scalar.isASCII {
        add(ascii: scalar, before: index + 1 < scalars.count ? scalars[index + 1] : nil)
      } else if let form = CompatibilityForms.form(of: scalar) {
        form.forEach(add)
      } else {
        add(scalar)
      }
    }
    if let words = group.finish() { groups.append(words) }
    return groups
  }

  /// Words without a space between them.
  private struct Group {
    /// In UTF-8.
    private var word: [UInt8] = []
    private var letters = 0
    private var words: [String] = []
    /// Whether only dots or stars have followed the last word, and that word is an initial or several.
    private var endsInInitials = false
    private var hasPlus = false

    var endsInDigit: Bool { word.last.map { isDigit(Unicode.Scalar($0)) } == true }

    mutating func append(ascii letter: UInt8) {
      word.append(letter)
      letters += 1
    }

    mutating func append(_ letter: Unicode.Scalar) {
      word.append(contentsOf: Unicode.UTF8.encode(letter) ?? Unicode.UTF8.encodedReplacementCharacter)
      letters += 1
    }

    mutating func separate(_ scalar: Unicode.Scalar) {
      endWord()
      if !isInitialMark(scalar) { endsInInitials = false }
      if scalar == "&" { words.append("and") }
      if scalar == "+" { hasPlus = true }
    }

    private mutating func endWord() {
      guard !word.isEmpty else { return }
      let ended = String(decoding: word, as: UTF8.self)
      let isInitial = letters == 1 && ended.unicodeScalars.first?.properties.isAlphabetic == true
      if isInitial, endsInInitials { words[words.count - 1] += ended } else { words.append(ended) }
      endsInInitials = isInitial
      word.removeAll(keepingCapacity: true)
      letters = 0
    }

    /// Its words, nil if there are none. The group is empty afterwards.
    mutating func finish() -> [String]? {
      endWord()
      defer { self = Group() }
      if !words.isEmpty { return words }
      return hasPlus ? ["and"] : nil
    }
  }

  /// Whether the character may separate initials.
  private static func isInitialMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ".", "*", "·", "•", "∗", "⋆", "★", "☆": true
    default: false
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

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

  private static func fold(_ scalar: Unicode.Scalar, into group: inout Group) {
    for small in scalar.properties.lowercaseMapping.unicodeScalars {
      if let letters = plain[small] { letters.unicodeScalars.forEach { group.append($0) } } else { group.append(small) }
    }
  }
}
