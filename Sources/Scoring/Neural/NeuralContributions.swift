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

  func contributions(of context: [Int32], _ person: Demographics, to targets: [Int32]) -> [Float] {
    let leftOut = LeftOut(self, context, person)
    let layers = NeuralLayers(self)
    let whole = layers.person(leftOut.whole)
    let items = targets.map(layers.item)
    var others = [NeuralLayers.Person?](repeating: nil, count: context.count)
    var given =
      context.count > Self.exactFilms
      ? slopes(leftOut, of: items, layers) : [Float](repeating: 0, count: targets.count * context.count)
    var largest = BestItems()
    for (row, item) in items.enumerated() {
      let score = layers.score(of: item, for: whole)
      let start = row * context.count
      for film in Self.largest(given[start..<start + context.count], &largest) {
        if others[film] == nil { others[film] = layers.person(leftOut.vector(without: film)) }
        if let other = others[film] { given[start + film] = score - layers.score(of: item, for: other) }
      }
    }
    return given
  }

  /// The positions of the `exactFilms` largest; all where there are no more.
  private static func largest(_ parts: ArraySlice<Float>, _ best: inout BestItems) -> [Int] {
    guard parts.count > exactFilms else { return Array(0..<parts.count) }
    best.reset(count: exactFilms)
    parts.withUnsafeBufferPointer { best.insert($0) }
    return best.items.map { Int($0.position) }
  }
}
