import LinearAlgebra

/// The figures from which the similarity of any two items is computed.
struct ItemStatistics: Sendable {
  let coOccurrence: CoOccurrence
  let similarity: Similarity
  let shrinkage: Double
  let userWeights: [Double]
  /// For each item, the sum of the weights of the users who like it.
  let itemWeights: [Double]
  /// The mean of `itemWeights`.
  let mean: Double

  init(_ positives: SparseMatrix, _ similarity: Similarity, shrinkage: Double) {
    coOccurrence = CoOccurrence(positives)
    self.similarity = similarity
    self.shrinkage = shrinkage
    userWeights = similarity.userWeights(positives)
    itemWeights = (0..<coOccurrence.order).map { [coOccurrence, userWeights] in
      coOccurrence.weight(of: $0, userWeights)
    }
    mean = itemWeights.reduce(0, +) / Double(max(1, itemWeights.count))
  }
}
