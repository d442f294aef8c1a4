extension SearchIndex {
  /// The words that differ from `text` by forgivable errors, or begin with such a text. Never numbers: one is as
  /// near as another.
  func wordsNear(_ text: String) -> [WordHit] {
    guard let typed = TypingErrors(text), typed.count > 2 else { return [] }
    var found: [WordHit] = []
    let forgivenInPrefix = TypingErrors.forgiven(letters: typed.count)
    let (bytes, letters) = (words.bytes, wordLetters)
    let most = TypingErrors.forgiven(letters: typed.count + 2)
    for word in letters.indices where typed.letters.fit(letters[word], errors: most) {
      let range = words.range(of: word)
      // The first letter of a number is a digit.
      guard !(0x30...0x39).contains(bytes[range.lowerBound]) else { continue }
      var distance = typed.distance
      var (position, count, inPrefix) = (range.lowerBound, 0, Int.max)
      while position < range.upperBound, count < typed.count + most {
        typed.append(bytes.letter(at: &position), to: &distance)
        count += 1
        guard distance.errors + count <= typed.count + 2 * most else { break }
        inPrefix = min(inPrefix, distance.errors)
      }
      let isWhole = position == range.upperBound && distance.errors <= TypingErrors.forgiven(letters: count)
      let errors = isWhole ? distance.errors : inPrefix
      // A word without errors is found without forgiving any.
      guard errors > 0, isWhole || errors <= forgivenInPrefix else { continue }
      found.append(WordHit(words: word..<word + 1, errors: errors, isWhole: isWhole))
    }
    return found
  }
}
