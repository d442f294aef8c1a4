import Domain

/// Several models as one: a film's score is the weighted sum of what each model says, in units of that model's own
/// spread.
///
/// Each model's scores are shifted to mean 0 over all items and scaled to variance 1, since the scores of two models
/// cannot be compared as they are.
struct Blend: Scorer {
  struct Part: Sendable {
    let scorer: any Scorer
    let weight: Float
  }

  private let parts: [Part]
  private let itemCount: Int

  /// - Precondition: there are no more than `Scales` has room for, and all score the same items.
  init(_ parts: [Part], itemCount: Int) {
    precondition(parts.count <= Scales.scalarCount)
    self.parts = parts
    self.itemCount = itemCount
  }

  func score(
    context: [Int32], of person: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    blend(into: scores) { scorer, own in scorer.score(context: context, of: person, into: own) }
  }

  func bytesRead(for context: [Int32]) -> Int { parts.reduce(0) { $0 + $1.scorer.bytesRead(for: context) } }

  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    blend(into: scores) { scorer, own in scorer.similarity(to: item, into: own) }
  }

  /// The sum of what the film has given to the score of each model, in the units in which these scores are added: means
  /// and deviations stay those of the whole context.
  func addContributions(
    of context: [Int32], _ person: Demographics, to targets: [Int32], times scales: Scales, to given: inout [Float]
  ) {
    for (place, part) in parts.enumerated() where scales[place] != 0 {
      let own = Scales(whole: scales[place])
      part.scorer.addContributions(of: context, person, to: targets, times: own, to: &given)
    }
  }

  /// The scale of a model is its weight over the deviation of its scores; 0 of one that says nothing.
  /// - Parameter score: writes what one model says.
  @discardableResult
  private func blend(
    into scores: UnsafeMutableBufferPointer<SIMD16<Float>>,
    _ score: (any Scorer, UnsafeMutableBufferPointer<SIMD16<Float>>) -> Void
  ) -> Scales {
    let sum = UnsafeMutableBufferPointer(rebasing: scores[..<blocks(of: itemCount)])
    sum.initialize(repeating: .zero)
    var scales = Scales.zero
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: sum.count) { own in
      own.initialize(repeating: .zero)
      for (place, part) in parts.enumerated() {
        score(part.scorer, own)
        let (mean, deviation) = spread(of: own)
        // A model that says the same of every film says nothing.
        guard deviation > 0, deviation.isFinite else { continue }
        let scale = part.weight / deviation
        for block in sum.indices { sum[block] += (own[block] - mean) * scale }
        scales[place] = scale
      }
    }
    return scales
  }

  /// Over the items alone: what is behind the last one may be anything.
  private func spread(of scores: UnsafeMutableBufferPointer<SIMD16<Float>>) -> (mean: Float, deviation: Float) {
    for item in itemCount..<scores.count * 16 { scores[item / 16][item % 16] = 0 }
    var sum = SIMD16<Float>.zero
    for block in scores.indices { sum += scores[block] }
    let mean = sum.sum() / Float(itemCount)
    // The squares by the mean, not by zero: scores may be far from zero and near to each other.
    for item in itemCount..<scores.count * 16 { scores[item / 16][item % 16] = mean }
    var squares = SIMD16<Float>.zero
    for block in scores.indices {
      let difference = scores[block] - mean
      squares += difference * difference
    }
    return (mean, (squares.sum() / Float(itemCount)).squareRoot())
  }
}
