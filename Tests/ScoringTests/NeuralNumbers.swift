import Domain
import Glibc
import ModelFile

@testable import Scoring

/// Numbers of a net with vectors of five, of which three are multiplied and the last three are read by the perceptron.
struct NeuralNumbers {
  let shape: NeuralShape
  let people, films, firstOfFilms, firstOfPeople, second: [[Float]]
  let bias, secondBias, output: [Float]
  let ages, genders: [[Float]]

  /// - Parameter outputScale: of the perceptron; 0 leaves the product alone.
  init(items: Int, isSquashed: Bool, outputScale: Float = 1) {
    var random = SeededGenerator(state: UInt64(items))
    func row(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: -1...1, using: &random) } }
    func rows(_ count: Int, _ columns: Int) -> [[Float]] { (0..<count).map { _ in row(columns) } }
    shape = NeuralShape(
      width: 5, factors: 0..<3, perceptron: 2..<5, firstUnits: 4, secondUnits: 2, isSquashed: isSquashed)
    people = rows(items, 5)
    films = rows(items, 3)
    bias = row(items)
    firstOfFilms = rows(items, 4)
    firstOfPeople = rows(4, 3)
    second = rows(2, 4)
    secondBias = row(2)
    output = row(2).map { $0 * outputScale }
    ages = rows(7, 5)
    genders = rows(2, 5)
  }

  var sections: [SectionContents] {
    shape.sections(
      people: people.flatMap(\.self), films: films.flatMap(\.self), bias: bias,
      firstOfFilms: firstOfFilms.flatMap(\.self), firstOfPeople: firstOfPeople.flatMap(\.self),
      second: second.flatMap(\.self), secondBias: secondBias, output: output,
      facts: (ages: ages.flatMap(\.self), genders: genders.flatMap(\.self)))
  }

  /// As in files of models that go by films alone.
  var sectionsOfFilms: [SectionContents] { sections.filter { !["ages", "genders"].contains($0.name) } }

  func model() throws -> Model { try Fixture.model(.neuralMF, bias.indices.map { MovieID($0) * 2 }, sections) }

  /// The formula, in double precision.
  func scores(_ context: [Int], of known: Demographics = .unknown) -> [Double] {
    let person = (0..<5).map { column in
      let films = context.reduce(0) { $0 + Double(people[$1][column]) } / Double(max(1, context.count)).squareRoot()
      let facts =
        (known.age.map { Double(ages[$0.rawValue][column]) } ?? 0)
        + (known.gender.map { Double(genders[$0.rawValue][column]) } ?? 0)
      let sum = films + facts * (5 / Double(5 + context.count)).squareRoot()
      return shape.isSquashed ? tanh(sum) : sum
    }
    return films.indices.map { film in
      let first = (0..<4).map { unit in
        max(
          0,
          Double(firstOfFilms[film][unit])
            + (0..<3).reduce(0) { $0 + Double(firstOfPeople[unit][$1]) * person[2 + $1] })
      }
      let output = (0..<2).reduce(0) { sum, unit in
        let value = Double(secondBias[unit]) + first.indices.reduce(0) { $0 + Double(second[unit][$1]) * first[$1] }
        return sum + Double(self.output[unit]) * max(0, value)
      }
      return Double(bias[film]) + (0..<3).reduce(0) { $0 + Double(films[film][$1]) * person[$1] } + output
    }
  }
}
