import Domain

/// Finds movies by words of their titles, in memory. Immutable.
///
/// A sorted list of all words leads from a word to the movies that have it; words with a common prefix are adjacent.
/// Users disagree on where words end, so `Spider-Man` is also found as `spiderman`, and `Spiderman` as `spider man`. If
/// next to nothing matches what was typed, a search also accepts words and titles that differ from it by a typing error
/// or two (see `Search`).
struct SearchIndex: Sendable {
  /// All words in ascending order of their bytes, each once.
  let words: PackedBytes
  /// The letters near the beginning of each word.
  let wordLetters: [LetterSet]
  /// The movies with word w are `movies[starts[w]..<starts[w + 1]]`, ascending.
  private let starts: [Int32]
  let movies: [Int32]
  /// Folded, with single spaces. Those of movie m are at `firstTitles[m]..<firstTitles[m + 1]`.
  let titles: PackedBytes
  private let firstTitles: [Int32]
  /// The letters near the beginning of each title, without spaces.
  let titleLetters: [LetterSet]
  /// The movie of each title.
  let titleMovies: [Int32]

  /// - Parameter movies: fewer than 2³¹.
  init(_ movies: [Movie]) {
    var titles: [String.UTF8View] = []
    var firstTitles: [Int32] = [0]
    var numbers: [String: Int32] = [:]
    var pairs: [(word: Int32, movie: Int32)] = []
    for (position, movie) in movies.enumerated() {
      let terms = TitleTerms(movie)
      titles += terms.titles.map { $0.joined(separator: " ").utf8 }
      firstTitles.append(Int32(titles.count))
      for word in terms.words {
        let number = numbers[word] ?? Int32(numbers.count)
        numbers[word] = number
        pairs.append((number, Int32(position)))
      }
    }
    self.titles = PackedBytes(titles)
    self.firstTitles = firstTitles
    titleLetters = Self.letters(of: self.titles)
    titleMovies = movies.indices.flatMap { movie in
      repeatElement(Int32(movie), count: Int(firstTitles[movie + 1] - firstTitles[movie]))
    }
    // In the order of strings, words with a common prefix need not be adjacent, because the prefix may end within a
    // character.
    let sorted = numbers.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    words = PackedBytes(sorted.map(\.key.utf8))
    wordLetters = Self.letters(of: words)
    var ranks = [Int32](repeating: 0, count: sorted.count)
    for (rank, word) in sorted.enumerated() { ranks[Int(word.value)] = Int32(rank) }
    var starts = [Int32](repeating: 0, count: sorted.count + 1)
    for pair in pairs { starts[Int(ranks[Int(pair.word)]) + 1] += 1 }
    for word in sorted.indices { starts[word + 1] += starts[word] }
    self.starts = starts
    // The pairs are in the order of movies.
    var postings = [Int32](repeating: 0, count: pairs.count)
    for pair in pairs {
      let word = Int(ranks[Int(pair.word)])
      postings[Int(starts[word])] = pair.movie
      starts[word] += 1
    }
    self.movies = postings
  }

  private static func letters(of texts: PackedBytes) -> [LetterSet] {
    (0..<texts.count).map { text in
      var (index, letters) = (texts.range(of: text).lowerBound, [UInt32]())
      while index < texts.range(of: text).upperBound, letters.count < LetterSet.length {
        let letter = texts.bytes.letter(at: &index)
        if letter != 0x20 { letters.append(letter) }
      }
      return LetterSet(ofWord: letters)
    }
  }

  var movieCount: Int { firstTitles.count - 1 }

  func titles(of movie: Int) -> Range<Int> { Int(firstTitles[movie])..<Int(firstTitles[movie + 1]) }

  /// Where the movies of a range of words are in `movies`.
  func movies(of words: Range<Int>) -> Range<Int> { Int(starts[words.lowerBound])..<Int(starts[words.upperBound]) }

  func movies(of word: Int) -> Range<Int> { movies(of: word..<word + 1) }

  func has(_ movie: Int32, _ word: Int) -> Bool {
    var (low, high) = (movies(of: word).lowerBound, movies(of: word).upperBound)
    while low < high {
      let middle = (low + high) / 2
      if movies[middle] < movie { low = middle + 1 } else { high = middle }
    }
    return low < movies(of: word).upperBound && movies[low] == movie
  }

  /// The words that begin with `prefix`.
  func range(of prefix: String) -> Range<Int> {
    let prefix = Array(prefix.utf8)
    let start = firstWord { compare($0, prefix) >= 0 }
    return start..<firstWord(from: start) { compare($0, prefix) > 0 }
  }

  /// Negative if the word precedes all that begin with `prefix`, 0 if it is one of them, positive if it follows them.
  private func compare(_ word: Int, _ prefix: [UInt8]) -> Int {
    let range = words.range(of: word)
    for (offset, byte) in prefix.enumerated() {
      let index = range.lowerBound + offset
      guard index < range.upperBound else { return -1 }
      if words.bytes[index] != byte { return words.bytes[index] < byte ? -1 : 1 }
    }
    return 0
  }

  /// The first word for which `isBehind` is true, by binary search.
  /// - Parameter isBehind: false up to some word, true from there on.
  private func firstWord(from start: Int = 0, _ isBehind: (Int) -> Bool) -> Int {
    var low = start
    var high = words.count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
