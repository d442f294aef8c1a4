import ModelFile

/// What a neural model file holds, beside what every file holds. NeuralMF and DeepFM differ in how they are trained and
/// in which numbers of a vector the perceptron reads, not in how they score.
///
/// For n items in b = ⌈n / 16⌉ blocks, vectors of w numbers, of which f enter the product and m the perceptron, whose
/// hidden layers have h and k units:
///
///     NAME          TYPE   COUNT       DESCRIPTION
///     shape         Int32  8           w; first and end of the f numbers; first and end of the m numbers; h; k; 1
///                                      where a person's vector goes through a hyperbolic tangent, or else 0
///     people        Float  n × w       what each item of a context adds to a person's vector, by rows
///     films         Float  b × f × 16  q: for each block the first number of its 16 items, then the second, …; what is
///                                      behind the last item is zero, here and below
///     bias          Float  b × 16      one number an item
///     first.films   Float  b × h × 16  C: what the first layer gets of each item with its bias, in blocks like `films`
///     first.people  Float  h × m       A: what it gets of a person's vector, by rows
///     second        Float  k × h       by rows
///     second.bias   Float  k
///     output        Float  k
///     ages          Float  7 × w       what a person's age group adds to their vector, by rows: under 18, 18–24,
///                                      25–34, 35–44, 45–49, 50–55, 56 and over
///     genders       Float  2 × w       and their gender: female, male
///
/// For a context of c items and `p = tanh(Σ_{j ∈ context} people_j / √c + √(5 / (5 + c)) · (ages_a + genders_g))`, or
/// the same without the tangent, the score of item i is `⟨p, q_i⟩ + bias_i + output · relu(second · relu(A p + C_i) +
/// second.bias)`. What is not known of a person adds nothing. The last two sections come together or, in files of
/// models that go by films alone, not at all: then age and gender change nothing.
package struct NeuralShape: Equatable, Sendable {
  package let width: Int
  package let factors: Range<Int>
  package let perceptron: Range<Int>
  package let firstUnits: Int
  package let secondUnits: Int
  package let isSquashed: Bool

  static let section = "shape"
  static let people = "people"
  static let films = "films"
  static let bias = "bias"
  static let firstOfFilms = "first.films"
  static let firstOfPeople = "first.people"
  static let second = "second"
  static let secondBias = "second.bias"
  static let output = "output"
  static let ages = "ages"
  static let genders = "genders"

  /// What a fact about a person besides the films counts who is known by so many: the less, the more these say. That
  /// fifteen films halve it was chosen on MovieLens 100K; at full weight it costs long histories .003 to .007 of
  /// NDCG@100 there.
  package static func factWeight(films: Int) -> Float { (5 / Float(5 + films)).squareRoot() }

  /// More than any model has; products of two of these and a number of items do not overflow.
  private static let maximum = 4_096

  package init(
    width: Int, factors: Range<Int>, perceptron: Range<Int>, firstUnits: Int, secondUnits: Int, isSquashed: Bool
  ) {
    self.width = width
    self.factors = factors
    self.perceptron = perceptron
    self.firstUnits = firstUnits
    self.secondUnits = secondUnits
    self.isSquashed = isSquashed
  }

  /// Throws `wrongCount` or `badShape`.
  init(_ numbers: MappedArray<Int32>) throws(ModelError) {
    guard numbers.count == 8 else { throw .wrongCount(section: Self.section, expected: 8, found: numbers.count) }
    let values = (0..<8).map { Int(numbers[$0]) }
    guard (1...Self.maximum).contains(values[0]), (1...Self.maximum).contains(values[5]),
      (1...Self.maximum).contains(values[6]), (0...1).contains(values[7]),
      0 <= values[1], values[1] <= values[2], values[2] <= values[0],
      0 <= values[3], values[3] <= values[4], values[4] <= values[0]
    else { throw .badShape }
    self.init(
      width: values[0], factors: values[1]..<values[2], perceptron: values[3]..<values[4], firstUnits: values[5],
      secondUnits: values[6], isSquashed: values[7] == 1)
  }

  var numbers: [Int32] {
    [
      width, factors.lowerBound, factors.upperBound, perceptron.lowerBound, perceptron.upperBound, firstUnits,
      secondUnits, isSquashed ? 1 : 0,
    ].map { Int32($0) }
  }
}

extension NeuralShape {
  /// The sections of a file, in the form of the table above.
  /// - Parameters:
  ///   - people, films, firstOfFilms: by rows, one row an item.
  ///   - facts: by rows, one row a case of the enumeration; nil for a model that goes by films alone.
  package func sections(
    people: [Float], films: [Float], bias: [Float], firstOfFilms: [Float], firstOfPeople: [Float], second: [Float],
    secondBias: [Float], output: [Float], facts: (ages: [Float], genders: [Float])? = nil
  ) -> [SectionContents] {
    let own = facts.map { facts in
      [SectionContents(Self.ages, .float(facts.ages)), SectionContents(Self.genders, .float(facts.genders))]
    }
    return [
      SectionContents(Self.section, .int32(numbers)),
      SectionContents(Self.people, .float(people)),
      SectionContents(Self.films, .float(Self.blocked(films, factors.count, items: bias.count))),
      SectionContents(Self.bias, .float(Self.blocked(bias, 1, items: bias.count))),
      SectionContents(Self.firstOfFilms, .float(Self.blocked(firstOfFilms, firstUnits, items: bias.count))),
      SectionContents(Self.firstOfPeople, .float(firstOfPeople)),
      SectionContents(Self.second, .float(second)),
      SectionContents(Self.secondBias, .float(secondBias)),
      SectionContents(Self.output, .float(output)),
    ] + (own ?? [])
  }

  /// From items × columns to blocks × columns × 16.
  private static func blocked(_ rows: [Float], _ columns: Int, items: Int) -> [Float] {
    precondition(rows.count == items * columns)
    var blocked = [Float](repeating: 0, count: blocks(of: items) * columns * 16)
    for item in 0..<items {
      for column in 0..<columns {
        blocked[(item / 16 * columns + column) * 16 + item % 16] = rows[item * columns + column]
      }
    }
    return blocked
  }
}
