import ModelFile

/// Scores one user and one item at a time, for the few scores that are recomputed when a context item is left out.
/// Every row is a sequence of vectors of sixteen numbers, padded with zeros.
final class NeuralLayers {
  typealias Blocks = [SIMD16<Float>]

  struct ItemTerms {
    let bias: Float
    /// q, followed by C.
    let row: Blocks
  }

  struct UserTerms {
    /// The columns of p that enter the product, followed by A p.
    let row: Blocks
  }

  private let scorer: NeuralScorer
  /// The vectors in a row of factors, and in a row of units of the first layer.
  private let (factors, units): (Int, Int)
  /// A: a row for each unit of the first layer.
  private let firstUserWeights: [Blocks]
  /// A row for each unit of the second layer, end to end.
  private let second: Blocks
  private let secondBias: [Float]
  private let output: [Float]

  init(_ scorer: NeuralScorer) {
    let shape = scorer.shape
    func row(_ index: Int, of matrix: MappedArray<Float>, columns: Int) -> Blocks {
      Blocks(columns) { matrix[index * columns + $0] }
    }
    self.scorer = scorer
    (factors, units) = (blocks(of: shape.factors.count), blocks(of: shape.firstUnits))
    firstUserWeights = (0..<shape.firstUnits).map {
      row($0, of: scorer.firstUserWeights, columns: shape.perceptron.count)
    }
    second = (0..<shape.secondUnits).flatMap { row($0, of: scorer.secondWeights, columns: shape.firstUnits) }
    secondBias = (0..<shape.secondUnits).map { scorer.secondBias[$0] }
    output = (0..<shape.secondUnits).map { scorer.outputWeights[$0] }
  }

  func item(_ position: Int32) -> ItemTerms {
    let (block, lane, shape) = (Int(position) / 16, Int(position) % 16, scorer.shape)
    let factors = Blocks(shape.factors.count) { scorer.itemEmbedding[(block * shape.factors.count + $0) * 16 + lane] }
    let first = Blocks(shape.firstUnits) { scorer.firstItemInputs[(block * shape.firstUnits + $0) * 16 + lane] }
    return ItemTerms(bias: scorer.itemBias[Int(position)], row: factors + first)
  }

  /// - Parameter vector: p.
  func user(_ vector: [Float]) -> UserTerms {
    let (factors, perceptron) = (scorer.shape.factors, scorer.shape.perceptron)
    let read = Blocks(perceptron.count) { vector[perceptron.lowerBound + $0] }
    let first = Blocks(scorer.shape.firstUnits) { unit in
      firstUserWeights[unit].withUnsafeBufferPointer { row in read.withUnsafeBufferPointer { product(row, $0) } }
    }
    return UserTerms(row: Blocks(factors.count) { vector[factors.lowerBound + $0] } + first)
  }

  func score(of item: ItemTerms, for user: UserTerms) -> Float {
    withUnits(item, user) { product, units in
      var score = item.bias + product
      forEachSum(units) { row, sum in score += output[row] * max(0, sum) }
      return score
    }
  }

  /// The gradient of the score with respect to p.
  func gradient(of item: ItemTerms, for user: UserTerms) -> [Float] {
    let shape = scorer.shape
    // With respect to the outputs of the first layer. A unit that relu cuts off has slope zero.
    var slopes = Blocks(repeating: .zero, count: units)
    withUnits(item, user) { _, units in
      forEachSum(units) { row, sum in
        guard sum > 0 else { return }
        for place in units.indices { slopes[place] += second[row * units.count + place] * output[row] }
      }
      for place in units.indices { slopes[place].replace(with: 0, where: units[place] .<= 0) }
    }
    var perceptron = Blocks(repeating: .zero, count: blocks(of: shape.perceptron.count))
    for (unit, row) in firstUserWeights.enumerated() {
      for place in row.indices { perceptron[place] += row[place] * slopes[unit / 16][unit % 16] }
    }
    var gradient = [Float](repeating: 0, count: shape.width)
    for (place, column) in shape.factors.enumerated() { gradient[column] = item.row[place / 16][place % 16] }
    for (place, column) in shape.perceptron.enumerated() { gradient[column] += perceptron[place / 16][place % 16] }
    return gradient
  }

  /// Calls `body` with ⟨p, q⟩ and the outputs of the first layer.
  @inline(__always)
  private func withUnits<Result>(
    _ item: ItemTerms, _ user: UserTerms, _ body: (Float, UnsafeMutableBufferPointer<SIMD16<Float>>) -> Result
  ) -> Result {
    item.row.withUnsafeBufferPointer { item in
      user.row.withUnsafeBufferPointer { user in
        withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: units) { units in
          for unit in units.indices {
            units.initializeElement(at: unit, to: relu(item[factors + unit] + user[factors + unit]))
          }
          return body(product(UnsafeBufferPointer(rebasing: item[..<factors]), user), units)
        }
      }
    }
  }

  /// Calls `body` with the input of each unit of the second layer, before relu.
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

/// - Precondition: `other` is not shorter than `row`.
@inline(__always)
private func product(_ row: UnsafeBufferPointer<SIMD16<Float>>, _ other: UnsafeBufferPointer<SIMD16<Float>>) -> Float {
  var sum = SIMD16<Float>.zero
  for place in row.indices { sum += row[place] * other[place] }
  return sum.sum()
}

extension NeuralLayers.Blocks {
  /// A row of `count` numbers.
  @inline(__always)
  fileprivate init(_ count: Int, _ number: (Int) -> Float) {
    self.init(repeating: .zero, count: blocks(of: count))
    withUnsafeMutableBytes { bytes in
      let numbers = bytes.assumingMemoryBound(to: Float.self)
      for place in 0..<count { numbers[place] = number(place) }
    }
  }
}
