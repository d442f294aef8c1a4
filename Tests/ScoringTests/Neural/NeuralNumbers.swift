import Domain
import Glibc
import ModelFile

@testable import Scoring

/// Random numbers of a neural model with vectors of five columns: the product reads the first three, the perceptron the
/// last three.
struct NeuralNumbers {
  let shape: NeuralShape
  let contextEmbedding, itemEmbedding, firstItemInputs, firstUserWeights, secondWeights: [[Float]]
  let itemBias, secondBias, outputWeights: [Float]
  let ages, genders: [[Float]]

  /// - Parameter outputScale: the factor of the perceptron's output; 0 leaves the product alone.
  init(items: Int, activation: Activation, outputScale: Float = 1) {
    var random = SeededGenerator(state: UInt64(items))
    func row(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: -1...1, using: &random) } }
    func rows(_ count: Int, _ columns: Int) -> [[Float]] { (0..<count).map { _ in row(columns) } }
    shape = NeuralShape(
      width: 5, factors: 0..<3, perceptron: 2..<5, firstUnits: 4, secondUnits: 2, activation: activation)
    contextEmbedding = rows(items, 5)
    itemEmbedding = rows(items, 3)
    itemBias = row(items)
    firstItemInputs = rows(items, 4)
    firstUserWeights = rows(4, 3)
    secondWeights = rows(2, 4)
    secondBias = row(2)
    outputWeights = row(2).map { $0 * outputScale }
    ages = rows(7, 5)
    genders = rows(2, 5)
  }

  var sections: [SectionContents] {
    shape.sections(
      contextEmbedding: contextEmbedding.flatMap(\.self), itemEmbedding: itemEmbedding.flatMap(\.self),
      itemBias: itemBias, firstItemInputs: firstItemInputs.flatMap(\.self),
      firstUserWeights: firstUserWeights.flatMap(\.self), secondWeights: secondWeights.flatMap(\.self),
      secondBias: secondBias, outputWeights: outputWeights,
      demographics: (ages: ages.flatMap(\.self), genders: genders.flatMap(\.self)))
  }

  /// The sections of a model without demographics.
  var sectionsWithoutDemographics: [SectionContents] { sections.filter { !["ages", "genders"].contains($0.name) } }

  func model() throws -> Model { try SmallModel.model(.neuralMF, itemBias.indices.map { ItemID($0) * 2 }, sections) }

  /// The scores by the formula, in double precision.
  func scores(_ context: [Int], for user: Demographics = .unknown) -> [Double] {
    let vector = (0..<5).map { column in
      let history =
        context.reduce(0) { $0 + Double(contextEmbedding[$1][column]) } / Double(max(1, context.count)).squareRoot()
      let demographics =
        (user.age.map { Double(ages[$0.rawValue][column]) } ?? 0)
        + (user.gender.map { Double(genders[$0.rawValue][column]) } ?? 0)
      let sum = history + demographics * (5 / Double(5 + context.count)).squareRoot()
      return shape.activation == .tanh ? tanh(sum) : sum
    }
    return itemEmbedding.indices.map { item in
      let first = (0..<4).map { unit in
        max(
          0,
          Double(firstItemInputs[item][unit])
            + (0..<3).reduce(0) { $0 + Double(firstUserWeights[unit][$1]) * vector[2 + $1] })
      }
      let output = (0..<2).reduce(0) { sum, unit in
        let value =
          Double(secondBias[unit]) + first.indices.reduce(0) { $0 + Double(secondWeights[unit][$1]) * first[$1] }
        return sum + Double(outputWeights[unit]) * max(0, value)
      }
      return Double(itemBias[item]) + (0..<3).reduce(0) { $0 + Double(itemEmbedding[item][$1]) * vector[$1] } + output
    }
  }
}
