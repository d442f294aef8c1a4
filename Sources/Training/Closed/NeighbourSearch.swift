import LinearAlgebra
import Scoring

/// A position and its similarity, in double precision: in single precision many that differ would seem equal, and
/// another neighbour be kept, which the metrics show.
typealias Neighbour = BestItems.Item

/// What is known of all films before any two of them are compared.
struct Films: Sendable {
  let coOccurrence: CoOccurrence
  let similarity: Similarity
  let shrinkage: Double
  let userWeights: [Double]
  /// Of the users who like each film.
  let weights: [Double]
  let mean: Double

  init(_ positives: SparseMatrix, _ similarity: Similarity, shrinkage: Double) {
    coOccurrence = CoOccurrence(positives)
    self.similarity = similarity
    self.shrinkage = shrinkage
    userWeights = similarity.userWeights(positives)
    weights = (0..<coOccurrence.order).map { [coOccurrence, userWeights] in coOccurrence.weight(of: $0, userWeights) }
    mean = weights.reduce(0, +) / Double(max(1, weights.count))
  }
}

/// Finds the most similar items of one item at a time.
struct NeighbourSearch {
  private let films: Films
  private let neighbours: Int
  private var sums: [Double]
  private var best = BestItems()

  init(_ films: Films, neighbours: Int) {
    self.films = films
    self.neighbours = neighbours
    sums = [Double](repeating: 0, count: films.coOccurrence.order)
  }

  /// The most similar first; only items that share a user.
  mutating func neighbours(of column: Int) -> [Neighbour] {
    for item in sums.indices { sums[item] = 0 }
    films.coOccurrence.add(column: column, weights: films.userWeights, to: &sums)
    sums[column] = 0
    best.reset(count: neighbours)
    for item in sums.indices where sums[item] > 0 {
      let similarity = films.similarity.value(
        both: sums[item], first: films.weights[column], second: films.weights[item], mean: films.mean,
        shrinkage: films.shrinkage)
      if similarity > best.threshold { best.insert(Neighbour(score: similarity, position: Int32(item))) }
    }
    return best.sorted()
  }
}
