import Domain

/// The words and titles by which a movie is found.
struct TitleTerms {
  /// What users may type as the whole title: the title and each one in parentheses, with and without a leading article,
  /// and with its numbers in other forms. Folded.
  private(set) var titles: [[String]] = []
  /// Every word that finds the movie, each once.
  private(set) var words: Set<String> = []

  init(_ movie: Movie) {
    // Scalars, because characters take several times as long.
    for part in movie.displayTitle.unicodeScalars.split(whereSeparator: { $0 == "(" || $0 == ")" }) {
      add(part: String(part))
    }
    let groups = Folding.groups(movie.title)
    addJoined(groups)
    for word in groups.joined() { add(word) }
    if let year = movie.year { words.insert(String(year)) }
  }

  private mutating func add(part: String) {
    var title: [String] = []
    var ends: Set<Int> = []
    for piece in Title.display(part).unicodeScalars.split(separator: " ") {
      title += Folding.words(String(piece))
      if let last = piece.last, Self.isEnd(last) { ends.insert(title.count - 1) }
    }
    ends.insert(title.count - 1)
    // Also known as.
    if title.first == "aka" {
      title.removeFirst()
      ends = Set(ends.map { $0 - 1 })
    }
    guard !title.isEmpty else { return }
    for variant in [title] + Numbers.variants(of: title, ends: ends) {
      titles.append(variant)
      for word in variant { add(word) }
      if variant.count > 1, Title.isArticle(variant[0]) { titles.append(Array(variant.dropFirst())) }
    }
  }

  /// Adds words without a space between them joined (`Spider-Man` is `spiderman`), and consecutive single letters
  /// joined (`E T` is `et`).
  private mutating func addJoined(_ groups: [[String]]) {
    for group in groups where group.count > 1 {
      words.insert(group.joined())
      if group.count > 2 { words.formUnion(zip(group, group.dropFirst()).map { $0 + $1 }) }
    }
    var letters = ""
    for word in groups.joined() + ["  "] {
      if word.count == 1 {
        letters += word
      } else {
        if letters.count > 1 { words.insert(letters) }
        letters = ""
      }
    }
  }

  /// Chinese and Japanese have no spaces: what begins at any of their characters is a word.
  private mutating func add(_ word: String) {
    guard words.insert(word).inserted, !word.utf8.allSatisfy({ $0 < 0x80 }) else { return }
    let letters = word.unicodeScalars
    for start in letters.indices.dropFirst() where Self.isUnspaced(letters[start]) {
      words.insert(String(String.UnicodeScalarView(letters[start...].prefix(Self.longestUnspaced))))
    }
  }

  /// Whether a part of a title may end here.
  private static func isEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ":", ";", "-", "–", "—": true
    default: false
    }
  }

  private static let longestUnspaced = 24

  private static func isUnspaced(_ letter: Unicode.Scalar) -> Bool {
    switch letter.value {
    case 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
    default: false
    }
  }
}
