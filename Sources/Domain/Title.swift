/// How catalogue titles are written for sorting, and how people say them.
package enum Title {
  /// Moves a trailing article to the front and drops a year in parentheses at the end. Other parentheses stay:
  /// `City of Lost Children, The (Cité des enfants perdus, La) (1995)` becomes
  /// `The City of Lost Children (La Cité des enfants perdus)`.
  package static func display(_ stored: String) -> String {
    let title = withoutYear(stored)
    guard title.last == ")", let open = title.lastIndex(of: "("), open > title.startIndex else {
      return articleFirst(title)
    }
    let before = title[..<open]
    let inside = title[title.index(after: open)...].dropLast()
    guard before.last == " " else { return articleFirst(title) }
    return "\(articleFirst(before.dropLast())) (\(articleFirst(inside)))"
  }

  /// The year in parentheses at the end of a title, `1994` in `Heat (1994)`.
  package static func year(in stored: String) -> Int? {
    let bytes = Array(stored.utf8.suffix(6))
    guard bytes.count == 6, bytes[0] == UInt8(ascii: "("), bytes[5] == UInt8(ascii: ")") else { return nil }
    guard bytes[1...4].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return bytes[1...4].reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Whether `word`, in small letters, is one that sorting passes over.
  package static func isArticle(_ word: String) -> Bool { articles.contains(word) }

  /// Articles that catalogues put behind a comma: those of the languages in MovieLens.
  private static let articles: Set<String> = [
    "the", "a", "an", "la", "le", "les", "l'", "un", "une", "il", "lo", "gli", "i", "el", "los", "las", "der", "die",
    "das", "ein", "eine", "de", "het", "den", "det", "en", "o", "os", "as",
  ]

  private static func withoutYear(_ stored: String) -> Substring {
    guard year(in: stored) != nil else { return stored[...] }
    var title = stored.dropLast(6)
    while title.last == " " { title.removeLast() }
    return title.isEmpty ? stored[...] : title
  }

  private static func articleFirst(_ title: some StringProtocol) -> String {
    guard let comma = title.lastIndex(of: ",") else { return String(title) }
    let article = title[title.index(after: comma)...]
    guard article.first == " ", articles.contains(article.dropFirst().lowercased()) else { return String(title) }
    let space = article.last == "'" ? "" : " "
    return article.dropFirst() + space + title[..<comma]
  }
}
