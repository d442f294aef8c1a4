import Domain
import ModelFile

/// The contributions of context items in neural models: the loss of score when an item is left out.
///
/// Leaving out an item changes the user's vector by one subtraction, and only the scores of the targets are recomputed,
/// never those of all items. Even so, a thousand items times a hundred targets would cost many times as much as the
/// scores themselves. So if a context is longer than `exactItems`, only the items that matter most to a target are
/// exact; the others are estimated from the gradient of the score (`NeuralSlopes`). Leaving out one of many items
/// changes little, and the estimates only enter the sum of all contributions.
extension NeuralScorer: LogitScorer {
  /// More than are ever shown as reasons.
  package static let exactItems = 20

  func addContributions(
    of context: [Int32], for user: Demographics, to targets: [Int32], times scales: Scales,
    into contributions: inout [Float]
  ) {
    let factors = [Float](repeating: scales[0], count: targets.count)
    addLosses(of: context, for: user, to: targets, times: factors, exact: Self.exactItems, into: &contributions)
  }

  func addEstimates(
    of context: [Int32], for user: Demographics, to targets: [Int32], times factors: [Float],
    into contributions: inout [Float]
  ) {
    addLosses(of: context, for: user, to: targets, times: factors, exact: 0, into: &contributions)
  }

  /// - Parameter exact: how many contributions to each target are exact in a context longer than `exactItems`.
  private func addLosses(
    of context: [Int32], for user: Demographics, to targets: [Int32], times factors: [Float], exact: Int,
    into contributions: inout [Float]
  ) {
    let leaveOneOut = LeaveOneOut(self, context, user)
    let layers = NeuralLayers(self)
    let whole = layers.user(leaveOneOut.whole)
    var others = [NeuralLayers.UserTerms?](repeating: nil, count: context.count)
    func scoreWithout(_ place: Int, of target: NeuralLayers.ItemTerms) -> Float {
      if let other = others[place] { return layers.score(of: target, for: other) }
      let other = layers.user(leaveOneOut.vector(without: place))
      others[place] = other
      return layers.score(of: target, for: other)
    }
    let targets = targets.map(layers.item)
    let scores = targets.map { layers.score(of: $0, for: whole) }
    guard context.count > Self.exactItems else {
      for (row, target) in targets.enumerated() {
        for place in context.indices {
          contributions[row * context.count + place] += (scores[row] - scoreWithout(place, of: target)) * factors[row]
        }
      }
      return
    }
    var slopes = NeuralSlopes(self, leaveOneOut, layers, whole)
    var largest = BestItems()
    for start in stride(from: 0, to: targets.count, by: NeuralSlopes.targetsAtOnce) {
      let group = targets[start..<min(start + NeuralSlopes.targetsAtOnce, targets.count)]
      slopes.update(for: group)
      for (row, target) in zip(group.indices, group) {
        slopes.withLosses(of: row - start) { losses in
          if exact > 0 {
            largest.reset(count: exact)
            largest.insert(UnsafeBufferPointer(losses))
            for one in largest.items {
              let place = Int(one.position)
              losses[place] = scores[row] - scoreWithout(place, of: target)
            }
          }
          contributions.withUnsafeMutableBufferPointer { contributions in
            let own = UnsafeMutableBufferPointer(
              rebasing: contributions[row * losses.count..<(row + 1) * losses.count])
            for place in losses.indices { own[place] += losses[place] * factors[row] }
          }
        }
      }
    }
  }
}
