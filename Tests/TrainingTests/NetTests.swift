import Glibc
import LinearAlgebra
import Testing

@testable import Training

/// The net against the plainest way to compute it, in double precision, and its gradient against differences of that.
struct NetTests {
  /// Both ways to join the parts: a perceptron with vectors of its own, and one that reads those that are multiplied.
  static let shapes = [
    NetShape(
      width: 5, factors: 0..<3, perceptron: 3..<5, hidden: (first: 4, second: 3), outputScale: 0.5, isSquashed: true),
    NetShape(
      width: 4, factors: 0..<4, perceptron: 0..<4, hidden: (first: 3, second: 2), outputScale: 1, isSquashed: false),
  ]

  /// Films, ages and genders of people and three kinds of facts about films; someone of whom nothing is known, one of
  /// whom only the age is, a film without a year.
  private let batch = NetBatch(
    people: People(
      likes: SparseMatrix(columns: 20, [[0, 3, 7], [], [19], [1, 2, 3, 4, 18]]),
      facts: [SparseMatrix(columns: 7, [[6], [0], [], [3]]), SparseMatrix(columns: 2, [[0], [1], [], []])]),
    targets: SparseMatrix(columns: 20, [[0, 3, 7, 9], [5], [19, 2], [1, 2, 3, 4, 18]]))
  private let filmFacts = [
    SparseMatrix.identity(20), SparseMatrix(columns: 3, (0..<20).map { $0 % 4 == 0 ? [0, 2] : [Int32($0 % 3)] }),
    SparseMatrix(columns: 2, (0..<20).map { $0 == 6 ? [] : [Int32($0 % 2)] }),
  ]

  private func net(_ shape: NetShape) -> Net {
    var random = SeededGenerator(seed: 7)
    var parameters = NetParameters(shape, people: [20, 7, 2], films: [20, 3, 2])
    parameters.forEachNumber { $0 = Float(0.5 * random.normal()) }
    return Net(shape: shape, filmFacts: filmFacts, parameters: parameters)
  }

  @Test(arguments: shapes.indices)
  func `scores are those of the formula`(index: Int) {
    let net = net(Self.shapes[index])
    let scores = net.scores(batch.people)
    let expected = Reference(net).scores(batch.people)
    for person in 0..<4 {
      for film in 0..<20 { #expect(abs(Double(scores[person, film]) - expected[person][film]) < 1e-5) }
    }
  }

  @Test(arguments: shapes.indices)
  func `the gradient by every number is what the loss changes with it`(index: Int) {
    let net = net(Self.shapes[index])
    let (loss, gradient) = net.gradient(batch)
    #expect(abs(loss - Reference(net).loss(batch)) < 1e-5)
    var analytic: [Double] = []
    var copy = gradient
    copy.forEachNumber { analytic.append(Double($0)) }
    let step: Float = 0x1p-12
    for (number, expected) in analytic.enumerated() {
      let (above, below) = (moved(net, number, step), moved(net, number, -step))
      let slope = (above.loss(batch) - below.loss(batch)) / Double(2 * step)
      #expect(abs(slope - expected) < 2e-4, "number \(number) of \(analytic.count)")
    }
  }

  @Test func `films beyond the first tile count as the others`() {
    // 300 films are two tiles of 256, the second one not full.
    var random = SeededGenerator(seed: 3)
    let shape = Self.shapes[0]
    var parameters = NetParameters(shape, people: [300], films: [300])
    parameters.forEachNumber { $0 = Float(0.3 * random.normal()) }
    let net = Net(shape: shape, filmFacts: [.identity(300)], parameters: parameters)
    let batch = NetBatch(
      people: People(likes: SparseMatrix(columns: 300, [[1, 299]])),
      targets: SparseMatrix(columns: 300, [[5, 255, 256, 299]]))
    let (loss, gradient) = net.gradient(batch)
    #expect(abs(loss - Reference(net).loss(batch)) < 1e-4)
    var analytic: [Double] = []
    var copy = gradient
    copy.forEachNumber { analytic.append(Double($0)) }
    for number in stride(from: 0, to: analytic.count, by: 37) {
      let slope =
        (moved(net, number, 0x1p-10).loss(batch) - moved(net, number, -0x1p-10).loss(batch)) / Double(0x1p-9)
      #expect(abs(slope - analytic[number]) < 2e-3)
    }
  }

  @Test func `a step of Adam is as its paper has it`() {
    var parameters = NetParameters(Self.shapes[0], people: [1], films: [1])
    var gradient = parameters
    gradient.filmBias[0, 0] = 0.5
    var adam = Adam(learningRate: 0.1, zero: parameters)
    adam.descend(&parameters, along: gradient)
    // Of the first step both means are corrected to the gradient and its square: the rate, whatever the gradient.
    #expect(abs(parameters.filmBias[0, 0] + 0.1) < 1e-6)
    gradient.filmBias[0, 0] = -0.25
    adam.descend(&parameters, along: gradient)
    // m = 0.9 · 0.05 − 0.025 = 0.02, over 0.19; v = 0.999 · 0.00025 + 0.0000625 = 0.00031225, over 0.001999.
    let expected = -0.1 - 0.1 * (0.02 / 0.19) / (0.000_312_25 / 0.001_999).squareRoot()
    #expect(abs(Double(parameters.filmBias[0, 0]) - expected) < 1e-6)
    #expect(parameters.second[0, 0] == 0)
  }

  /// The reference of the net with one number changed.
  private func moved(_ net: Net, _ number: Int, _ step: Float) -> Reference {
    var moved = net
    var index = 0
    moved.parameters.forEachNumber { value in
      if index == number { value += step }
      index += 1
    }
    return Reference(moved)
  }
}

/// The formula in double precision, one number after the other.
private struct Reference {
  private let net: Net

  init(_ net: Net) { self.net = net }

  func scores(_ people: People) -> [[Double]] {
    let films = (0..<net.filmFacts[0].rows).map { vector($0, net.filmFacts, net.parameters.films) }
    return (0..<people.count).map { person in
      let likes = vector(person, [people.likes], net.parameters.people)
      let facts = vector(person, people.facts, Array(net.parameters.people.dropFirst()))
      let weight = (5 / Double(5 + people.likes.row(person).count)).squareRoot()
      let vector = zip(likes, facts).map { $0 + weight * $1 }.map { net.shape.isSquashed ? tanh($0) : $0 }
      return films.enumerated().map { score(vector, $1) + Double(net.parameters.filmBias[0, $0]) }
    }
  }

  /// The mean over people of `−Σ log softmax`.
  func loss(_ batch: NetBatch) -> Double {
    let losses = scores(batch.people).enumerated().map { person, scores in
      let total = log(scores.reduce(0) { $0 + exp($1) })
      return batch.targets.row(person).reduce(0) { $0 + total - scores[Int($1)] }
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  private func vector(_ row: Int, _ facts: [SparseMatrix], _ tables: [Matrix<Float>]) -> [Double] {
    (0..<net.shape.width).map { column in
      zip(facts, tables).reduce(0) { sum, fact in
        let entries = fact.0.row(row)
        return sum
          + entries.reduce(0) { $0 + Double(fact.1[Int($1), column]) } / Double(max(1, entries.count)).squareRoot()
      }
    }
  }

  private func score(_ person: [Double], _ film: [Double]) -> Double {
    let parameters = net.parameters
    let first = (0..<net.shape.hidden.first).map { unit in
      net.shape.perceptron.enumerated().reduce(Double(parameters.firstBias[0, unit])) { sum, column in
        sum + Double(parameters.firstOfPeople[unit, column.offset]) * person[column.element]
          + Double(parameters.firstOfFilms[unit, column.offset]) * film[column.element]
      }
    }
    let second = (0..<net.shape.hidden.second).map { unit in
      first.indices.reduce(Double(parameters.secondBias[0, unit])) {
        $0 + Double(parameters.second[unit, $1]) * max(0, first[$1])
      }
    }
    let output = second.indices.reduce(0) { $0 + Double(parameters.output[0, $1]) * max(0, second[$1]) }
    return net.shape.factors.reduce(0) { $0 + person[$1] * film[$1] } + Double(net.shape.outputScale) * output
  }
}

extension NetParameters {
  /// Every number of every part, always in the same order.
  fileprivate mutating func forEachNumber(_ body: (inout Float) -> Void) {
    var (first, second) = (self, self)
    forEachPart(self, &first, &second) { part, _, _, _ in
      for row in 0..<part.rows {
        for column in 0..<part.columns { body(&part[row, column]) }
      }
    }
  }
}
