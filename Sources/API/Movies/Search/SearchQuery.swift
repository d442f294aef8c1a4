import Domain

/// The words that a user has typed.
struct SearchQuery {
  struct Word {
    let text: String
    /// Whether titles without it are found, too: articles and `and`, unless nothing else was typed.
    var isOptional = false
    /// The word joined to its neighbours.
    var joined: [String] = []
  }

  /// Each once, in the order in which they were typed.
  private(set) var words: [Word] = []
  /// All words without spaces, as titles are compared.
  let text: String
  /// The same without a leading article; equal if there is none.
  let textWithoutArticle: String

  init(_ typed: String) {
    // `Matrix, The` is read as `The Matrix`.
    let title = Folding.words(Title.display(typed))
    text = title.joined()
    textWithoutArticle = title.count > 1 && Self.optional.contains(title[0]) ? title.dropFirst().joined() : text

    let all = Folding.words(typed)
    var joined: [String: [String]] = [:]
    func join(_ range: Range<Int>) {
      let whole = all[range].joined()
      for word in all[range] where joined[word]?.contains(whole) != true { joined[word, default: []].append(whole) }
    }
    for index in all.indices.dropFirst() { join(index - 1..<index + 1) }
    var start = 0
    for index in 0...all.count where index == all.count || all[index].unicodeScalars.count > 1 {
      // Initials with spaces between them.
      if index - start > 2 { join(start..<index) }
      start = index + 1
    }
    let isAllOptional = all.allSatisfy(Self.optional.contains)
    var seen: Set<String> = []
    for word in all where seen.insert(word).inserted {
      words.append(
        Word(
          text: word, isOptional: !isAllOptional && Self.optional.contains(word),
          joined: joined[word] ?? []))
    }
  }

  private static let optional: Set<String> = ["the", "a", "an", "and"]
}
