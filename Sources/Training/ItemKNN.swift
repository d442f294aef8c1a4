import Domain
import LinearAlgebra
import ModelFile
import Scoring

/// Item neighbours: each film is scored by the films most similar to it that the user likes.
///
/// Similarity is the cosine of two films' columns in users × items, `c_ij / (√(c_i c_j) + shrinkage)`, where `c_ij` users
/// like both. For each film that is scored the most similar `neighbours` are kept, of equal ones the lower id.
/// Source: Deshpande, Karypis 2004, "Item-Based Top-N Recommendation Algorithms".
package struct ItemKNN: Trainer {
  package let neighbours: Int
  /// Weakens similarities that rest on few users; 0 for none.
  package let shrinkage: Double

  /// - Parameters:
  ///   - neighbours: above 0.
  ///   - shrinkage: 0 or more.
  package init(neighbours: Int, shrinkage: Double) {
    precondition(neighbours > 0 && shrinkage >= 0)
    self.neighbours = neighbours
    self.shrinkage = shrinkage
  }

  package var name: ModelName { .itemKNN }

  package var hyperparameters: [(name: String, value: String)] {
    [("neighbours", "\(neighbours)"), ("shrinkage", decimal(shrinkage))]
  }

  package func memory(for dataset: Dataset) -> Int {
    // Neighbours by column, then by row: a position and a weight each.
    dataset.items.count * min(neighbours, dataset.items.count) * 16 + transposeMemory(dataset)
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    progress.begin("finding neighbours", expected: nil)
    let coOccurrence = CoOccurrence(dataset.positives)
    var search = NeighbourSearch(coOccurrence, neighbours: neighbours, shrinkage: shrinkage)
    var columns: [[Neighbour]] = []
    for column in 0..<coOccurrence.order {
      columns.append(search.neighbours(of: column))
      if column.isMultiple(of: 64) { progress.advance(to: Double(column) / Double(coOccurrence.order)) }
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
    return ItemKNNScorer.sections(rows: rows, columns: targets, weights: weights)
  }
}

/// A position and its similarity, in double precision: in single precision many that differ would seem equal, and another
/// neighbour be kept, which the metrics show.
typealias Neighbour = BestItems.Item

/// Finds the most similar items of one item at a time.
private struct NeighbourSearch {
  private let coOccurrence: CoOccurrence
  private let neighbours: Int
  private let shrinkage: Double
  private var counts: [Float]
  private var best = BestItems()

  init(_ coOccurrence: CoOccurrence, neighbours: Int, shrinkage: Double) {
    self.coOccurrence = coOccurrence
    self.neighbours = neighbours
    self.shrinkage = shrinkage
    counts = [Float](repeating: 0, count: coOccurrence.order)
  }

  /// The most similar first; only items that share a user.
  mutating func neighbours(of column: Int) -> [Neighbour] {
    counts.withUnsafeMutableBufferPointer { counts in
      counts.update(repeating: 0)
      coOccurrence.add(column: column, from: 0, to: counts)
      counts[column] = 0
    }
    best.reset(count: neighbours)
    let columnCount = Double(coOccurrence.count(of: column))
    for item in counts.indices where counts[item] > 0 {
      let norm = (columnCount * Double(coOccurrence.count(of: item))).squareRoot()
      let similarity = Double(counts[item]) / (norm + shrinkage)
      if similarity > best.threshold { best.insert(Neighbour(score: similarity, position: Int32(item))) }
    }
    return best.sorted()
  }
}
