import LinearAlgebra

/// The co-occurrences of items and the figures from which the similarity of any two items is computed.
struct ItemStatistics: Sendable {
  let coOccurrence: CoOccurrence
  let userWeights: [Double]
  let measure: SimilarityMeasure

  init(_ positives: SparseMatrix, _ similarity: Similarity, shrinkage: Double) {
    coOccurrence = CoOccurrence(positives)
    userWeights = similarity.userWeights(positives)
    measure = SimilarityMeasure(
      similarity, shrinkage: shrinkage,
      itemWeights: (0..<coOccurrence.order).map { [coOccurrence, userWeights] in
        coOccurrence.weight(of: $0, userWeights)
      })
  }
}

/// The similarity of any two items, given the sum of the weights of the users who like both.
struct SimilarityMeasure: Sendable {
  private let similarity: Similarity
  private let shrinkage: Double
  /// For each item, the sum of the weights of the users who like it.
  private let itemWeights: [Double]
  /// The mean of `itemWeights`.
  private let mean: Double

  init(_ similarity: Similarity, shrinkage: Double, itemWeights: [Double]) {
    self.similarity = similarity
    self.shrinkage = shrinkage
    self.itemWeights = itemWeights
    mean = itemWeights.reduce(0, +) / Double(max(1, itemWeights.count))
  }

  func value(of first: Int, and second: Int, both: Double) -> Double {
    similarity.value(
      both: both, first: itemWeights[first], second: itemWeights[second], mean: mean, shrinkage: shrinkage)
  }
}
