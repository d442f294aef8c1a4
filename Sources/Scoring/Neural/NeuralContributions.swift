import Domain
import ModelFile

/// What neural models owe to each film of a context: what the score loses when that film is left out.
///
/// Without a film the person is another vector, which is one subtraction away, and only the scores of the targets are
/// computed again, never those of all items. Even so a thousand films times a hundred targets would be many times the
/// work of the scores themselves. So of a context of more than `exactFilms` films those that matter most to a target
/// are exact, and the others are what the slope of the score says (the first order of its Taylor series): leaving out
/// one of many films changes little, and these count in the sum of all parts alone.
extension NeuralScorer {
  /// More than are ever shown as reasons.
  package static let exactFilms = 20

  func contributions(of context: [Int32], _ person: Demographics, to targets: [Int32]) -> [Float] {
    let leftOut = LeftOut(self, context, person)
    let whole = leftOut.whole
    var others = [Person?](repeating: nil, count: context.count)
    var given =
      context.count > Self.exactFilms
      ? slopes(leftOut, targets) : [Float](repeating: 0, count: targets.count * context.count)
    var largest = BestItems()
    for (row, target) in targets.enumerated() {
      let item = item(target)
      let score = self.score(of: item, for: whole)
      let parts = row * context.count..<(row + 1) * context.count
      for film in Self.largest(given[parts], &largest) {
        let other = others[film] ?? leftOut.person(without: film)
        others[film] = other
        given[parts.lowerBound + film] = score - self.score(of: item, for: other)
      }
    }
    return given
  }

  /// The positions of the `exactFilms` largest; all where there are no more.
  private static func largest(_ parts: ArraySlice<Float>, _ best: inout BestItems) -> [Int] {
    guard parts.count > exactFilms else { return Array(0..<parts.count) }
    best.reset(count: exactFilms)
    for (position, part) in parts.enumerated() where Double(part) > best.threshold {
      best.insert(BestItems.Item(score: Double(part), position: Int32(position)))
    }
    return best.sorted().map { Int($0.position) }
  }

  /// What the model knows of one item, side by side.
  private func item(_ position: Int32) -> Item {
    let (block, lane) = (Int(position) / 16, Int(position) % 16)
    return Item(
      bias: bias[Int(position)],
      factors: (0..<shape.factors.count).map { films[(block * shape.factors.count + $0) * 16 + lane] },
      first: (0..<shape.firstUnits).map { firstOfFilms[(block * shape.firstUnits + $0) * 16 + lane] })
  }

  private func score(of item: Item, for person: Person) -> Float {
    var score = item.bias
    for (factor, number) in zip(item.factors, person.vector[shape.factors]) { score += factor * number }
    forEachSum(item, person) { unit, sum in score += output[unit] * max(0, sum) }
    return score
  }

  /// Passes what each unit of the second layer gets, before it is cut at zero.
  @inline(__always)
  private func forEachSum(_ item: Item, _ person: Person, _ body: (_ unit: Int, _ sum: Float) -> Void) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.firstUnits) { units in
      for unit in units.indices { units.initializeElement(at: unit, to: max(0, item.first[unit] + person.first[unit])) }
      second.withUnsafeBufferPointer { second in
        for row in 0..<shape.secondUnits {
          var sum = secondBias[row]
          for unit in units.indices { sum += second[row * units.count + unit] * units[unit] }
          body(row, sum)
        }
      }
    }
  }
}

// MARK: - The slope of the score

extension NeuralScorer {
  /// For each film of the context what the score of each target would lose without it if it were linear: targets ×
  /// context.
  private func slopes(_ leftOut: LeftOut, _ targets: [Int32]) -> [Float] {
    let blocks = blocks(of: targets.count)
    // For each block of sixteen targets the slopes by the first number of a vector, then by the second, …
    var gradients = [SIMD16<Float>](repeating: .zero, count: blocks * shape.width)
    var common = [SIMD16<Float>](repeating: .zero, count: blocks)
    for (place, target) in targets.enumerated() {
      for (column, slope) in gradient(of: item(target), for: leftOut.whole).enumerated() {
        gradients[place / 16 * shape.width + column][place % 16] = slope
        common[place / 16][place % 16] += slope * leftOut.lossOfScale[column]
      }
    }
    let films = leftOut.context.count
    var given = [Float](repeating: 0, count: targets.count * films)
    people.withUnsafeBufferPointer { people in
      gradients.withUnsafeBufferPointer { gradients in
        for (position, film) in leftOut.context.enumerated() {
          let row = Int(film) * shape.width
          for block in 0..<blocks {
            var sum = SIMD16<Float>.zero
            for column in 0..<shape.width { sum += gradients[block * shape.width + column] * people[row + column] }
            sum = sum * leftOut.scale + common[block]
            for place in block * 16..<min((block + 1) * 16, targets.count) {
              given[place * films + position] = sum[place % 16]
            }
          }
        }
      }
    }
    return given
  }

  /// By what the tangent is taken of.
  private func gradient(of item: Item, for person: Person) -> [Float] {
    var gradient = [Float](repeating: 0, count: shape.width)
    for (column, factor) in zip(shape.factors, item.factors) { gradient[column] = factor }
    // By what the units of the first layer put out.
    var slopes = [Float](repeating: 0, count: shape.firstUnits)
    forEachSum(item, person) { row, sum in
      guard sum > 0 else { return }
      for unit in slopes.indices { slopes[unit] += output[row] * second[row * shape.firstUnits + unit] }
    }
    firstOfPeople.withUnsafeBufferPointer { weights in
      for (unit, slope) in slopes.enumerated() where item.first[unit] + person.first[unit] > 0 {
        for (place, column) in shape.perceptron.enumerated() {
          gradient[column] += slope * weights[unit * shape.perceptron.count + place]
        }
      }
    }
    if shape.isSquashed {
      for (column, number) in person.vector.enumerated() { gradient[column] *= 1 - number * number }
    }
    return gradient
  }
}

/// An item as the model sees it: its bias, q, and C, what the first layer gets of it.
private struct Item {
  let bias: Float
  let factors: [Float]
  let first: [Float]
}

/// A person as the model sees them: p, and what the first layer gets of it.
private struct Person {
  let vector: [Float]
  let first: [Float]

  /// - Parameter write: writes p.
  init(_ scorer: NeuralScorer, _ write: (UnsafeMutableBufferPointer<Float>) -> Void) {
    var vector = [Float](repeating: 0, count: scorer.shape.width)
    var first = [Float](repeating: 0, count: scorer.shape.firstUnits)
    vector.withUnsafeMutableBufferPointer { vector in
      write(vector)
      first.withUnsafeMutableBufferPointer { scorer.firstLayer(of: vector, into: $0) }
    }
    (self.vector, self.first) = (vector, first)
  }
}

/// A context, and what it is without one of its films.
private struct LeftOut {
  let context: [Int32]
  let whole: Person
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
    lossOfScale = zip(finished(films: context.count), finished(films: context.count - 1)).map { $0 - $1 }
    scale = NeuralScorer.scale(films: context.count - 1)
    whole = Person(scorer) { vector in
      _ = vector.update(fromContentsOf: finished(films: context.count))
      scorer.squash(vector)
    }
    (self.scorer, self.context, self.person, self.sum) = (scorer, context, person, sum)
  }

  /// - Parameter film: its place in the context.
  func person(without film: Int) -> Person {
    Person(scorer) { vector in
      let row = Int(context[film]) * vector.count
      scorer.people.withUnsafeBufferPointer { people in
        for column in vector.indices { vector[column] = sum[column] - people[row + column] }
      }
      scorer.finish(vector, films: context.count - 1, person)
      scorer.squash(vector)
    }
  }
}
