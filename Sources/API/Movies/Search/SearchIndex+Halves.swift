extension SearchIndex {
  /// Movies whose title has `word` as two consecutive words; the second may be longer: `ironman` is `Iron Man`.
  func moviesWithHalves(of word: String) -> [(movie: Int32, isWhole: Bool)] {
    guard word.unicodeScalars.count <= Self.longestWhole else { return [] }
    var found: [(movie: Int32, isWhole: Bool)] = []
    for split in word.unicodeScalars.indices.dropFirst() {
      let (left, right) = (String(word[..<split]), String(word[split...]))
      let (leftWords, rightWords) = (range(of: left), range(of: right))
      guard let first = leftWords.first, words.range(of: first).count == left.utf8.count, !rightWords.isEmpty
      else { continue }
      let candidates = [movies(of: first), movies(of: rightWords)].min { $0.count < $1.count } ?? 0..<0
      guard candidates.count <= Self.commonHalves else { continue }
      let halves = Array("\(left) \(right)".utf8)
      for movie in movies[candidates] {
        if let isWhole = hasConsecutive(halves, Int(movie)) { found.append((movie, isWhole)) }
      }
    }
    return found.filter(\.isWhole) + found.filter { !$0.isWhole }
  }

  /// Whether a title of the movie has these two words in a row, and the last one is whole; nil if none has them.
  private func hasConsecutive(_ halves: [UInt8], _ movie: Int) -> Bool? {
    var isWhole: Bool?
    for title in titles(of: movie) {
      let range = titles.range(of: title)
      var start = range.lowerBound
      while start + halves.count <= range.upperBound {
        if halves.indices.allSatisfy({ titles.bytes[start + $0] == halves[$0] }) {
          let end = start + halves.count
          isWhole = isWhole == true || end == range.upperBound || titles.bytes[end] == 0x20
        }
        while start < range.upperBound, titles.bytes[start] != 0x20 { start += 1 }
        start += 1
      }
    }
    return isWhole
  }

  /// Letters of the longest word that is split in two.
  private static let longestWhole = 32
  /// If this many movies have both halves somewhere, the split says nothing.
  private static let commonHalves = 1_024
}
