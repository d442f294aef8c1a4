import Testing

@testable import API

struct TypingErrorsTests {
  private func word(_ random: inout ReproducibleGenerator, _ letters: String = "abcd", longest: Int = 12) -> String {
    String((0..<Int.random(in: 1...longest, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
  }

  private func distance(_ typed: String, _ word: String) -> Int? {
    guard let errors = TypingErrors(typed) else { return nil }
    var distance = errors.distance
    let bytes = Array(word.utf8)
    var position = 0
    while position < bytes.count { errors.append(bytes.letter(at: &position), to: &distance) }
    return distance.errors
  }

  /// With a letter inserted, deleted or replaced, or two exchanged.
  private func mistyped(_ word: String, _ random: inout ReproducibleGenerator) -> String {
    var letters = Array(word)
    let place = Int.random(in: letters.indices, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: letters.insert("z", at: place)
    case 1 where letters.count > 1: letters.remove(at: place)
    case 2: letters.swapAt(place, max(0, place - 1))
    default: letters[place] = "z"
    }
    return String(letters)
  }

  /// Optimal string alignment, by its definition.
  private func bruteForce(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
    var rows = (0...left.count).map { row in (0...right.count).map { row == 0 ? $0 : $0 == 0 ? row : 0 } }
    for i in left.indices {
      for j in right.indices {
        var least = min(rows[i][j + 1], rows[i + 1][j]) + 1
        least = min(least, rows[i][j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { least = min(least, rows[i - 1][j - 1] + 1) }
        rows[i + 1][j + 1] = least
      }
    }
    return rows[left.count][right.count]
  }

  @Test func `errors are counted as the edit distance defines them`() {
    var random = ReproducibleGenerator(state: 1)
    for letters in ["ab", "abcd", "aбя侍"] {
      for _ in 0..<500 {
        let (typed, word) = (word(&random, letters), word(&random, letters))
        #expect(distance(typed, word) == bruteForce(typed, word), "\(typed) \(word)")
      }
    }
    let (long, longer) = (String(repeating: "ab", count: 32), String(repeating: "ab", count: 32) + "ba")
    #expect(distance(long, longer) == 2)
    #expect(TypingErrors(longer) == nil && TypingErrors("") == nil)
  }

  @Test func `the letter filter rules out no word within the allowed errors`() {
    var random = ReproducibleGenerator(state: 2)
    for _ in 0..<5_000 {
      let typed = word(&random, "abcdefghijklm", longest: 16)
      let word = mistyped(mistyped(typed, &random), &random)
      let errors = bruteForce(typed, word)
      let fits = LetterSet(typed: typed.unicodeScalars.map(\.value)).fit(
        LetterSet(ofWord: word.unicodeScalars.map(\.value)), errors: errors)
      #expect(fits, "\(typed) \(word)")
    }
  }

  @Test func `one error is forgiven in words of four letters or more, and two in words of eight or more`() {
    #expect([3, 4, 7, 8, 20].map(TypingErrors.forgiven) == [0, 1, 1, 2, 2])
  }
}
