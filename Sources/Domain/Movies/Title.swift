/// Converts catalogue titles from the form they are sorted by to the form people read.
package enum Title {
  /// Moves a trailing article to the front and drops the year. Other parentheses stay:
  /// `City of Lost Children, The (Cité des enfants perdus, La) (1995)` becomes
  /// `The City of Lost Children (La Cité des enfants perdus)`.
  package static func display(_ stored: String) -> String {
    let (title, _) = splitYear(stored)
    guard let (before, inside) = lastParentheses(of: title[...]), before.last == " " else {
      return articleFirst(title[...])
    }
    return "\(articleFirst(before.dropLast())) (\(articleFirst(inside)))"
  }

  /// The year in parentheses at the end of a title, `1994` in `Heat (1994)`.
  package static func year(in stored: String) -> Int? { splitYear(stored).year }

  /// Splits the year in parentheses from the end of a title; of a range, the first year. Also reads the variants that
  /// occur in MovieLens: `Death Note (2006–2007)`, `Terrible Joe Moran (1984))`,
  /// `Naked Truth, The (1957) (Your Past Is Showing)`. A bare number stays, as in `Blade Runner 2049`, because it
  /// cannot be told from a year.
  package static func splitYear(_ stored: String) -> (title: String, year: Int?) {
    guard let (before, inside) = lastParentheses(of: stored[...]) else { return (stored, nil) }
    // The last parenthesis is surplus unless it closes an earlier one.
    let surplus = inside.last == ")" && before.count { $0 == "(" } == before.count { $0 == ")" }
    if let year = year(said: surplus ? inside.dropLast() : inside) {
      let title = withoutSpaceAtEnd(before)
      return (title.isEmpty ? stored : String(title), year)
    }
    guard let (title, middle) = lastParentheses(of: withoutSpaceAtEnd(before)), !title.isEmpty,
      let year = year(said: middle)
    else { return (stored, nil) }
    return ("\(withoutSpaceAtEnd(title)) (\(inside))", year)
  }

  /// Whether `word`, in lower case, is an article, which sorting ignores.
  package static func isArticle(_ word: String) -> Bool { articles.contains(word) }

  /// The articles that catalogues move after a comma, for the languages in MovieLens.
  private static let articles: Set<String> = [
    "the", "a", "an", "la", "le", "les", "l'", "un", "une", "il", "lo", "gli", "i", "el", "los", "las", "der", "die",
    "das", "ein", "eine", "de", "het", "den", "det", "en", "o", "os", "as",
  ]

  /// The text before the parentheses at the end, and the text inside them; nil if there are none.
  private static func lastParentheses(of text: Substring) -> (before: Substring, inside: Substring)? {
    guard text.utf8.last == UInt8(ascii: ")"), let open = text.utf8.lastIndex(of: UInt8(ascii: "(")) else { return nil }
    return (text[..<open], text[text.utf8.index(after: open)...].dropLast())
  }

  private static func withoutSpaceAtEnd(_ text: Substring) -> Substring {
    var end = text.endIndex
    while end > text.startIndex, text.utf8[text.utf8.index(before: end)] == UInt8(ascii: " ") {
      end = text.utf8.index(before: end)
    }
    return text[..<end]
  }

  /// Reads `1994`, `2006-2007`, `2006–07` and `2006–`.
  private static func year(said text: Substring) -> Int? {
    guard text.utf8.count >= 4, let year = Int(text.prefix(4)), text.utf8.first.map(isDigit) == true else { return nil }
    let rest = text.dropFirst(4).drop { $0 == " " }
    guard let dash = rest.first else { return year }
    guard "-–—".contains(dash) else { return nil }
    return rest.dropFirst().drop { $0 == " " }.utf8.allSatisfy(isDigit) ? year : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func articleFirst(_ title: Substring) -> String {
    // Bytes, because characters take several times as long.
    guard let comma = title.utf8.lastIndex(of: UInt8(ascii: ",")) else { return String(title) }
    let article = title[title.utf8.index(after: comma)...]
    guard article.first == " ", articles.contains(article.dropFirst().lowercased()) else { return String(title) }
    let space = article.last == "'" ? "" : " "
    return article.dropFirst() + space + title[..<comma]
  }
}
