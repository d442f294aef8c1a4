import LinearAlgebra
import Scoring

/// A position and its similarity, in double precision: in single precision many different similarities would become
/// equal, and other neighbours would be kept, which shows in the metrics.
typealias Neighbour = BestItems.RankedItem

/// Finds the most similar items of one item at a time, counting the users who like both.
struct NeighbourSearch {
  private let statistics: ItemStatistics
  private var sums: [Double]
  private var selection: NeighbourSelection

  init(_ statistics: ItemStatistics, neighbours: Int) {
    self.statistics = statistics
    sums = [Double](repeating: 0, count: statistics.coOccurrence.order)
    selection = NeighbourSelection(statistics.measure, neighbours: neighbours)
  }

  /// The neighbours, most similar first; only items that share a user with `column`.
  mutating func neighbours(of column: Int) -> [Neighbour] {
    for item in sums.indices { sums[item] = 0 }
    statistics.coOccurrence.add(column: column, weights: statistics.userWeights, to: &sums)
    return selection.neighbours(of: column, among: sums)
  }
}

/// Selects the most similar items of one item at a time.
struct NeighbourSelection {
  private let measure: SimilarityMeasure
  private let neighbours: Int
  private var best = BestItems()

  init(_ measure: SimilarityMeasure, neighbours: Int) {
    self.measure = measure
    self.neighbours = neighbours
  }

  /// - Parameter sums: for each item, the sum of the weights of the users who like it and `column`.
  mutating func neighbours(of column: Int, among sums: some Collection<some BinaryFloatingPoint>) -> [Neighbour] {
    best.reset(count: neighbours)
    for (item, both) in sums.enumerated() where both > 0 && item != column {
      let similarity = measure.value(of: column, and: item, both: Double(both))
      if similarity > best.threshold { best.insert(Neighbour(score: similarity, position: Int32(item))) }
    }
    return best.sorted()
  }
}
