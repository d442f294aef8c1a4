import Domain
import ModelFile

/// What neural models owe to each film of a context: what the score loses when that film is left out.
///
/// Without a film the person is another vector, which is one subtraction away, and only the scores of the targets are
/// computed again, never those of all items. Even so a thousand films times a hundred targets would be many times the
/// work of the scores themselves. So of a context of more than `exactFilms` films those that matter most to a target
/// are exact, and the others are what the slope of the score says (`NeuralSlopes`): leaving out one of many films
/// changes little, and these count in the sum of all parts alone.
extension NeuralScorer {
  /// More than are ever shown as reasons.
  package static let exactFilms = 20

  func addContributions(
    of context: [Int32], _ person: Demographics, to targets: [Int32], times scales: Scales, to given: inout [Float]
  ) {
    let leftOut = LeftOut(self, context, person)
    let layers = NeuralLayers(self)
    let whole = layers.person(leftOut.whole)
    var others = [NeuralLayers.Person?](repeating: nil, count: context.count)
    func scoreWithout(_ film: Int, of item: NeuralLayers.Item) -> Float {
      if let other = others[film] { return layers.score(of: item, for: other) }
      let other = layers.person(leftOut.vector(without: film))
      others[film] = other
      return layers.score(of: item, for: other)
    }
    let items = targets.map(layers.item)
    let scores = items.map { layers.score(of: $0, for: whole) }
    guard context.count > Self.exactFilms else {
      for (row, item) in items.enumerated() {
        for film in context.indices {
          given[row * context.count + film] += (scores[row] - scoreWithout(film, of: item)) * scales[0]
        }
      }
      return
    }
    var slopes = NeuralSlopes(self, leftOut, layers, whole)
    var largest = BestItems()
    for start in stride(from: 0, to: items.count, by: NeuralSlopes.itemsAtOnce) {
      let group = items[start..<min(start + NeuralSlopes.itemsAtOnce, items.count)]
      slopes.update(for: group)
      for (row, item) in zip(group.indices, group) {
        slopes.withLosses(of: row - start) { losses in
          largest.reset(count: Self.exactFilms)
          largest.insert(UnsafeBufferPointer(losses))
          for one in largest.items {
            let film = Int(one.position)
            losses[film] = scores[row] - scoreWithout(film, of: item)
          }
          given.withUnsafeMutableBufferPointer { given in
            let given = UnsafeMutableBufferPointer(rebasing: given[row * losses.count..<(row + 1) * losses.count])
            for film in losses.indices { given[film] += losses[film] * scales[0] }
          }
        }
      }
    }
  }
}
