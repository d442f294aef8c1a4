import Domain
import LinearAlgebra
import ModelFile
import Scoring

/// Item neighbours: an item's score comes from those of its most similar items that the user likes.
///
/// For each scored item the `neighbours` most similar ones are kept; if similarities are equal, the lower id.
/// Similarities are computed by columns on all processors, and never as a whole matrix.
package struct ItemKNN: Trainer {
  package let neighbours: Int
  package let similarity: Similarity
  /// Weakens similarities that rest on few users; 0 for no shrinkage.
  package let shrinkage: Double

  /// - Parameters:
  ///   - neighbours: above 0.
  ///   - shrinkage: 0 or more.
  package init(neighbours: Int, similarity: Similarity = .cosine, shrinkage: Double) {
    precondition(neighbours > 0 && shrinkage >= 0)
    self.neighbours = neighbours
    self.similarity = similarity
    self.shrinkage = shrinkage
  }

  package var name: ModelName { .itemKNN }

  package var hyperparameters: [(name: String, value: String)] {
    [
      ("neighbours", "\(neighbours)"), ("similarity", similarity.rawValue), ("shrinkage", decimal(shrinkage)),
    ]
  }

  package func memory(for dataset: Dataset) -> Int {
    SparseWeights.memory(for: dataset, weights: neighbours)
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    progress.begin("finding neighbours", expected: nil)
    let statistics = ItemStatistics(dataset.positives, similarity, shrinkage: shrinkage)
    let columns = byColumns(dataset.items.count, progress) { [neighbours] range in
      var search = NeighbourSearch(statistics, neighbours: neighbours)
      return range.map { search.neighbours(of: $0) }
    }
    return Trained(sections: SparseWeights(columns: columns).sections)
  }
}
