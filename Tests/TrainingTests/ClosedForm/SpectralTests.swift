import Domain
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

struct SpectralTests {
  private func model(_ dataset: Dataset, rank: Int) throws -> Model {
    let contents = try Spectral(rank: rank).model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
    return try Model(ModelFile.decode(contents.encoded()), as: .spectral)
  }

  private func scores(_ model: Model, _ context: [ItemID]) -> [ItemID: Float] {
    var workspace = ScoringWorkspace()
    let found = model.recommend(context: context, count: 100, workspace: &workspace)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.score) })
  }

  @Test func `with all eigenvalues the weights match those worked by hand`() throws {
    // User 1 likes 1 and 2 with weight ½ each, user 2 likes 1 alone with weight 1: d = (1½, ½), and 1 and 2 are
    // liked together with weight ½. With all eigenvalues a weight is this ½ divided by the context item's d.
    let model = try model(SmallDataset.dataset([[1, 2], [1]], catalogue: 1...2), rank: 2)
    #expect(abs(try #require(scores(model, [1])[2]) - 0.5 / 1.5) < 1e-5)
    #expect(abs(try #require(scores(model, [2])[1]) - 0.5 / 0.5) < 1e-5)
  }

  @Test func `with all eigenvalues a score is a sum over users of the context`() throws {
    let dataset = SmallDataset.random(users: 40, items: 20, seed: 8)
    let model = try model(dataset, rank: 20)
    let users = (0..<dataset.users.count).map { Array(dataset.positives.row($0)) }
    func weight(_ first: Int32, _ second: Int32) -> Double {
      users.filter { $0.contains(first) && $0.contains(second) }.reduce(0) { $0 + 1 / Double($1.count) }
    }
    let context: [Int32] = [2, 5, 11]
    let found = scores(model, context.map { dataset.items[Int($0)] })
    for target: Int32 in 0..<20 where !context.contains(target) {
      let expected = context.reduce(0) { $0 + weight($1, target) / max(weight($1, $1), 1e-9) }
      #expect(abs(Double(found[dataset.items[Int(target)]] ?? .nan) - expected) < 1e-3)
    }
  }

  @Test func `a limit on eigenvalues keeps the greatest`() throws {
    // Each item is liked by 16 users with weight ¼: each taste is a block of 1 on the diagonal and ¾ beside it. The
    // greatest eigenvalue is 4, and of rank 2 only the taste remains: 4/5 for each of its items.
    let model = try model(SmallDataset.twoTastes, rank: 2)
    let found = scores(model, [1])
    for item: ItemID in 2...5 { #expect(abs(try #require(found[item]) - 0.8) < 1e-4) }
    for item: ItemID in 6...10 { #expect(abs(try #require(found[item])) < 1e-4) }
  }
}
