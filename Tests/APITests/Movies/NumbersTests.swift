import Testing

@testable import API

struct NumbersTests {
  @Test(arguments: [
    ("rocky ii", "rocky 2|rocky two"), ("rocky 2", "rocky two|rocky ii"), ("12 monkeys", "twelve monkeys|xii monkeys"),
    ("twelve monkeys", "12 monkeys|xii monkeys"), ("101 dalmatians", "one hundred and one dalmatians"),
    ("one hundred and one dalmatians", "101 dalmatians"), ("39 steps", "thirty nine steps"),
    ("twenty thousand leagues", "20000 leagues"), ("nineteen eighty four", "1984"), ("1984", "nineteen eighty four"),
    ("2001", "two thousand and one"), ("sixth sense", "6th sense"), ("6th sense", "sixth sense"),
    ("friday the 13th", "friday the thirteenth"), ("twenty first", "21st"), ("the 22nd", "the twenty second"),
    ("henry v", "henry 5|henry five"), ("part i", "part 1|part one"), ("300", "three hundred"), ("0", "zero"),
    ("two hundred thirty nine", "239|two hundred and thirty nine"),
    ("one hundred and", "100 and"),
    ("three men and a baby", "3 men and a baby|iii men and a baby"),
    ("two for the seesaw in 3", "2 for the seesaw in 3|two for the seesaw in three|ii for the seesaw in iii"),
  ])
  func `a number has other forms`(title: String, variants: String) {
    let words = title.split(separator: " ").map(String.init)
    let found = Numbers.variants(of: words, ends: [words.count - 1]).map { $0.joined(separator: " ") }
    #expect(found == variants.split(separator: "|").map(String.init))
  }

  @Test(arguments: [
    "i robot", "the king and i", "x men", "v for vendetta", "007", "3d", "9999999999999999999999", "hundred", "mix",
    "123456789th", "1th", "eleventy", "",
  ])
  func `a word that is no number has no other form`(title: String) {
    let words = title.split(separator: " ").map(String.init)
    #expect(Numbers.variants(of: words, ends: [words.count - 1]).isEmpty)
  }

  @Test func `a single Roman letter is a number at the end of a part of a title`() {
    #expect(Numbers.variants(of: ["rocky", "v", "again"], ends: [2]).isEmpty)
    #expect(Numbers.variants(of: ["rocky", "v", "again"], ends: [1, 2]).first == ["rocky", "5", "again"])
    #expect(Numbers.variants(of: ["episode", "v", "again"], ends: [2]).first == ["episode", "5", "again"])
  }

  @Test func `every number up to the largest is recognised when spelled out`() {
    for value in Array(0...2_100) + [9_999, 10_000, 20_000, 123_456, 999_999] {
      guard let words = Numbers.Number(range: 0..<1, value: value).inWords else { continue }
      #expect(Numbers.numbers(in: words, []).map(\.value) == [value], "\(words)")
    }
  }
}
