/// Trades the scores of a list for the variety of its genres.
///
/// Bounded greedy selection (Bradley and Smyth 2001) from a pool of the best items. Each step takes the item with the
/// highest `(1 - weight) * relevance - weight * similarity`. Relevance is the score, scaled to 0 for the last of the
/// pool and 1 for its best. Similarity is the mean cosine between the item's set of genres and those of the items
/// already chosen. Genres are known for every item, whatever the model, and comparing them costs next to nothing.
///
/// Maximal marginal relevance (Carbonell and Goldstein 1998) uses the similarity to the most similar item instead of
/// the mean. It loses more accuracy for the same variety: with EASE on MovieLens 100K, NDCG@10 falls from .327 to about
/// .303 instead of .313 when the mean similarity within a list falls from .29 to .19.
package struct Diversity: Sendable {
  /// 0–1.
  package let weight: Double

  package init(weight: Double) {
    self.weight = weight
  }

  /// The number of best items to choose `count` from.
  package static func pool(for count: Int) -> Int { min(10 * count, max(500, count)) }

  /// The places of the `count` items to show, in order. Among equally good ones the better place comes first.
  /// - Parameters:
  ///   - scores: the scores of the pool, best first.
  ///   - genres: the genres of each item of the pool.
  package func choose(_ count: Int, from scores: [Float], genres: [GenreSet]) -> [Int] {
    guard let best = scores.first, let last = scores.last else { return [] }
    let range = Double(best) - Double(last)
    let relevance = scores.map { range > 0 ? (Double($0) - Double(last)) / range : 1 }
    var alike = Self.alike(genres)
    var chosen: [Int] = []
    while chosen.count < count, !alike.isEmpty {
      var (next, value, place) = (0, -Double.infinity, Int.max)
      let share = weight / Double(max(1, chosen.count))
      for (index, items) in alike.enumerated() {
        let own = (1 - weight) * relevance[items.best] - share * items.similarity
        if own > value || own == value && items.best < place { (next, value, place) = (index, own, items.best) }
      }
      chosen.append(place)
      let set = alike[next].genres
      if !alike[next].removeBest() { alike.remove(at: next) }
      for index in alike.indices { alike[index].similarity += alike[index].genres.similarity(to: set) }
    }
    return chosen
  }

  /// Items of the pool with equal genres. Only the best that is left of them can be the next one, so a step compares a
  /// few dozen of these in place of all items.
  private struct Alike {
    let genres: GenreSet
    /// The places of those that are left, the best last.
    private var places: [Int] = []
    /// To the items chosen so far, summed.
    var similarity = 0.0

    init(_ genres: GenreSet) { self.genres = genres }

    var best: Int { places[places.count - 1] }

    mutating func add(_ place: Int) { places.append(place) }

    /// - Returns: whether any are left.
    mutating func removeBest() -> Bool {
      places.removeLast()
      return !places.isEmpty
    }
  }

  private static func alike(_ genres: [GenreSet]) -> [Alike] {
    var alike: [Alike] = []
    var indices: [GenreSet: Int] = [:]
    for (place, set) in genres.enumerated().reversed() {
      let index = indices[set] ?? alike.count
      if index == alike.count {
        indices[set] = index
        alike.append(Alike(set))
      }
      alike[index].add(place)
    }
    return alike
  }
}
