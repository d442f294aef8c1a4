/// Numbers in titles, which users write in digits, words or Roman numerals: `Rocky II` is `Rocky 2` and `Rocky two`.
enum Numbers {
  /// The other ways to write `words`: all numbers in digits, all in words, and all in Roman numerals. Empty if there is
  /// no number.
  /// - Parameter ends: positions of words that end a part of the title, as before a colon. A single `V` or `X` is only
  ///   a number there.
  static func variants(of words: [String], ends: Set<Int>) -> [[String]] {
    let numbers = numbers(in: words, ends)
    guard !numbers.isEmpty else { return [] }
    return [\Number.digits, \.inWords, \.roman].compactMap { form in
      let variant = rewritten(words, numbers, form)
      return variant == words ? nil : variant
    }
  }

  /// `words` with all numbers in digits.
  static func inDigits(_ words: [String], ends: Set<Int>) -> [String] {
    rewritten(words, numbers(in: words, ends), \.digits)
  }

  private static func rewritten(
    _ words: [String], _ numbers: [Number], _ form: KeyPath<Number, [String]?>
  ) -> [String] {
    var words = words
    for number in numbers.reversed() {
      guard let written = number[keyPath: form] else { continue }
      words.replaceSubrange(number.range, with: written)
    }
    return words
  }

  struct Number: Equatable {
    var range: Range<Int>
    var value: Int
    /// Whether it is a rank, such as `13th`.
    var isOrdinal = false

    var digits: [String]? { [isOrdinal ? "\(value)\(Numbers.suffix(of: value))" : "\(value)"] }

    var inWords: [String]? {
      guard var words = Numbers.words(for: value) else { return nil }
      if isOrdinal { words.append(Numbers.ordinal(of: words.removeLast())) }
      return words
    }

    /// From 2 to 20. `I` is too common a word to be worth it.
    var roman: [String]? { isOrdinal ? nil : Numbers.romans[value].map { [$0] } }
  }

  static func numbers(in words: [String], _ ends: Set<Int>) -> [Number] {
    var numbers: [Number] = []
    var index = 0
    while index < words.count {
      if let number = number(at: index, of: words, ends) {
        numbers.append(number)
        index = number.range.upperBound
      } else {
        index += 1
      }
    }
    return numbers
  }

  private static func number(at index: Int, of words: [String], _ ends: Set<Int>) -> Number? {
    let word = words[index]
    let single = index..<index + 1
    if word.utf8.first.map({ (0x30...0x39).contains($0) }) == true {
      // A leading zero is part of a name (`007`).
      guard word.utf8.count <= 8, word == "0" || !word.hasPrefix("0") else { return nil }
      if let value = Int(word) { return value <= largest ? Number(range: single, value: value) : nil }
      guard let value = Int(word.dropLast(2)), value < 100, word == "\(value)\(suffix(of: value))" else { return nil }
      return Number(range: single, value: value, isOrdinal: true)
    }
    if let value = values[word] ?? ordinals[word] { return inWords(from: index, value, of: words) }
    guard let value = romanValues[word], index > 0 else { return nil }
    guard word.utf8.count > 1 || parts.contains(words[index - 1]) || ends.contains(index) && word != "i" else {
      return nil
    }
    return Number(range: single, value: value)
  }

  /// The number in words from `index` on, whose first word has the value `first`.
  private static func inWords(from index: Int, _ first: Int, of words: [String]) -> Number {
    // The thousands, the rest below them, and the least value that can no longer be added.
    var (thousands, rest, room) = (0, first, room(after: first))
    var isOrdinal = values[words[index]] == nil
    var end = index + 1
    while !isOrdinal, end < words.count {
      if words[end] == "hundred", (1..<100).contains(rest) {
        (rest, room) = (100 * rest, 100)
      } else if words[end] == "thousand", thousands == 0, (1..<1_000).contains(rest) {
        (thousands, rest, room) = (rest, 0, 1_000)
      } else {
        let next = words[end] == "and" && room >= 100 ? end + 1 : end
        guard next < words.count, let value = values[words[next]] ?? ordinals[words[next]] else { break }
        if value > 0, value < room {
          rest += value
        } else if thousands == 0, (10..<100).contains(rest), (10..<100).contains(value) {
          // A year: nineteen eighty-four.
          rest = 100 * rest + value
        } else {
          break
        }
        isOrdinal = values[words[next]] == nil
        room = Self.room(after: value)
        end = next
      }
      end += 1
    }
    return Number(range: index..<end, value: 1_000 * thousands + rest, isOrdinal: isOrdinal)
  }

  private static func room(after value: Int) -> Int { value >= 20 && value < 100 && value % 10 == 0 ? 10 : 0 }

  private static let largest = 999_999

  // ---- In words ----

  /// Nil if the number is not usually written in words.
  fileprivate static func words(for value: Int) -> [String]? {
    switch value {
    case 0..<20: [small[value]]
    case 20..<100: [tens[value / 10]] + (value % 10 == 0 ? [] : [small[value % 10]])
    case 1_100..<2_000 where value % 100 >= 10:
      words(for: value / 100).flatMap { century in words(for: value % 100).map { century + $0 } }
    case 100..<1_000: composed(value, 100, "hundred")
    case 1_000...largest: composed(value, 1_000, "thousand")
    default: nil
    }
  }

  private static func composed(_ value: Int, _ factor: Int, _ name: String) -> [String]? {
    guard let many = words(for: value / factor), let rest = words(for: value % factor) else { return nil }
    if value % factor == 0 { return many + [name] }
    return many + [name] + (value % factor < 100 ? ["and"] : []) + rest
  }

  fileprivate static func ordinal(of word: String) -> String {
    if let irregular = irregularOrdinals[word] { return irregular }
    return word.hasSuffix("y") ? word.dropLast() + "ieth" : word + "th"
  }

  /// The end of an ordinal in digits.
  fileprivate static func suffix(of value: Int) -> String {
    if (11...13).contains(value % 100) { return "th" }
    return switch value % 10 {
    case 1: "st"
    case 2: "nd"
    case 3: "rd"
    default: "th"
    }
  }

  private static let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
  private static let irregularOrdinals = [
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
  ]
  private static let values: [String: Int] = {
    var values: [String: Int] = [:]
    for (value, word) in small.enumerated() { values[word] = value }
    for (ten, word) in tens.enumerated().dropFirst(2) { values[word] = 10 * ten }
    return values
  }()
  private static let ordinals = Dictionary(uniqueKeysWithValues: values.map { (ordinal(of: $0.key), $0.value) })

  // ---- Roman ----

  fileprivate static let romans: [Int: String] = {
    let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    return Dictionary(
      uniqueKeysWithValues: (2...20).map { ($0, String(repeating: "x", count: $0 / 10) + ones[$0 % 10]) })
  }()
  private static let romanValues = Dictionary(
    uniqueKeysWithValues: romans.map { ($0.value, $0.key) } + [("i", 1)])
  /// `I` is a number after these, and otherwise a person.
  private static let parts: Set<String> = ["part", "episode", "chapter", "volume", "vol", "book"]
}
