/// Mean and standard deviation of the scores of all items. Scores of two models, or for two contexts, can only be
/// compared in these units.
struct Spread: Equatable, Sendable {
  let mean: Float
  let deviation: Float

  /// - Parameters:
  ///   - scores: in blocks of 16. Scores after the last item may be anything, and are overwritten.
  ///   - itemCount: above 0.
  init(of scores: UnsafeMutableBufferPointer<SIMD16<Float>>, itemCount: Int) {
    for item in itemCount..<scores.count * 16 { scores[item / 16][item % 16] = 0 }
    var sum = SIMD16<Float>.zero
    for block in scores.indices { sum += scores[block] }
    mean = sum.sum() / Float(itemCount)
    // A second pass around the mean, because scores may be far from zero and close to each other.
    for item in itemCount..<scores.count * 16 { scores[item / 16][item % 16] = mean }
    var squares = SIMD16<Float>.zero
    for block in scores.indices {
      let difference = scores[block] - mean
      squares += difference * difference
    }
    deviation = (squares.sum() / Float(itemCount)).squareRoot()
  }

  private init(mean: Float, deviation: Float) { (self.mean, self.deviation) = (mean, deviation) }

  /// The spread of `exp z` over all items, where z is a score in units of this spread.
  /// - Parameters:
  ///   - scores: those that this spread was made of.
  ///   - itemCount: the same as then.
  func ofExponentials(of scores: UnsafeMutableBufferPointer<SIMD16<Float>>, itemCount: Int) -> Spread {
    let unit = 1 / deviation
    var (sum, squares) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
    for block in scores.indices {
      let power = exponential((scores[block] - self.mean) * unit)
      sum += power
      squares += power * power
    }
    // After the last item is the mean, whose exponential is 1.
    let padding = Float(scores.count * 16 - itemCount)
    let mean = (sum.sum() - padding) / Float(itemCount)
    let square = (squares.sum() - padding) / Float(itemCount)
    return Spread(mean: mean, deviation: max(0, square - mean * mean).squareRoot())
  }

  /// Whether scores differ at all. If all items have equal scores, they say nothing.
  var isUseful: Bool { deviation > 0 && deviation.isFinite }
}
