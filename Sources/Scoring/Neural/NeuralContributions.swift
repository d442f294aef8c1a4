import Domain
import ModelFile

/// What neural models owe to each film of a context: what the score loses when that film is left out.
///
/// Without a film the person is another vector, which is one subtraction away, and only the scores of the targets are
/// computed again, never those of all items. Even so a thousand films times a hundred targets would be many times the work
/// of the scores themselves. So of a context of more than `exactFilms` films those that matter most to a target are exact,
/// and the others are what the slope of the score says (the first order of its Taylor series): leaving out one of many
/// films changes little, and these count in the sum of all parts alone.
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
      let score = self.score(of: target, for: whole)
      let parts = row * context.count..<(row + 1) * context.count
      for film in Self.largest(given[parts], &largest) {
        let other = others[film] ?? leftOut.person(without: film)
        others[film] = other
        given[parts.lowerBound + film] = score - self.score(of: target, for: other)
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

  /// The score of one item.
  private func score(of item: Int32, for person: Person) -> Float {
    let layers = self.layers(of: item, for: person)
    var score = bias[Int(item)]
    for (place, column) in shape.factors.enumerated() { score += factor(place, of: item) * person.vector[column] }
    for (unit, value) in layers.second.enumerated() where value > 0 { score += output[unit] * value }
    return score
  }

  /// What the two hidden layers get, before it is cut at zero.
  private func layers(of item: Int32, for person: Person) -> (first: [Float], second: [Float]) {
    let (block, lane) = (Int(item) / 16, Int(item) % 16)
    let first = (0..<shape.firstUnits).map { unit in
      firstOfFilms[(block * shape.firstUnits + unit) * 16 + lane] + person.first[unit]
    }
    let second = (0..<shape.secondUnits).map { unit in
      var sum = secondBias[unit]
      for (column, value) in first.enumerated() where value > 0 {
        sum += self.second[unit * first.count + column] * value
      }
      return sum
    }
    return (first, second)
  }

  /// q, of which `place` counts from 0.
  private func factor(_ place: Int, of item: Int32) -> Float {
    films[(Int(item) / 16 * shape.factors.count + place) * 16 + Int(item) % 16]
  }
}

// MARK: - The slope of the score

extension NeuralScorer {
  /// For each film of the context what the score of each target would lose without it if it were linear: targets × context.
  private func slopes(_ leftOut: LeftOut, _ targets: [Int32]) -> [Float] {
    let blocks = blocks(of: targets.count)
    // Vector × targets, so that one number of a film meets sixteen targets at once.
    var gradients = [SIMD16<Float>](repeating: .zero, count: shape.width * blocks)
    var common = [SIMD16<Float>](repeating: .zero, count: blocks)
    for (place, target) in targets.enumerated() {
      for (column, slope) in gradient(of: target, for: leftOut.whole).enumerated() {
        gradients[column * blocks + place / 16][place % 16] = slope
        common[place / 16][place % 16] += slope * leftOut.lossOfScale[column]
      }
    }
    let films = leftOut.context.count
    var given = [Float](repeating: 0, count: targets.count * films)
    var sums = common
    people.withUnsafeBufferPointer { people in
      for (position, film) in leftOut.context.enumerated() {
        for block in 0..<blocks { sums[block] = common[block] }
        for column in 0..<shape.width {
          let number = people[Int(film) * shape.width + column] * leftOut.scale
          for block in 0..<blocks { sums[block] += gradients[column * blocks + block] * number }
        }
        for place in targets.indices { given[place * films + position] = sums[place / 16][place % 16] }
      }
    }
    return given
  }

  /// By what the tangent is taken of.
  private func gradient(of item: Int32, for person: Person) -> [Float] {
    var gradient = [Float](repeating: 0, count: shape.width)
    for (place, column) in shape.factors.enumerated() { gradient[column] = factor(place, of: item) }
    let layers = self.layers(of: item, for: person)
    for (unit, value) in layers.first.enumerated() where value > 0 {
      var slope: Float = 0
      for (row, sum) in layers.second.enumerated() where sum > 0 {
        slope += output[row] * second[row * shape.firstUnits + unit]
      }
      for (place, column) in shape.perceptron.enumerated() {
        gradient[column] += slope * firstOfPeople[unit * shape.perceptron.count + place]
      }
    }
    if shape.isSquashed {
      for (column, number) in person.vector.enumerated() { gradient[column] *= 1 - number * number }
    }
    return gradient
  }
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
