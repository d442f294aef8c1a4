/// One search of the index.
///
/// What was typed exactly is found first: by words (each word of the query is the beginning of a word of the title),
/// and by titles that equal the query except for spaces. Typing errors are forgiven only if that finds next to nothing.
struct Search {
  private struct Word {
    let typed: SearchQuery.Word
    /// The best first.
    var hits: [WordHit] = []
    /// Movies that have it as two words, and whether the second one is whole.
    var halved: [(movie: Int32, isWhole: Bool)] = []
  }

  /// A title, or the beginning of one, that the query stands for.
  private struct TitleHit {
    let movie: Int32
    let rank: UInt8
    /// Where it lies in the titles of the index.
    let range: Range<Int>
  }

  private let index: SearchIndex
  private let query: SearchQuery
  private var words: [Word] = []
  private var titleHits: [TitleHit] = []
  /// `Quality.rank` of each movie; `unmatched` if it is not found.
  private var ranks: [UInt8]
  /// All movies found, by position.
  private(set) var matches: [Match] = []

  private static let unmatched = UInt8.max
  /// With more exact matches than this, no errors are forgiven.
  private static let few = 2
  /// How many words are corrected. Each correction scans all words of the index.
  private static let corrections = 10
  /// How many words are split in two.
  private static let splits = 8

  /// Finds nothing if `typed` has no words.
  /// - Parameter typed: fewer than 256 different words.
  init(_ typed: String, in index: SearchIndex) {
    self.index = index
    query = SearchQuery(typed)
    ranks = [UInt8](repeating: Self.unmatched, count: index.movieCount)
    guard !query.words.isEmpty else { return }
    findWords()
    matchWords(withErrors: false)
    matchTitles(withErrors: false)
    collect()
    guard matches.count <= Self.few, !matches.contains(where: { $0.rank == Quality(shape: .whole).rank }) else {
      return
    }
    findErrors()
    matchWords(withErrors: true)
    matchTitles(withErrors: true)
    collect()
  }

  private mutating func collect() {
    matches.removeAll()
    for (position, rank) in ranks.enumerated() where rank != Self.unmatched { matches.append(match(at: position)) }
  }

  /// - Parameter position: the position of a movie that was found.
  func match(at position: Int) -> Match { Match(position: position, rank: ranks[position]) }

  // ---- Words ----

  private mutating func findWords() {
    var splits = 0
    for typed in query.words {
      var word = Word(typed: typed)
      for text in [typed.text] + typed.joined {
        let range = index.range(of: text)
        guard let first = range.first else { continue }
        let isWhole = index.words.range(of: first).count == text.utf8.count
        if isWhole { word.hits.append(WordHit(words: first..<first + 1, isWhole: true)) }
        let longer = isWhole ? range.dropFirst() : range
        if !longer.isEmpty { word.hits.append(WordHit(words: longer, isWhole: false)) }
      }
      word.hits.sort { $0.isBetter(than: $1) }
      // A word is split in two only if no title has it.
      if word.hits.isEmpty, splits < Self.splits {
        word.halved = index.moviesWithHalves(of: typed.text)
        splits += 1
      }
      words.append(word)
    }
  }

  /// Ranks the movies that have all words of the query.
  private mutating func matchWords(withErrors: Bool) {
    // How many words of the query each movie has, how many of them as whole words, and with how many errors.
    var found = [UInt8](repeating: 0, count: ranks.count)
    var whole = found
    var errors = withErrors ? found : []
    var required: UInt8 = 0
    for word in words where !word.typed.isOptional {
      var survivors = 0
      func mark(_ movie: Int32, _ hit: WordHit) {
        guard found[Int(movie)] == required else { return }
        found[Int(movie)] += 1
        survivors += 1
        if hit.isWhole { whole[Int(movie)] += 1 }
        if hit.errors > 0 { errors[Int(movie)] += UInt8(hit.errors) }
      }
      for half in word.halved { mark(half.movie, WordHit(words: 0..<0, isWhole: half.isWhole)) }
      for hit in word.hits { for movie in index.movies(of: hit.words) { mark(index.movies[movie], hit) } }
      guard survivors > 0 else { return }
      required += 1
    }
    for word in words where word.typed.isOptional {
      guard let hit = word.hits.first, hit.isWhole else { continue }
      for movie in index.movies(of: hit.words) { whole[Int(index.movies[movie])] += 1 }
    }
    let (text, short) = (Array(query.text.utf8), Array(query.textWithoutArticle.utf8))
    for movie in found.indices where found[movie] == required {
      var quality = Quality(errors: withErrors ? Int(errors[movie]) : 0, shape: .prefixes)
      if whole[movie] == words.count { quality.shape = .words }
      if quality.errors == 0 { quality.shape = min(quality.shape, shape(of: movie, text, short)) }
      ranks[movie] = min(ranks[movie], quality.rank)
    }
  }

  /// `whole` or `beginning` if a title of the movie is or begins with the query, otherwise `prefixes`. Spaces do not
  /// matter.
  private func shape(of movie: Int, _ text: [UInt8], _ short: [UInt8]) -> Quality.Shape {
    var shape = Quality.Shape.prefixes
    for title in index.titles(of: movie) {
      shape = min(shape, self.shape(ofTitle: title, text))
      if short.count < text.count { shape = min(shape, self.shape(ofTitle: title, short)) }
    }
    return shape
  }

  private func shape(ofTitle title: Int, _ text: [UInt8]) -> Quality.Shape {
    let range = index.titles.range(of: title)
    var position = range.lowerBound
    for byte in text {
      if position < range.upperBound, index.titles.bytes[position] == 0x20 { position += 1 }
      guard position < range.upperBound, index.titles.bytes[position] == byte else { return .prefixes }
      position += 1
    }
    return position == range.upperBound ? .whole : .beginning
  }

  // ---- Typing errors ----

  /// Adds the words of the index that differ from the typed ones by forgivable errors.
  private mutating func findErrors() {
    // Words that no title has come first: they are the likely errors.
    let order = words.indices.filter { !words[$0].typed.isOptional }
      .sorted { (words[$0].hits.isEmpty ? 0 : 1, $0) < (words[$1].hits.isEmpty ? 0 : 1, $1) }
    var texts: [(word: Int, text: String)] = order.map { ($0, words[$0].typed.text) }
    for word in order where words[word].hits.isEmpty { texts += words[word].typed.joined.map { (word, $0) } }
    for (word, text) in texts.prefix(Self.corrections) { words[word].hits += index.wordsNear(text) }
    for word in order { words[word].hits.sort { $0.isBetter(than: $1) } }
  }

  // ---- Titles ----

  /// Ranks the movies whose title equals the query except for spaces, or begins with it up to the end of a word:
  /// `starwars` begins `Star Wars: A New Hope`, and `ther` does not begin `The Rock`.
  private mutating func matchTitles(withErrors: Bool) {
    guard let typed = TypingErrors(query.text), typed.count > 3 else { return }
    let digits = Self.digits(Array(query.text.utf8)[...])
    let (bytes, letters) = (index.titles.bytes, index.titleLetters)
    let most = withErrors ? TypingErrors.forgiven(letters: typed.count + 2) : 0
    for title in letters.indices where typed.letters.fit(letters[title], errors: most) {
      let range = index.titles.range(of: title)
      var distance = typed.distance
      var (position, count) = (range.lowerBound, 0)
      while position < range.upperBound, count < typed.count + most {
        typed.append(bytes.letter(at: &position), to: &distance)
        count += 1
        guard distance.errors + count <= typed.count + 2 * most else { break }
        let isEnd = position == range.upperBound
        guard isEnd || bytes[position] == 0x20 else { continue }
        if !isEnd { position += 1 }
        let errors = distance.errors
        guard errors <= (withErrors ? TypingErrors.forgiven(letters: count) : 0), (errors > 0) == withErrors else {
          continue
        }
        let text = range.lowerBound..<(isEnd ? position : position - 1)
        // No number is a typing error of another.
        guard errors == 0 || Self.digits(bytes[text]) == digits else { continue }
        let (movie, rank) = (index.titleMovies[title], Quality(errors: errors, shape: isEnd ? .whole : .beginning).rank)
        guard rank < ranks[Int(movie)] else { continue }
        ranks[Int(movie)] = rank
        titleHits.append(TitleHit(movie: movie, rank: rank, range: text))
      }
    }
  }

  private static func digits(_ text: ArraySlice<UInt8>) -> [UInt8] { text.filter { (0x30...0x39).contains($0) } }

  // ---- Did you mean ----

  /// What the user probably meant, for a match with errors: the query with the words or the title that it stands for.
  /// Folded.
  func correction(for match: Match) -> String {
    let movie = Int32(match.position)
    if let hit = titleHits.last(where: { $0.movie == movie && $0.rank == match.rank }) {
      return String(decoding: index.titles.bytes[hit.range], as: UTF8.self)
    }
    var corrected: [String] = []
    for word in words {
      let hit = word.hits.first { hit in hit.words.contains { index.has(movie, $0) } }
      if let hit, hit.errors > 0 {
        let text = String(decoding: index.words[hit.words.lowerBound], as: UTF8.self)
        // Two halves stand for the same word.
        if corrected.last != text { corrected.append(text) }
      } else {
        corrected.append(word.typed.text)
      }
    }
    return corrected.joined(separator: " ")
  }
}
