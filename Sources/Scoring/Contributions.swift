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
    var sum = 0.0
    self[place].withUnsafeBufferPointer { parts in
      // A comparison of single numbers keeps nearly every part from the heap.
      var threshold: Float = 0
      for (position, part) in parts.enumerated() where part > 0 && part < .infinity {
        sum += Double(part)
        guard part > threshold else { continue }
        best.insert(BestItems.Item(score: Double(part), position: Int32(position)))
        threshold = max(0, Float(best.threshold))
      }
    }
    return best.sorted().map { (films[Int($0.position)], $0.score / sum) }
  }
}
