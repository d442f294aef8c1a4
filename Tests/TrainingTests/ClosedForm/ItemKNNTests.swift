import Domain
import Glibc
import LinearAlgebra
import ModelFile
import Testing

@testable import Training

struct ItemKNNTests {
  /// Three users like item 1. Two of them like item 2. One of these and another user like item 3.
  private let dataset = SmallDataset.dataset([[1, 2, 3], [1, 2], [1], [3]], catalogue: 1...4)

  @Test func `ItemKNN's weights are cosines, by rows of context items`() throws {
    let weights = try matrix(ItemKNN(neighbours: 10, shrinkage: 0))
    let expected: [[Float]] = [
      [0, 2 / 6.0.squareRoot(), 1 / 6.0.squareRoot(), 0].map { Float($0) },
      [2 / 6.0.squareRoot(), 0, 1 / 2, 0].map { Float($0) },
      [1 / 6.0.squareRoot(), 1 / 2, 0, 0].map { Float($0) },
      [0, 0, 0, 0],
    ]
    #expect(weights == expected)
  }

  @Test func `each scored item keeps its best neighbours only`() throws {
    let weights = try matrix(ItemKNN(neighbours: 1, shrinkage: 0))
    // Items 1 and 3 keep item 2, and item 2 keeps item 1.
    #expect(weights[1][0] > 0 && weights[0][1] > 0 && weights[1][2] > 0)
    #expect(weights.joined().count { $0 != 0 } == 3)
  }

  @Test func `the lower id of equal neighbours is kept`() throws {
    // All users like all four items, so that all similarities are 1.
    let equal = SmallDataset.dataset([[1, 2, 3, 4], [1, 2, 3, 4]], catalogue: 1...4)
    let weights = try matrix(ItemKNN(neighbours: 2, shrinkage: 0), equal)
    #expect(weights == [[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0]])
  }

  @Test func `shrinkage weakens similarities that rest on few users`() throws {
    let weights = try matrix(ItemKNN(neighbours: 10, shrinkage: 2))
    #expect(weights[1][2] == 0.25)
    #expect(weights[0][1] == Float(2 / (6.0.squareRoot() + 2)))
  }

  @Test(arguments: [1, 5, 100])
  func `the neighbours equal those found by brute force`(neighbours: Int) throws {
    let dataset = SmallDataset.random(users: 80, items: 30, seed: UInt64(neighbours))
    let weights = try matrix(ItemKNN(neighbours: neighbours, shrinkage: 0), dataset)
    let fans = (0..<30).map { item in
      Set(dataset.users.indices.filter { dataset.positives.row($0).contains(Int32(item)) })
    }
    for column in 0..<30 {
      let similarities = (0..<30).map { row -> Double in
        guard row != column, !fans[row].isEmpty, !fans[column].isEmpty else { return 0 }
        let norm = Double(fans[row].count * fans[column].count).squareRoot()
        return Double(fans[row].intersection(fans[column]).count) / norm
      }
      let kept = (0..<30).sorted { (similarities[$0], $1) > (similarities[$1], $0) }.prefix(neighbours)
      let expected = (0..<30).map { kept.contains($0) ? Float(similarities[$0]) : 0 }
      #expect((0..<30).map { weights[$0][column] } == expected)
    }
  }

  @Test(arguments: Similarity.allCases)
  func `each similarity equals its formula`(similarity: Similarity) throws {
    let weights = try matrix(ItemKNN(neighbours: 10, similarity: similarity, shrinkage: 0.5))
    // Users like 3, 2, 1 and 1 items; 3, 2, 2 and 0 users like the items, 7/4 in the mean. Users 1 and 2 like items 1
    // and 2; user 1 likes items 1 and 3, and 2 and 3. A user's rarity is log(4 / (1 + likes)): 0, log 4/3, log 2, log
    // 2.
    let (some, rare) = (pow(log(4.0 / 3), 2), pow(log(2.0), 2))
    func saturation(_ length: Double, _ mean: Double) -> Double { 2.2 / (1.2 * (0.25 + 0.75 * length / mean) + 1) }
    let mean = (some + rare + some + rare) / 4
    let expected: (Double, Double) =
      switch similarity {
      case .cosine: (2 / (6.0.squareRoot() + 0.5), 1 / (2 + 0.5))
      case .jaccard: (2 / (3 + 0.5), 1 / (3 + 0.5))
      case .tfidf: (some / (((some + rare) * some).squareRoot() + 0.5), 0)
      case .bm25: (saturation(some + rare, mean) * saturation(some, mean) * some * some / (some + 0.5), 0)
      }
    #expect(abs(Double(weights[0][1]) - expected.0) < 1e-6 && weights[0][1] == weights[1][0])
    #expect(abs(Double(weights[1][2]) - expected.1) < 1e-6)
  }

  @Test func `neighbours of more items than threads take at once are complete`() throws {
    // Threads take 16 parts of 64 items, 1,024 at once.
    let dataset = SmallDataset.dataset([[1, 1_030], [1_030, 500], [1, 1_030]], catalogue: 1...1_030)
    let weights = try matrix(ItemKNN(neighbours: 5, shrinkage: 0), dataset)
    #expect(weights[0][1_029] == Float(2 / 6.0.squareRoot()) && weights[1_029][0] == weights[0][1_029])
    #expect(weights[499][1_029] == Float(1 / 3.0.squareRoot()) && weights[1_029][499] == weights[499][1_029])
    #expect(weights.joined().count { $0 != 0 } == 4)
  }

  /// The weights as a dense matrix; rows are context items.
  private func matrix(_ trainer: ItemKNN, _ dataset: Dataset? = nil) throws -> [[Float]] {
    let dataset = dataset ?? self.dataset
    let contents = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
    let file = try ModelFile.decode(contents.encoded())
    let rows = try file.section("rows", of: Int64.self)
    let columns = try file.section("columns", of: Int32.self)
    let weights = try file.section("weights", of: Float.self)
    return (0..<dataset.items.count).map { row in
      var full = [Float](repeating: 0, count: dataset.items.count)
      for entry in Int(rows[row])..<Int(rows[row + 1]) { full[Int(columns[entry])] = weights[entry] }
      return full
    }
  }
}
