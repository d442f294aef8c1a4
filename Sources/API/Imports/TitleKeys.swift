import Domain

/// The forms of a title by which the movies of other catalogues are recognised.
enum TitleKeys {
  /// The title without case, accents, punctuation and spaces, with `&` as `and` and the article in front; one for the
  /// title and one for each other title in parentheses at its end. In the others, a leading `a.k.a.` does not count.
  static func exact(_ title: String) -> [String] {
    let (base, others) = parts(Title.splitYear(title).title)
    var keys = ([base] + others).map { key(Title.display($0)) }
    // Very short texts in parentheses are remarks rather than titles, such as the number of a part.
    keys = keys.prefix(1) + keys.dropFirst().filter { $0.utf8.count >= shortest }
    // A pair of parentheses may also be part of the title.
    if !others.isEmpty { keys.append(key(Title.splitYear(title).title)) }
    var seen: Set<String> = [""]
    return keys.filter { seen.insert($0).inserted }
  }

  /// The same with less attention to detail: without leading articles, `and`, and words such as `part`, and with
  /// numbers in digits.
  static func loose(_ title: String) -> [String] {
    let (base, others) = parts(Title.splitYear(title).title)
    var seen: Set<String> = [""]
    return ([base] + others).map { part in
      var words = Folding.words(Title.display(part))
      if words.count > 1, Title.isArticle(words[0]) { words.removeFirst() }
      return Numbers.inDigits(words, ends: [words.count - 1]).filter { !ignored.contains($0) }.joined()
    }.filter { $0.utf8.count >= shortest && seen.insert($0).inserted }
  }

  /// A title that consists of signs only (`$`) is its own key.
  private static func key(_ title: String) -> String {
    let key = Folding.words(title).joined()
    return key.isEmpty ? title.filter { $0 != " " } : key
  }

  /// Splits the parentheses from the end of a title: `A (B) (C)` becomes `A` and `[B, C]`. Only the first few other
  /// titles count, because each costs a search.
  private static func parts(_ title: String) -> (base: String, others: [String]) {
    var base = title[...]
    var others: [String] = []
    while base.last == ")", let open = base.lastIndex(of: "(") {
      let before = base[..<open]
      guard before.contains(where: { $0 != " " }) else { break }
      others.append(withoutAlias(base[base.index(after: open)...].dropLast()))
      base = before
      while base.last == " " { base.removeLast() }
    }
    return (String(base), Array(others.reversed().prefix(mostOthers)))
  }

  private static let mostOthers = 4

  private static func withoutAlias(_ title: Substring) -> String {
    let folded = title.lowercased()
    for alias in ["a.k.a. ", "a.k.a ", "aka "] where folded.hasPrefix(alias) {
      return String(title.dropFirst(alias.count))
    }
    return String(title)
  }

  /// Bytes.
  private static let shortest = 3

  private static let ignored: Set<String> = ["and", "the", "part", "episode", "chapter", "volume", "vol"]
}
