import Domain

/// Finds movies by the beginnings of words of their titles, in memory. Immutable.
///
/// A sorted list of all words leads from a word to the movies that have it; words with a common prefix are adjacent.
/// Users disagree on where words end, so `Spider-Man` is also found as `spiderman`, and `Spiderman` as `spider man`.
struct SearchIndex: Sendable {
  /// How well a title matches a query, best first.
  enum Fit: Int, Comparable {
    /// The title equals the query, with or without a leading article.
    case whole
    /// The title begins with the query.
    case beginning
    /// Each word of the query is a word of the title.
    case words
    /// Each word of the query is the beginning of a word of the title.
    case prefixes

    static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
  }

  struct Match: Equatable {
    /// The movie's position in the list that the index was built from.
    let position: Int
    let fit: Fit
  }

  /// All words in ascending order, each once.
  private let words: PackedBytes
  /// The movies with word w are `movies[starts[w]..<starts[w + 1]]`, ascending.
  private let starts: [Int32]
  private let movies: [Int32]
  /// Folded, with single spaces. Those of movie m are at `firstTitles[m]..<firstTitles[m + 1]`.
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
    var pairs: [(word: String, movie: Int32)] = []
    for (position, movie) in movies.enumerated() {
      for word in Set(Self.words(of: movie)) { pairs.append((word, Int32(position))) }
    }
    pairs.sort { $0.word == $1.word ? $0.movie < $1.movie : Self.precedes($0.word, $1.word) }
    var words: [String] = []
    var starts: [Int32] = []
    for (index, pair) in pairs.enumerated() where words.last != pair.word {
      words.append(pair.word)
      starts.append(Int32(index))
    }
    self.words = PackedBytes(words.map(\.utf8))
    self.starts = starts + [Int32(pairs.count)]
    self.movies = pairs.map(\.movie)
  }

  /// All movies whose title has words that begin with the words of `query`, in any order, by position. Empty for a
  /// query without words.
  func matches(_ query: String) -> [Match] {
    let wanted = Folding.words(query)
    guard !wanted.isEmpty else { return [] }
    // How many words of the query each movie has, as beginnings of words and as whole words.
    var begun = [Int32](repeating: 0, count: firstTitles.count - 1)
    var whole = begun
    let spellings = spellings(of: wanted)
    for (index, spelling) in spellings.enumerated() {
      // Counts a word of the query once, however many words of the title begin with it.
      func find(_ movie: Int, isWhole: Bool) {
        if begun[movie] == index { begun[movie] += 1 }
        if isWhole, whole[movie] == index { whole[movie] += 1 }
      }
      for prefix in spelling.prefixes {
        for word in range(of: prefix) {
          let isWhole = words[word].elementsEqual(prefix.utf8)
          for movie in movies(of: word) { find(Int(movie), isWhole: isWhole) }
        }
      }
      for movie in spelling.halved { find(Int(movie), isWhole: true) }
    }
    let text = wanted.joined()
    return begun.indices.filter { begun[$0] == spellings.count }.map { position in
      Match(position: position, fit: fit(position, text, hasWholeWords: whole[position] == spellings.count))
    }
  }

  /// The ways in which a word of a query is found.
  private struct Spelling {
    /// The word, alone and joined to its neighbours.
    var prefixes: [String]
    /// Movies that have it as two words.
    var halved: [Int32]
  }

  /// The spelling of each distinct word.
  private func spellings(of words: [String]) -> [Spelling] {
    var pairs: [String: Set<String>] = [:]
    for (left, right) in zip(words, words.dropFirst()) where !range(of: left + right).isEmpty {
      pairs[left, default: []].insert(left + right)
      pairs[right, default: []].insert(left + right)
    }
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }.map { word in
      let prefixes = [word] + (pairs[word] ?? [])
      // A word is split in two only if no title has it.
      return Spelling(
        prefixes: prefixes, halved: prefixes.allSatisfy { range(of: $0).isEmpty } ? moviesWithHalves(of: word) : [])
    }
  }

  /// Movies whose title has `word` as two consecutive words: `ironman` is `Iron Man`.
  private func moviesWithHalves(of word: String) -> [Int32] {
    guard word.unicodeScalars.count <= Self.longestWhole else { return [] }
    var found: [Int32] = []
    for split in word.unicodeScalars.indices.dropFirst() {
      let (left, right) = (String(word[..<split]), String(word[split...]))
      guard let whole = range(of: left).first, words[whole].elementsEqual(left.utf8), !range(of: right).isEmpty else {
        continue
      }
      let halves = " \(left) \(right)".utf8
      found += movies(of: whole).filter { movie in
        titles(of: Int(movie)).contains { title in ([UInt8(ascii: " ")] + titles[title]).contains(halves) }
      }
    }
    return found
  }

  /// Code points of the longest word that is split in two.
  private static let longestWhole = 32

  /// - Parameter text: the query without spaces, since spaces in titles do not matter.
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

  private func titles(of movie: Int) -> Range<Int> { Int(firstTitles[movie])..<Int(firstTitles[movie + 1]) }

  private func movies(of word: Int) -> ArraySlice<Int32> { movies[Int(starts[word])..<Int(starts[word + 1])] }

  /// The words that begin with `prefix`.
  private func range(of prefix: String) -> Range<Int> {
    let prefix = prefix.utf8
    let start = firstWord { !$0.lexicographicallyPrecedes(prefix) }
    return start..<firstWord { !$0.lexicographicallyPrecedes(prefix) && !$0.starts(with: prefix) }
  }

  /// The first word for which `isBehind` is true, by binary search.
  /// - Parameter isBehind: false up to some word, true from there on.
  private func firstWord(_ isBehind: (ArraySlice<UInt8>) -> Bool) -> Int {
    var low = 0
    var high = words.count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(words[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Compares bytes. In the order of strings, words with a common prefix need not be adjacent, because the prefix may
  /// end within a character.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// What users may type as the whole title: the title with and without a leading article, and each title in
  /// parentheses.
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

  /// Every word that finds a movie: the words of its title, its year, words without a space between them joined
  /// (`Spider-Man` is `spiderman`, `M*A*S*H` is `mash`), and consecutive single letters joined (`E. T.` is `et`).
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
