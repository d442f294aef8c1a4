import LinearAlgebra
import Scoring

/// A position and its similarity, in double precision: in single precision many different similarities would become
/// equal, and other neighbours would be kept, which shows in the metrics.
typealias Neighbour = BestItems.RankedItem

/// Finds the most similar items of one item at a time.
struct NeighbourSearch {
  private let statistics: ItemStatistics
  private let neighbours: Int
  private var sums: [Double]
  private var best = BestItems()

  init(_ statistics: ItemStatistics, neighbours: Int) {
    self.statistics = statistics
    self.neighbours = neighbours
    sums = [Double](repeating: 0, count: statistics.coOccurrence.order)
  }

  /// The neighbours, most similar first; only items that share a user with `column`.
  mutating func neighbours(of column: Int) -> [Neighbour] {
    for item in sums.indices { sums[item] = 0 }
    statistics.coOccurrence.add(column: column, weights: statistics.userWeights, to: &sums)
    sums[column] = 0
    best.reset(count: neighbours)
    for item in sums.indices where sums[item] > 0 {
      let similarity = statistics.similarity.value(
        both: sums[item], first: statistics.itemWeights[column], second: statistics.itemWeights[item],
        mean: statistics.mean, shrinkage: statistics.shrinkage)
      if similarity > best.threshold { best.insert(Neighbour(score: similarity, position: Int32(item))) }
    }
    return best.sorted()
  }
}
