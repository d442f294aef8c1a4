/// Predicts the scores of new items from those of the known ones: for each request anew, ridge regression of the scores
/// on genres and spans of years. So whatever a model knows about the user counts for new items, too (Gantner et al.
/// 2010, "Learning Attribute-to-Feature Mappings for Cold-Start Recommendations", with the scores themselves as the
/// features to map to).
struct ContentRegression: Sendable {
  /// A greater one trusts rare groups less. Chosen on held-out items of MovieLens 100K.
  private static let ridge: Float = 10
  /// What groups hardly explain must not become large by noise.
  private static let maximumScale: Float = 8

  private let content: ItemContent
  private let knownCount: Int
  /// The known items, for which the regression is fitted.
  private let isKnown: [Bool]
  /// (XᵀX + λI)⁻¹, where a row of X has the groups of an item and a constant.
  private let inverse: [Float]
  private let order: Int

  /// - Parameter isKnown: for each of the first items, whether its score counts.
  init(_ content: ItemContent, isKnown: [Bool]) {
    self.content = content
    self.isKnown = isKnown
    knownCount = max(1, isKnown.count { $0 })
    order = content.groupCount + 1
    var matrix = [Double](repeating: 0, count: order * order)
    for item in isKnown.indices where isKnown[item] {
      let own = content.groups(of: item).map(Int.init) + [order - 1]
      for row in own { for column in own { matrix[row * order + column] += 1 } }
    }
    for row in 0..<order { matrix[row * order + row] += Double(Self.ridge) }
    inverse = Self.inverse(of: matrix, order: order).map(Float.init)
  }

  /// Writes the scores of `items` into `predicted`.
  /// - Parameters:
  ///   - scores: those of the items of `isKnown`.
  ///   - spread: how many times as far apart as the scores the predictions are to be.
  func predict(
    _ items: Range<Int>, from scores: UnsafeBufferPointer<Float>, spread: Float, into predicted: inout [Float]
  ) {
    var mean: Float = 0
    for item in isKnown.indices where isKnown[item] { mean += scores[item] }
    mean /= Float(knownCount)
    var sums = [Float](repeating: 0, count: order)
    var squares: Float = 0
    for item in isKnown.indices where isKnown[item] {
      let difference = scores[item] - mean
      squares += difference * difference
      sums[order - 1] += difference
      for group in content.groups(of: item) { sums[Int(group)] += difference }
    }
    // w = (XᵀX + λI)⁻¹ Xᵀy, and so the squares of the predictions Xw sum up to wᵀXᵀXw =
    // wᵀ(Xᵀy − λw).
    var weights = (0..<order).map { row in (0..<order).reduce(0) { $0 + inverse[row * order + $1] * sums[$1] } }
    let explained = zip(weights, sums).reduce(0) { $0 + $1.0 * ($1.1 - Self.ridge * $1.0) }
    // A regression foretells small differences: all of what it cannot explain is missing.
    let scale = explained > 0 ? min(Self.maximumScale, spread * (squares / explained).squareRoot()) : 0
    for index in weights.indices { weights[index] *= scale }
    predicted.removeAll(keepingCapacity: true)
    for item in items {
      predicted.append(content.groups(of: item).reduce(mean + weights[order - 1]) { $0 + weights[Int($1)] })
    }
  }

  /// By Gauss–Jordan elimination, which needs no pivots for a positive definite matrix.
  private static func inverse(of matrix: [Double], order: Int) -> [Double] {
    var (left, right) = (matrix, [Double](repeating: 0, count: order * order))
    for row in 0..<order { right[row * order + row] = 1 }
    for pivot in 0..<order {
      let factor = 1 / left[pivot * order + pivot]
      for column in 0..<order {
        left[pivot * order + column] *= factor
        right[pivot * order + column] *= factor
      }
      for row in 0..<order where row != pivot {
        let factor = left[row * order + pivot]
        for column in 0..<order {
          left[row * order + column] -= factor * left[pivot * order + column]
          right[row * order + column] -= factor * right[pivot * order + column]
        }
      }
    }
    return right
  }
}
