/// A word of the index, or a range of words, that a word of the query stands for.
struct WordHit {
  var words: Range<Int>
  var errors = 0
  var isWhole: Bool

  func isBetter(than other: WordHit) -> Bool {
    (errors, isWhole ? 0 : 1) < (other.errors, other.isWhole ? 0 : 1)
  }
}
