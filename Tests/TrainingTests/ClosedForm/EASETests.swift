import Domain
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

struct EASETests {
  @Test func `EASE's weights of two items match those worked by hand`() throws {
    // G = [[2, 1], [1, 1]], so G + 1 = [[3, 1], [1, 2]] and P = [[2, −1], [−1, 3]] / 5.
    let dataset = SmallDataset.dataset([[1, 2], [1]], catalogue: 1...2)
    let weights = try EASE(lambda: 1).weights(of: dataset, progress: NoProgress())
    #expect(weights[0, 0] == 0 && weights[1, 1] == 0)
    #expect(abs(weights[0, 1] - 1 / 3) < 1e-6)
    #expect(abs(weights[1, 0] - 1 / 2) < 1e-6)
  }

  @Test(arguments: [3, 16, 17, 40])
  func `EASE's weights equal the formula in double precision`(items: Int) throws {
    let dataset = SmallDataset.random(users: 60, items: items, seed: UInt64(items))
    let weights = try EASE(lambda: 20).weights(of: dataset, progress: NoProgress())
    let inverse = gaussInverse(of: dataset, lambda: 20)
    for i in 0..<items {
      for j in 0..<items {
        let expected = i == j ? 0 : -inverse[i][j] / inverse[j][j]
        #expect(abs(Double(weights[i, j]) - expected) < 1e-5)
      }
    }
  }

  @Test func `EASE's weights with dropout match those worked by hand`() throws {
    // G = [[2, 1], [1, 1]]; dropout of a half doubles the diagonal, so [[5, 1], [1, 3]] and
    // P = [[3, −1], [−1, 5]] / 14.
    let dataset = SmallDataset.dataset([[1, 2], [1]], catalogue: 1...2)
    let weights = try EASE(lambda: 1, dropout: 0.5).weights(of: dataset, progress: NoProgress())
    #expect(abs(weights[0, 1] - 1 / 5) < 1e-6)
    #expect(abs(weights[1, 0] - 1 / 3) < 1e-6)
  }

  @Test func `with features, users count by the root of their items, and a genre as that many users`() throws {
    // Weights 1/√2 and 1 leave the diagonal's sum of 3 if multiplied by s = 3 ÷ (√2 + 1). The genre of 1 and 2
    // adds 2 to each element.
    var builder = DatasetBuilder()
    for id: ItemID in 1...2 { builder.add(Movie(id: id, title: "\(id)", genres: ["Drama"], date: nil)) }
    for (user, item): (UserID, ItemID) in [(1, 1), (1, 2), (2, 1)] {
      builder.add(SmallDataset.rating(user, item, 5, at: 0))
    }
    let weights = try EASE(lambda: 1, features: 2).weights(of: builder.build(.liked), progress: NoProgress())
    let (s, half) = (3 / (2.0.squareRoot() + 1), 0.5.squareRoot())
    let (a, b, c) = (s * half + s + 3, s * half + 2, s * half + 3)
    // P = [[c, −b], [−b, a]] ÷ det.
    #expect(abs(Double(weights[0, 1]) - b / a) < 1e-6 && abs(Double(weights[1, 0]) - b / c) < 1e-6)
  }

  @Test func `favourites count as the history of one more user`() throws {
    // User 1 has a favourite and another item, user 2 no favourite. Weights 1/√2, 1 and, for the favourite, ½ leave the
    // diagonal's sum of 3 if multiplied by s = 3 ÷ (√2 + 1 + ½).
    let weights = try EASE(lambda: 1, features: 0, favourites: 0.5)
      .weights(of: rated([(1, 1, 4), (1, 2, 3), (2, 1, 2)]), progress: NoProgress())
    let (s, half) = (3 / (2.0.squareRoot() + 1.5), 0.5.squareRoot())
    let (a, b, c) = (s * half + s + s / 2 + 1, s * half, s * half + 1)
    #expect(abs(Double(weights[0, 1]) - b / a) < 1e-6 && abs(Double(weights[1, 0]) - b / c) < 1e-6)
  }

  @Test func `favourites change nothing if all positives are favourites`() throws {
    let dataset = rated([(1, 1, 4), (1, 2, 5), (2, 1, 4), (3, 2, 5), (3, 3, 4)])
    func weights(_ favourites: Float, of dataset: Dataset) throws -> [Float] {
      try EASE(lambda: 1, features: 0, favourites: favourites).weights(of: dataset, progress: NoProgress()).elements
    }
    #expect(try weights(0.5, of: dataset) == weights(0, of: dataset))
    let mixed = rated([(1, 1, 4), (1, 2, 5), (2, 1, 3), (3, 2, 5), (3, 3, 4)])
    #expect(try weights(0, of: mixed) == weights(0, of: dataset))
    #expect(try weights(0.5, of: mixed) != weights(0, of: mixed))
  }

  private func rated(_ ratings: [(UserID, ItemID, Double)]) -> Dataset {
    var builder = DatasetBuilder()
    for (user, item, stars) in ratings { builder.add(SmallDataset.rating(user, item, stars, at: 0)) }
    return builder.build(.all)
  }

  @Test(arguments: [EASEStorage.float, .int8])
  func `a discount divides each weight by a power of the likes of both items`(storage: EASEStorage) throws {
    let dataset = SmallDataset.random(users: 50, items: 12, seed: 3)
    let plain = try EASE(lambda: 5).weights(of: dataset, progress: NoProgress())
    let trainer = EASE(lambda: 5, storage: storage, discount: 0.5)
    let file = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress()).encoded()
    let model = try Model(ModelFile.decode(file), as: .ease)
    var workspace = ScoringWorkspace()
    for (row, item) in dataset.items.enumerated() {
      let scores = model.recommend(context: [item], count: 12, workspace: &workspace)
      #expect(scores.count == 11)
      for score in scores {
        let column = try #require(dataset.items.firstIndex(of: score.id))
        let likes = Float((1 + dataset.likes[row]) * (1 + dataset.likes[column]))
        let expected = plain[row, column] / likes.squareRoot()
        // A code is at most a 127th of ¼, and rounded.
        let tolerance: Float = storage == .float ? 1e-7 : 0.25 / 127 / 2
        #expect(abs(score.score - expected) < tolerance)
      }
    }
  }

  @Test func `each column of EASE's weights is the best linear model of its item`() throws {
    // At the minimum of |X_j − X b|² + λ|b|² with b_j = 0, the gradient vanishes off the diagonal.
    let dataset = SmallDataset.random(users: 50, items: 12, seed: 3)
    let weights = try EASE(lambda: 5).weights(of: dataset, progress: NoProgress())
    let gram = gram(of: dataset)
    for j in 0..<12 {
      for k in 0..<12 where k != j {
        let fit = (0..<12).reduce(0) { $0 + gram[k][$1] * Double(weights[$1, j]) } + 5 * Double(weights[k, j])
        #expect(abs(fit - gram[k][j]) < 1e-3)
      }
    }
  }

  @Test func `the rows of EASE's weights have the stride of the model file, with zeros as padding`() throws {
    let dataset = SmallDataset.dataset([[1, 2, 3]], catalogue: 1...3)
    let weights = try EASE(lambda: 1).weights(of: dataset, progress: NoProgress())
    #expect(weights.stride == 16)
    for row in 0..<3 { #expect(weights.elements[row * 16 + 3..<row * 16 + 16].allSatisfy { $0 == 0 }) }
  }

  private func gram(of dataset: Dataset) -> [[Double]] {
    let items = dataset.items.count
    var gram = [[Double]](repeating: [Double](repeating: 0, count: items), count: items)
    for user in dataset.users.indices {
      for i in dataset.positives.row(user) {
        for j in dataset.positives.row(user) { gram[Int(i)][Int(j)] += 1 }
      }
    }
    return gram
  }

  /// (G + λI)⁻¹ by Gaussian elimination beside the identity matrix.
  private func gaussInverse(of dataset: Dataset, lambda: Double) -> [[Double]] {
    let order = dataset.items.count
    var rows = gram(of: dataset).enumerated().map { index, row in
      row.enumerated().map { $0.offset == index ? $0.element + lambda : $0.element }
        + (0..<order).map { $0 == index ? 1 : 0 }
    }
    for pivot in 0..<order {
      let scale = rows[pivot][pivot]
      rows[pivot] = rows[pivot].map { $0 / scale }
      for row in 0..<order where row != pivot {
        let factor = rows[row][pivot]
        rows[row] = zip(rows[row], rows[pivot]).map { $0 - factor * $1 }
      }
    }
    return rows.map { Array($0[order...]) }
  }
}
