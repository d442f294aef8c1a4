import ModelFile

/// One person and one item at a time, as a neural scorer sees them: for the few scores that are computed anew when a
/// film is left out. Every row is in vectors of sixteen numbers, with zeros behind its end.
final class NeuralLayers {
  typealias Row = [SIMD16<Float>]

  /// Its bias, and a row of q and C, what the first layer gets of it.
  struct Item {
    let bias: Float
    let row: Row
  }

  /// A row of the part of p that is multiplied by q, and A p, what the first layer gets of it.
  struct Person {
    let row: Row
  }

  private let scorer: NeuralScorer
  /// Vectors that a row of factors takes, and one of units of the first layer.
  private let (factors, units): (Int, Int)
  /// A, by rows: one a unit of the first layer.
  private let firstOfPeople: [Row]
  /// By rows, one a unit of the second layer, one after the other.
  private let second: Row
  private let secondBias: [Float]
  private let output: [Float]

  init(_ scorer: NeuralScorer) {
    let shape = scorer.shape
    func row(_ index: Int, of matrix: MappedArray<Float>, columns: Int) -> Row {
      Row(columns) { matrix[index * columns + $0] }
    }
    self.scorer = scorer
    (factors, units) = (blocks(of: shape.factors.count), blocks(of: shape.firstUnits))
    firstOfPeople = (0..<shape.firstUnits).map { row($0, of: scorer.firstOfPeople, columns: shape.perceptron.count) }
    second = (0..<shape.secondUnits).flatMap { row($0, of: scorer.second, columns: shape.firstUnits) }
    secondBias = (0..<shape.secondUnits).map { scorer.secondBias[$0] }
    output = (0..<shape.secondUnits).map { scorer.output[$0] }
  }

  func item(_ position: Int32) -> Item {
    let (block, lane, shape) = (Int(position) / 16, Int(position) % 16, scorer.shape)
    let factors = Row(shape.factors.count) { scorer.films[(block * shape.factors.count + $0) * 16 + lane] }
    let first = Row(shape.firstUnits) { scorer.firstOfFilms[(block * shape.firstUnits + $0) * 16 + lane] }
    return Item(bias: scorer.bias[Int(position)], row: factors + first)
  }

  /// - Parameter vector: p.
  func person(_ vector: [Float]) -> Person {
    let (factors, perceptron) = (scorer.shape.factors, scorer.shape.perceptron)
    let read = Row(perceptron.count) { vector[perceptron.lowerBound + $0] }
    let first = Row(scorer.shape.firstUnits) { unit in
      firstOfPeople[unit].withUnsafeBufferPointer { row in read.withUnsafeBufferPointer { product(row, $0) } }
    }
    return Person(row: Row(factors.count) { vector[factors.lowerBound + $0] } + first)
  }

  func score(of item: Item, for person: Person) -> Float {
    withUnits(item, person) { product, units in
      var score = item.bias + product
      forEachSum(units) { row, sum in score += output[row] * max(0, sum) }
      return score
    }
  }

  /// The slope of the score by each number of p.
  func gradient(of item: Item, for person: Person) -> [Float] {
    let shape = scorer.shape
    // By what the units of the first layer put out; one that is cut off at zero has no slope.
    var slopes = Row(repeating: .zero, count: units)
    withUnits(item, person) { _, units in
      forEachSum(units) { row, sum in
        guard sum > 0 else { return }
        for place in units.indices { slopes[place] += second[row * units.count + place] * output[row] }
      }
      for place in units.indices { slopes[place].replace(with: 0, where: units[place] .<= 0) }
    }
    var perceptron = Row(repeating: .zero, count: blocks(of: shape.perceptron.count))
    for (unit, row) in firstOfPeople.enumerated() {
      for place in row.indices { perceptron[place] += row[place] * slopes[unit / 16][unit % 16] }
    }
    var gradient = [Float](repeating: 0, count: shape.width)
    for (place, column) in shape.factors.enumerated() { gradient[column] = item.row[place / 16][place % 16] }
    for (place, column) in shape.perceptron.enumerated() { gradient[column] += perceptron[place / 16][place % 16] }
    return gradient
  }

  /// Passes ⟨p, q⟩, and what the first layer puts out.
  @inline(__always)
  private func withUnits<Result>(
    _ item: Item, _ person: Person, _ body: (Float, UnsafeMutableBufferPointer<SIMD16<Float>>) -> Result
  ) -> Result {
    item.row.withUnsafeBufferPointer { item in
      person.row.withUnsafeBufferPointer { person in
        withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: units) { units in
          for unit in units.indices {
            units.initializeElement(at: unit, to: relu(item[factors + unit] + person[factors + unit]))
          }
          return body(product(UnsafeBufferPointer(rebasing: item[..<factors]), person), units)
        }
      }
    }
  }

  /// Passes what each unit of the second layer gets, before it is cut off at zero.
  @inline(__always)
  private func forEachSum(_ units: UnsafeMutableBufferPointer<SIMD16<Float>>, _ body: (_ unit: Int, Float) -> Void) {
    second.withUnsafeBufferPointer { second in
      for row in secondBias.indices {
        let weights = UnsafeBufferPointer(rebasing: second[row * units.count..<(row + 1) * units.count])
        body(row, secondBias[row] + product(weights, UnsafeBufferPointer(units)))
      }
    }
  }
}

/// - Precondition: `other` is no shorter.
@inline(__always)
private func product(_ row: UnsafeBufferPointer<SIMD16<Float>>, _ other: UnsafeBufferPointer<SIMD16<Float>>) -> Float {
  var sum = SIMD16<Float>.zero
  for place in row.indices { sum += row[place] * other[place] }
  return sum.sum()
}

extension NeuralLayers.Row {
  /// A row of so many numbers.
  @inline(__always)
  fileprivate init(_ count: Int, _ number: (Int) -> Float) {
    self.init(repeating: .zero, count: blocks(of: count))
    withUnsafeMutableBytes { bytes in
      let numbers = bytes.assumingMemoryBound(to: Float.self)
      for place in 0..<count { numbers[place] = number(place) }
    }
  }
}
