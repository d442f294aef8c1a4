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

extension NeuralScorer {
  /// For each film of the context what the score of each item would lose without it if the score were linear: the
  /// first order of its Taylor series. Items × context.
  func slopes(_ leftOut: LeftOut, of items: [NeuralLayers.Item], _ layers: NeuralLayers) -> [Float] {
    let whole = layers.person(leftOut.whole)
    let (films, width) = (leftOut.context.count, shape.width)
    let gradients = items.flatMap { gradient(of: $0, layers, leftOut, whole) }
    let common = items.indices.map { item in
      (0..<width).reduce(0) { $0 + gradients[item * width + $1] * leftOut.lossOfScale[$1] }
    }
    let people = columns(of: leftOut.context)
    var given = [Float](repeating: 0, count: items.count * films)
    given.withUnsafeMutableBytes { given in
      gradients.withUnsafeBufferPointer { gradients in
        people.withUnsafeBufferPointer { people in
          // Sixteen films stay in the first cache over all items.
          for block in 0..<blocks(of: films) {
            for item in items.indices {
              var sums = SIMD16<Float>.zero
              for column in 0..<width { sums += people[block * width + column] * gradients[item * width + column] }
              sums = sums * leftOut.scale + common[item]
              let start = (item * films + block * 16) * MemoryLayout<Float>.stride
              let end = min(start + MemoryLayout<SIMD16<Float>>.size, (item + 1) * films * MemoryLayout<Float>.stride)
              withUnsafeBytes(of: sums) { given[start..<end].copyBytes(from: $0[..<(end - start)]) }
            }
          }
        }
      }
    }
    return given
  }

  /// The slope of an item's score by each number of what the tangent is taken of.
  private func gradient(
    of item: NeuralLayers.Item, _ layers: NeuralLayers, _ leftOut: LeftOut, _ whole: NeuralLayers.Person
  ) -> [Float] {
    var gradient = layers.gradient(of: item, for: whole)
    if shape.isSquashed {
      for (column, number) in leftOut.whole.enumerated() { gradient[column] *= 1 - number * number }
    }
    return gradient
  }

  /// What each film adds to a person, sixteen films side by side: for each sixteen the first number of each, then the
  /// second, …
  private func columns(of context: [Int32]) -> [SIMD16<Float>] {
    var columns = [SIMD16<Float>](repeating: .zero, count: blocks(of: context.count) * shape.width)
    columns.withUnsafeMutableBytes { bytes in
      let columns = bytes.assumingMemoryBound(to: Float.self)
      people.withUnsafeBufferPointer { people in
        for (place, film) in context.enumerated() {
          let start = place / 16 * shape.width * 16 + place % 16
          for column in 0..<shape.width { columns[start + column * 16] = people[Int(film) * shape.width + column] }
        }
      }
    }
    return columns
  }
}
