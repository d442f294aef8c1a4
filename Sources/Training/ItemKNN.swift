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
    // Neighbours by column, then by row: a position and a weight each.
    dataset.items.count * min(neighbours, dataset.items.count) * 16 + transposeMemory(dataset)
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    progress.begin("finding neighbours", expected: nil)
    let films = Films(dataset.positives, similarity, shrinkage: shrinkage)
    let count = dataset.items.count
    var columns: [[Neighbour]] = []
    for start in stride(from: 0, to: count, by: Self.parts * Self.part) {
      let parts = concurrently(Self.parts) { [neighbours] part in
        var search = NeighbourSearch(films, neighbours: neighbours)
        let first = min(start + part * Self.part, count)
        return (first..<min(first + Self.part, count)).map { search.neighbours(of: $0) }
      }
      columns += parts.joined()
      progress.advance(to: Double(columns.count) / Double(count))
    }
    return Trained(sections: Self.sections(columns))
  }

  /// Films that one thread takes at a time, and how many of these between two signs of progress.
  private static let part = 64
  private static let parts = 16

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

/// What is known of all films before any two of them are compared.
private struct Films: Sendable {
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
private struct NeighbourSearch {
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
