/// What a user has typed, prepared for counting the typing errors between it and many words.
///
/// An error is a letter inserted, deleted or replaced, or two neighbours exchanged (optimal string alignment). All
/// cells of a column of the distance matrix are computed at once, as bits of a machine word: Hyyrö, A Bit-Vector
/// Algorithm for Computing Levenshtein and Damerau Edit Distances, 2003.
struct TypingErrors {
  /// The number of letters, 1–64.
  let count: Int
  let letters: LetterSet
  /// For each ASCII character the positions at which it was typed, as bits.
  private var ascii = [UInt64](repeating: 0, count: 128)
  /// The same for all other characters.
  private var others: [UInt32: UInt64] = [:]

  /// Nil if the text is empty or has more than 64 letters, which is longer than any word.
  init?(_ text: String) {
    count = text.unicodeScalars.count
    guard (1...64).contains(count) else { return nil }
    letters = LetterSet(typed: text.unicodeScalars.map(\.value))
    for (position, scalar) in text.unicodeScalars.enumerated() {
      if scalar.isASCII {
        ascii[Int(scalar.value)] |= 1 << UInt64(position)
      } else {
        others[scalar.value, default: 0] |= 1 << UInt64(position)
      }
    }
  }

  /// How many errors are forgiven in a word of this many letters: none in short words, which are often one error apart.
  static func forgiven(letters: Int) -> Int { letters >= 8 ? 2 : letters >= 4 ? 1 : 0 }

  /// The distance between what was typed and a text that grows letter by letter.
  struct Distance {
    /// Between all that was typed and the text so far.
    private(set) var errors: Int
    private var increases = ~UInt64(0)
    private var decreases: UInt64 = 0
    private var diagonal: UInt64 = 0
    private var last: UInt64 = 0
    private let end: UInt64

    fileprivate init(_ count: Int) {
      errors = count
      end = 1 << UInt64(count - 1)
    }

    @inline(__always) fileprivate mutating func append(_ matches: UInt64) {
      let exchanged = ((~diagonal & matches) << 1) & last
      diagonal = (((matches & increases) &+ increases) ^ increases) | matches | decreases | exchanged
      var right = decreases | ~(diagonal | increases)
      var left = diagonal & increases
      if right & end != 0 { errors += 1 }
      if left & end != 0 { errors -= 1 }
      right = right << 1 | 1
      left <<= 1
      increases = left | ~(diagonal | right)
      decreases = right & diagonal
      last = matches
    }
  }

  var distance: Distance { Distance(count) }

  @inline(__always) func append(_ letter: UInt32, to distance: inout Distance) {
    distance.append(letter < 128 ? ascii[Int(letter)] : others[letter] ?? 0)
  }
}

/// The letters near the beginning of a word, as bits. They rule out nearly all words at the cost of a few instructions,
/// because each typing error makes at most one typed letter miss from its place.
struct LetterSet {
  /// Three groups of 21 bits. Of what was typed: the first four letters, the four after them, and four more. Of a word:
  /// the letters among which these may be after two errors, 1–6, 3–10 and 7–14.
  private var bits: UInt64 = 0

  /// The number of letters of a word that matter.
  static let length = 14

  init(typed letters: [UInt32]) {
    add(letters.prefix(4), 0)
    add(letters.dropFirst(4).prefix(4), 1)
    add(letters.dropFirst(8).prefix(4), 2)
  }

  init(ofWord letters: [UInt32]) {
    add(letters.prefix(6), 0)
    add(letters.dropFirst(2).prefix(8), 1)
    add(letters.dropFirst(6).prefix(8), 2)
  }

  /// Several letters share a bit. This rules out fewer words, but none wrongly.
  private mutating func add(_ letters: ArraySlice<UInt32>, _ group: UInt64) {
    for letter in letters { bits |= 1 << (21 * group + UInt64(letter % 21)) }
  }

  /// Whether at most `errors` of these typed letters are missing from a word.
  @inline(__always) func fit(_ word: LetterSet, errors: Int) -> Bool {
    var missing = bits & ~word.bits
    // Removes the lowest bit, once for each error.
    for _ in 0..<errors { missing &= missing &- 1 }
    return missing == 0
  }
}

extension [UInt8] {
  /// Decodes the letter at `index` of well-formed UTF-8, and moves `index` to the next one.
  @inline(__always) func letter(at index: inout Int) -> UInt32 {
    let first = UInt32(self[index])
    index += 1
    guard first >= 0x80 else { return first }
    let more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1
    var letter = first & (0x3F >> UInt32(more))
    for _ in 0..<more {
      letter = letter << 6 | UInt32(self[index]) & 0x3F
      index += 1
    }
    return letter
  }
}
