import ModelFile
import Scoring

/// The weights of a sparse item-item model. Training finds them by column (the scored item); scoring reads them by row
/// (the context item).
struct SparseWeights {
  /// For each scored item, the context items with their weights; ascending or not.
  let columns: [[Neighbour]]

  /// The sections that `SparseScorer` reads.
  var sections: [SectionContents] {
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

  /// Bytes needed to train at most `weights` weights for each item: the weights by column, then by row, and the
  /// transpose that counting needs.
  static func memory(for dataset: Dataset, weights: Int) -> Int {
    let items = dataset.items.count
    let entry = MemoryLayout<Neighbour>.stride + MemoryLayout<Int32>.stride + MemoryLayout<Float>.stride
    return items * min(weights, items) * entry + dataset.transposeMemory
  }
}
