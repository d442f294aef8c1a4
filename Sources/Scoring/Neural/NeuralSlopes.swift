import Domain
import ModelFile

/// A context, and the person without one of its films.
struct LeftOut {
  let context: [Int32]
  /// p.
  let whole: [Float]
  /// Without film j what the tangent is taken of loses `lossOfScale + scale · people_j`.
  let lossOfScale: [Float]
  let scale: Float
  private let scorer: NeuralScorer
  private let person: Demographics
  /// Over the whole context.
  private let sum: [Float]

  init(_ scorer: NeuralScorer, _ context: [Int32], _ person: Demographics) {
    let width = scorer.shape.width
    let sum = [Float](unsafeUninitializedCapacity: width) { vector, count in
      scorer.writeSum(of: context, to: UnsafeMutableBufferPointer(rebasing: vector[..<width]))
      count = width
    }
    func finished(films: Int) -> [Float] {
      var vector = sum
      vector.withUnsafeMutableBufferPointer { scorer.finish($0, films: films, person) }
      return vector
    }
    var whole = finished(films: context.count)
    lossOfScale = zip(whole, finished(films: context.count - 1)).map { $0 - $1 }
    scale = NeuralScorer.scale(films: context.count - 1)
    whole.withUnsafeMutableBufferPointer { scorer.squash($0) }
    (self.scorer, self.context, self.person, self.sum, self.whole) = (scorer, context, person, sum, whole)
  }

  /// p without the film at a place in the context.
  func vector(without place: Int) -> [Float] {
    var vector = sum
    vector.withUnsafeMutableBufferPointer { vector in
      let row = Int(context[place]) * vector.count
      scorer.people.withUnsafeBufferPointer { people in
        for column in vector.indices { vector[column] -= people[row + column] }
      }
      scorer.finish(vector, films: context.count - 1, person)
      scorer.squash(vector)
    }
    return vector
  }
}

/// What the scores of some items would lose without each film of a context if they were linear: the first order of
/// their Taylor series.
struct NeuralSlopes {
  /// What is read of sixteen films stays in the first cache for so many.
  static let itemsAtOnce = 8

  private let leftOut: LeftOut
  private let layers: NeuralLayers
  private let whole: NeuralLayers.Person
  private let isSquashed: Bool
  /// What each film adds to a person, sixteen films side by side: for each sixteen the first number of each, then the
  /// second, …
  private let films: [SIMD16<Float>]
  /// A row for each item, sixteen films side by side.
  private var losses: [SIMD16<Float>]

  private var width: Int { leftOut.whole.count }
  private var blocksPerRow: Int { blocks(of: leftOut.context.count) }

  init(_ scorer: NeuralScorer, _ leftOut: LeftOut, _ layers: NeuralLayers, _ whole: NeuralLayers.Person) {
    (self.leftOut, self.layers, self.whole) = (leftOut, layers, whole)
    isSquashed = scorer.shape.isSquashed
    let (width, count) = (scorer.shape.width, blocks(of: leftOut.context.count))
    var films = [SIMD16<Float>](repeating: .zero, count: count * width)
    films.withUnsafeMutableBytes { bytes in
      let films = bytes.assumingMemoryBound(to: Float.self)
      scorer.people.withUnsafeBufferPointer { people in
        for (place, film) in leftOut.context.enumerated() {
          let start = place / 16 * width * 16 + place % 16
          for column in 0..<width { films[start + column * 16] = people[Int(film) * width + column] }
        }
      }
    }
    self.films = films
    losses = [SIMD16<Float>](repeating: .zero, count: count * Self.itemsAtOnce)
  }

  /// - Parameter items: at most `itemsAtOnce`.
  mutating func update(for items: ArraySlice<NeuralLayers.Item>) {
    let (width, blocksPerRow, scale) = (width, blocksPerRow, leftOut.scale)
    // By columns, with zeros for items that there are not.
    var gradients = [Float](repeating: 0, count: width * Self.itemsAtOnce)
    var common = [Float](repeating: 0, count: Self.itemsAtOnce)
    for (row, item) in items.enumerated() {
      for (column, slope) in gradient(of: item).enumerated() {
        gradients[column * Self.itemsAtOnce + row] = slope
        common[row] += slope * leftOut.lossOfScale[column]
      }
    }
    films.withUnsafeBufferPointer { films in
      losses.withUnsafeMutableBufferPointer { losses in
        gradients.withUnsafeBufferPointer { gradients in
          for block in 0..<blocksPerRow {
            let films = UnsafeBufferPointer(rebasing: films[block * width..<(block + 1) * width])
            for row in stride(from: 0, to: items.count, by: 4) {
              let sums = Self.sums(of: films, gradients, from: row)
              func write(_ sum: SIMD16<Float>, _ row: Int) {
                losses[row * blocksPerRow + block] = sum * scale + common[row]
              }
              write(sums.0, row)
              write(sums.1, row + 1)
              write(sums.2, row + 2)
              write(sums.3, row + 3)
            }
          }
        }
      }
    }
  }

  /// What sixteen films give to the slopes of four items. The sums stay in registers.
  @inline(__always)
  private static func sums(
    of films: UnsafeBufferPointer<SIMD16<Float>>, _ gradients: UnsafeBufferPointer<Float>, from row: Int
  ) -> (SIMD16<Float>, SIMD16<Float>, SIMD16<Float>, SIMD16<Float>) {
    var sums = (SIMD16<Float>.zero, SIMD16<Float>.zero, SIMD16<Float>.zero, SIMD16<Float>.zero)
    for column in films.indices {
      let (film, start) = (films[column], column * itemsAtOnce + row)
      sums.0 += film * gradients[start]
      sums.1 += film * gradients[start + 1]
      sums.2 += film * gradients[start + 2]
      sums.3 += film * gradients[start + 3]
    }
    return sums
  }

  /// Passes what an item's score would lose, by the place in the context.
  mutating func withLosses(of row: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let (start, count) = (row * blocksPerRow * 16, leftOut.context.count)
    losses.withUnsafeMutableBytes { bytes in
      let losses = bytes.assumingMemoryBound(to: Float.self)
      body(UnsafeMutableBufferPointer(rebasing: losses[start..<start + count]))
    }
  }

  /// The slope of an item's score by each number of what the tangent is taken of.
  private func gradient(of item: NeuralLayers.Item) -> [Float] {
    var gradient = layers.gradient(of: item, for: whole)
    if isSquashed {
      for (column, number) in leftOut.whole.enumerated() { gradient[column] *= 1 - number * number }
    }
    return gradient
  }
}
