import Domain
import LinearAlgebra
import ModelFile
import Scoring

/// Item neighbours: each film is scored by the films most similar to it that the user likes.
///
/// For each film that is scored the most similar `neighbours` are kept, of equal ones the lower id. Similarities are
/// computed some films at a time on all processors, and never as a whole matrix.
package struct ItemKNN: Trainer {
  package let neighbours: Int
  package let similarity: Similarity
  /// Weakens similarities that rest on few users; 0 for none.
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
    sparseMemory(dataset, weights: neighbours)
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    progress.begin("finding neighbours", expected: nil)
    let films = Films(dataset.positives, similarity, shrinkage: shrinkage)
    let columns = byColumns(dataset.items.count, progress) { [neighbours] range in
      var search = NeighbourSearch(films, neighbours: neighbours)
      return range.map { search.neighbours(of: $0) }
    }
    return Trained(sections: Self.sections(columns))
  }

  /// Turns neighbours by scored film into weights by film of the context, as the scorer reads them.
  static func sections(_ columns: [[Neighbour]]) -> [SectionContents] {
    var rows = [Int64](repeating: 0, count: columns.count + 1)
    for neighbour in columns.joined() { rows[Int(neighbour.position) + 1] += 1 }
    for row in columns.indices { rows[row + 1] += rows[row] }
    var next = rows
    var targets = [Int32](repeating: 0, count: Int(rows[columns.count]))
    var weights = [Float](repeating: 0, count: targets.count)
    for (column, neighbours) in columns.enumerated() {
      for neighbour in neighbours {
        let entry = Int(next[Int(neighbour.position)])
        targets[entry] = Int32(column)
        weights[entry] = Float(neighbour.score)
        next[Int(neighbour.position)] += 1
      }
    }
    return SparseScorer.sections(rows: rows, columns: targets, weights: weights)
  }
}
