import Domain

/// What each film of a context has given to the scores of some others.
package struct Contributions {
  /// Of the context, ascending.
  package let films: [MovieID]
  /// Scored films × `films`, by rows.
  private let given: [Float]

  init(films: [MovieID], given: [Float]) {
    self.films = films
    self.given = given
  }

  /// What each of `films` has given to the scored film at `place`, counted from 0.
  package subscript(place: Int) -> ArraySlice<Float> { given[place * films.count..<(place + 1) * films.count] }

  /// The `count` films that have given most to the scored film at `place`, most first, each with its share of all that
  /// spoke for it: 0–1. What spoke against it is no reason for it.
  package func reasons(_ count: Int, for place: Int) -> [(film: MovieID, share: Double)] {
    var best = BestItems()
    best.reset(count: count)
    let sum = self[place].withUnsafeBufferPointer { parts in
      best.insert(parts, above: 0)
      return sumOfPositive(parts)
    }
    return best.sorted().map { (films[Int($0.position)], $0.score / sum) }
  }
}

/// Sixteen at a time: there are many more parts than reasons.
private func sumOfPositive(_ parts: UnsafeBufferPointer<Float>) -> Double {
  let whole = parts.count / 16
  let bytes = UnsafeRawBufferPointer(parts)
  var sums = SIMD16<Float>.zero
  for block in 0..<whole {
    let parts = bytes.loadUnaligned(fromByteOffset: block * 64, as: SIMD16<Float>.self)
    sums += SIMD16<Float>.zero.replacing(with: parts, where: (parts .> 0) .& (parts .< .infinity))
  }
  return parts[(whole * 16)...].reduce(Double(sums.sum())) { $0 + ($1 > 0 && $1 < .infinity ? Double($1) : 0) }
}
