import Domain

/// Finds films by the beginnings of words of their titles, in memory. Immutable.
///
/// A word leads to the films that have it through a sorted list of all words: those with a prefix lie side by side.
/// Where one word ends is a matter of taste: `Spider-Man` is found as `spiderman`, `Spiderman` as `spider man`.
struct SearchIndex: Sendable {
  /// How well a title fits a query; the first is the best.
  enum Fit: Int, Comparable {
    /// It is the query, perhaps but for an article in front.
    case whole
    /// It begins with the query.
    case beginning
    /// Each word of the query is a word of it.
    case words
    /// Each word of the query begins a word of it.
    case prefixes

    static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
  }

  struct Match: Equatable {
    /// Of the film, in the list that the index was made of.
    let position: Int
    let fit: Fit
  }

  /// Ascending, each once.
  private let words: PackedBytes
  /// Word w has the films from `starts[w]` up to and without `starts[w + 1]`, ascending.
  private let starts: [Int32]
  private let films: [Int32]
  /// Folded, with single spaces. Film f has those from `firstTitles[f]` up to and without `firstTitles[f + 1]`.
  private let titles: PackedBytes
  private let firstTitles: [Int32]

  /// - Parameter movies: fewer than 2³¹.
  init(_ movies: [Movie]) {
    var titles: [String.UTF8View] = []
    var firstTitles: [Int32] = [0]
    for movie in movies {
      titles += Self.titles(of: movie).map { $0.joined(separator: " ").utf8 }
      firstTitles.append(Int32(titles.count))
    }
    self.titles = PackedBytes(titles)
    self.firstTitles = firstTitles
    var pairs: [(word: String, film: Int32)] = []
    for (position, movie) in movies.enumerated() {
      for word in Set(Self.words(of: movie)) { pairs.append((word, Int32(position))) }
    }
    pairs.sort { $0.word == $1.word ? $0.film < $1.film : Self.precedes($0.word, $1.word) }
    var words: [String] = []
    var starts: [Int32] = []
    for (index, pair) in pairs.enumerated() where words.last != pair.word {
      words.append(pair.word)
      starts.append(Int32(index))
    }
    self.words = PackedBytes(words.map(\.utf8))
    self.starts = starts + [Int32(pairs.count)]
    films = pairs.map(\.film)
  }

  /// All films whose title has words that begin with the words of `query`, in any order; none for a query without
  /// words. By position.
  func matches(_ query: String) -> [Match] {
    let wanted = Folding.words(query)
    guard !wanted.isEmpty else { return [] }
    // How many of the query's words a film has, as beginnings and as whole words.
    var begun = [Int32](repeating: 0, count: firstTitles.count - 1)
    var whole = begun
    let spellings = spellings(of: wanted)
    for (index, spelling) in spellings.enumerated() {
      // Once a word of the query, however many words of the title begin with it.
      func find(_ film: Int, isWhole: Bool) {
        if begun[film] == index { begun[film] += 1 }
        if isWhole, whole[film] == index { whole[film] += 1 }
      }
      for prefix in spelling.prefixes {
        for word in range(of: prefix) {
          let isWhole = words[word].elementsEqual(prefix.utf8)
          for film in films(of: word) { find(Int(film), isWhole: isWhole) }
        }
      }
      for film in spelling.halved { find(Int(film), isWhole: true) }
    }
    let text = wanted.joined()
    return begun.indices.filter { begun[$0] == spellings.count }.map { position in
      Match(position: position, fit: fit(position, text, hasWholeWords: whole[position] == spellings.count))
    }
  }

  /// What finds a word of a query.
  private struct Spelling {
    /// The word, and it together with the one beside it.
    var prefixes: [String]
    /// Films that have it as two words.
    var halved: [Int32]
  }

  /// Of each word once.
  private func spellings(of words: [String]) -> [Spelling] {
    var pairs: [String: Set<String>] = [:]
    for (left, right) in zip(words, words.dropFirst()) where !range(of: left + right).isEmpty {
      pairs[left, default: []].insert(left + right)
      pairs[right, default: []].insert(left + right)
    }
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }.map { word in
      let prefixes = [word] + (pairs[word] ?? [])
      // Only a word that no title has may be two.
      return Spelling(
        prefixes: prefixes, halved: prefixes.allSatisfy { range(of: $0).isEmpty } ? filmsWithHalves(of: word) : [])
    }
  }

  /// Films whose title has `word` as two words, one after the other: `ironman` is `Iron Man`.
  private func filmsWithHalves(of word: String) -> [Int32] {
    guard word.unicodeScalars.count <= Self.longestWhole else { return [] }
    var found: [Int32] = []
    for split in word.unicodeScalars.indices.dropFirst() {
      let (left, right) = (String(word[..<split]), String(word[split...]))
      guard let whole = range(of: left).first, words[whole].elementsEqual(left.utf8), !range(of: right).isEmpty else {
        continue
      }
      let halves = " \(left) \(right)".utf8
      found += films(of: whole).filter { film in
        titles(of: Int(film)).contains { title in ([UInt8(ascii: " ")] + titles[title]).contains(halves) }
      }
    }
    return found
  }

  /// Letters of a word that is worth taking apart.
  private static let longestWhole = 32

  /// - Parameter text: the query without spaces; where a title has them does not matter.
  private func fit(_ position: Int, _ text: String, hasWholeWords: Bool) -> Fit {
    var isBeginning = false
    for title in titles(of: position) {
      var rest = titles[title].lazy.filter { $0 != UInt8(ascii: " ") }.makeIterator()
      guard text.utf8.allSatisfy({ rest.next() == $0 }) else { continue }
      if rest.next() == nil { return .whole }
      isBeginning = true
    }
    if isBeginning { return .beginning }
    return hasWholeWords ? .words : .prefixes
  }

  private func titles(of film: Int) -> Range<Int> { Int(firstTitles[film])..<Int(firstTitles[film + 1]) }

  private func films(of word: Int) -> ArraySlice<Int32> { films[Int(starts[word])..<Int(starts[word + 1])] }

  /// The words that begin with `prefix`.
  private func range(of prefix: String) -> Range<Int> {
    let prefix = prefix.utf8
    let start = firstWord { !$0.lexicographicallyPrecedes(prefix) }
    return start..<firstWord { !$0.lexicographicallyPrecedes(prefix) && !$0.starts(with: prefix) }
  }

  /// - Parameter isBehind: false for the first words, true for the rest.
  private func firstWord(_ isBehind: (ArraySlice<UInt8>) -> Bool) -> Int {
    var low = 0
    var high = words.count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(words[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// By bytes: in the order of strings a beginning may end within what is one character to people.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// What people may type as the whole title: with the article in front and without, and each title in parentheses.
  private static func titles(of movie: Movie) -> [[String]] {
    var titles: [[String]] = []
    for part in movie.displayTitle.split(whereSeparator: { $0 == "(" || $0 == ")" }) {
      let words = Folding.words(String(part))
      guard !words.isEmpty else { continue }
      titles.append(words)
      if words.count > 1, Title.isArticle(words[0]) { titles.append(Array(words.dropFirst())) }
    }
    return titles
  }

  /// Every word that finds a film: those of its title, its year, those that no space stands between as one
  /// (`Spider-Man` is `spiderman`, `M*A*S*H` is `mash`), and so letters that stand alone (`E. T.` is `et`).
  private static func words(of movie: Movie) -> [String] {
    let groups = Folding.groups(movie.title)
    let words = groups.flatMap { $0 }
    var spelled: [String] = []
    for group in groups where group.count > 1 {
      spelled.append(group.joined())
      if group.count > 2 { spelled += zip(group, group.dropFirst()).map { $0 + $1 } }
    }
    var letters = ""
    for word in words + ["  "] {
      if word.count == 1 {
        letters += word
      } else {
        if letters.count > 1 { spelled.append(letters) }
        letters = ""
      }
    }
    return words + spelled + (movie.year.map { [String($0)] } ?? [])
  }
}
