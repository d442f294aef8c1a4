import ModelFile

/// The sizes of a neural model, and its sections in addition to those of every file. NeuralMF and DeepFM differ in how
/// they are trained and in the columns that the perceptron reads, not in how they score.
///
/// For n items in b = ⌈n / 16⌉ blocks, and vectors of w columns: f of them enter the product, and m the perceptron.
/// Its hidden layers have h and k units:
///
///     NAME          TYPE   COUNT       DESCRIPTION
///     shape         Int32  8           w; first and end of the f columns; first and end of the m columns; h; k; the
///                                      activation of a user's vector: 1 tanh, 0 none
///     people        Float  n × w       E: the embedding of each context item, a part of a user's vector; by rows
///     films         Float  b × f × 16  q: the embedding of each scored item. For each block the first column of its
///                                      16 items, then the second, …; the padding is zero, here and below
///     bias          Float  b × 16      the bias of each item
///     first.films   Float  b × h × 16  C: the input of the first layer from each item, with the bias of the layer;
///                                      in blocks like `films`
///     first.people  Float  h × m       A: the weights of the first layer for a user's vector; by rows
///     second        Float  k × h       the weights of the second layer; by rows
///     second.bias   Float  k           the bias of the second layer
///     output        Float  k           the weights of the output
///     ages          Float  7 × w       the embedding of each age group, a part of a user's vector; by rows: under 18,
///                                      18–24, 25–34, 35–44, 45–49, 50–55, 56 and over
///     genders       Float  2 × w       the embedding of each gender: female, male
///
/// For a context of c items and `p = tanh(Σ_{j ∈ context} E_j / √c + √(5 / (5 + c)) · (ages_a + genders_g))`,
/// or the same without tanh, the score of item i is
/// `⟨p, q_i⟩ + bias_i + output · relu(second · relu(A p + C_i) + second.bias)`. An unknown age or gender adds
/// nothing. The last two sections come together. A file of a model without demographics has neither.
package struct NeuralShape: Equatable, Sendable {
  /// Columns of each vector.
  package let width: Int
  /// The columns that enter the product.
  package let factors: Range<Int>
  /// The columns that the perceptron reads.
  package let perceptron: Range<Int>
  /// Units of the first hidden layer.
  package let firstUnits: Int
  /// Units of the second hidden layer.
  package let secondUnits: Int
  /// Applied to a user's vector.
  package let activation: Activation

  static let section = "shape"
  static let contextEmbedding = "people"
  static let itemEmbedding = "films"
  static let itemBias = "bias"
  static let firstItemInputs = "first.films"
  static let firstUserWeights = "first.people"
  static let secondWeights = "second"
  static let secondBias = "second.bias"
  static let outputWeights = "output"
  static let ages = "ages"
  static let genders = "genders"

  /// The weight of a demographic embedding for a user with a history of `length` items. It fades as the history grows;
  /// 15 items halve it. Tuned on MovieLens 100K: at full weight, demographics cost long histories .003 to .007 of
  /// NDCG@100 there.
  package static func demographicWeight(historyLength length: Int) -> Float { (5 / Float(5 + length)).squareRoot() }

  /// An upper bound for sizes, so that the product of two sizes and the number of items does not overflow.
  private static let maximum = 4_096

  package init(
    width: Int, factors: Range<Int>, perceptron: Range<Int>, firstUnits: Int, secondUnits: Int, activation: Activation
  ) {
    self.width = width
    self.factors = factors
    self.perceptron = perceptron
    self.firstUnits = firstUnits
    self.secondUnits = secondUnits
    self.activation = activation
  }

  /// Reads the section `shape`. Throws `wrongCount` or `badShape`.
  init(_ numbers: MappedArray<Int32>) throws(ModelError) {
    guard numbers.count == 8 else { throw .wrongCount(section: Self.section, expected: 8, found: numbers.count) }
    let values = (0..<8).map { Int(numbers[$0]) }
    guard (1...Self.maximum).contains(values[0]), (1...Self.maximum).contains(values[5]),
      (1...Self.maximum).contains(values[6]), let activation = Activation(rawValue: numbers[7]),
      0 <= values[1], values[1] <= values[2], values[2] <= values[0],
      0 <= values[3], values[3] <= values[4], values[4] <= values[0]
    else { throw .badShape }
    self.init(
      width: values[0], factors: values[1]..<values[2], perceptron: values[3]..<values[4], firstUnits: values[5],
      secondUnits: values[6], activation: activation)
  }

  /// The section `shape`.
  private var numbers: [Int32] {
    [
      width, factors.lowerBound, factors.upperBound, perceptron.lowerBound, perceptron.upperBound, firstUnits,
      secondUnits,
    ].map { Int32($0) } + [activation.rawValue]
  }
}

extension NeuralShape {
  /// The sections of the table above.
  /// - Parameters:
  ///   - contextEmbedding, itemEmbedding, firstItemInputs: by rows, one row for each item.
  ///   - demographics: by rows, one row for each case of the enumerations; nil for a model without demographics.
  package func sections(
    contextEmbedding: [Float], itemEmbedding: [Float], itemBias: [Float], firstItemInputs: [Float],
    firstUserWeights: [Float], secondWeights: [Float], secondBias: [Float], outputWeights: [Float],
    demographics: (ages: [Float], genders: [Float])? = nil
  ) -> [SectionContents] {
    func blocked(_ rows: [Float], _ columns: Int) -> [Float] { Self.blocked(rows, columns, items: itemBias.count) }
    return [
      SectionContents(Self.section, .int32(numbers)),
      SectionContents(Self.contextEmbedding, .float(contextEmbedding)),
      SectionContents(Self.itemEmbedding, .float(blocked(itemEmbedding, factors.count))),
      SectionContents(Self.itemBias, .float(blocked(itemBias, 1))),
      SectionContents(Self.firstItemInputs, .float(blocked(firstItemInputs, firstUnits))),
      SectionContents(Self.firstUserWeights, .float(firstUserWeights)),
      SectionContents(Self.secondWeights, .float(secondWeights)),
      SectionContents(Self.secondBias, .float(secondBias)),
      SectionContents(Self.outputWeights, .float(outputWeights)),
    ]
      + (demographics.map { demographics in
        [
          SectionContents(Self.ages, .float(demographics.ages)),
          SectionContents(Self.genders, .float(demographics.genders)),
        ]
      } ?? [])
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
