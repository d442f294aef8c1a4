import Domain
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

struct EASEStorageTests {
  /// Any two of the twelve items share users, so that an item may have weights for all others.
  private let dataset = SmallDataset.dataset(
    (1...200).map { user in (1...12).filter { mix64(UInt64(user * 100 + $0)) % 3 == 0 }.map { ItemID($0) } },
    catalogue: 1...12)

  @Test(arguments: [0, 0.5])
  func `sparse EASE with room for all weights equals dense EASE`(dropout: Double) throws {
    let dense = try EASE(lambda: 20, dropout: dropout).weights(of: dataset, progress: NoProgress())
    let columns = try SparseRidge(lambda: 20, dropout: dropout, weights: 200).columns(
      of: dataset, progress: NoProgress())
    #expect(columns.count == 12)
    for (column, weights) in columns.enumerated() {
      #expect(weights.map { Int($0.position) } == (0..<12).filter { $0 != column })
      for weight in weights { #expect(abs(Float(weight.score) - dense[Int(weight.position), column]) < 1e-5) }
    }
  }

  @Test func `sparse EASE fits at most the given number of weights for each item, for themselves`() throws {
    let columns = try SparseRidge(lambda: 20, dropout: 0, weights: 2).columns(of: dataset, progress: NoProgress())
    let gram = CoOccurrence(dataset.positives).gram(as: Double.self)
    func entry(_ first: Int, _ second: Int) -> Double { gram[min(first, second), max(first, second)] }
    for (column, weights) in columns.enumerated() {
      try #require(weights.count == 2)
      let (first, second) = (Int(weights[0].position), Int(weights[1].position))
      // By Cramer's rule.
      let (a, b, d) = (entry(first, first) + 20, entry(first, second), entry(second, second) + 20)
      let (x, y) = (entry(first, column), entry(second, column))
      #expect(abs(weights[0].score - (x * d - y * b) / (a * d - b * b)) < 1e-5)
      #expect(abs(weights[1].score - (y * a - x * b) / (a * d - b * b)) < 1e-5)
    }
  }

  @Test(arguments: EASEStorage.allCases)
  func `every storage of EASE's weights recommends the same items`(storage: EASEStorage) throws {
    func answer(_ storage: EASEStorage) throws -> [ScoredItem] {
      let trainer = EASE(lambda: 20, storage: storage)
      let contents = try trainer.model(of: SmallDataset.manyTastes, at: Timestamp(seconds: 0), progress: NoProgress())
      let model = try Model(ModelFile.decode(contents.encoded()), as: .ease)
      var workspace = ScoringWorkspace()
      return model.recommend(context: [1, 2], count: 6, workspace: &workspace)
    }
    let (expected, found) = (try answer(.float), try answer(storage))
    #expect(Set(expected.map(\.id)) == Set(found.map(\.id)))
    for item in expected {
      let score = try #require(found.first { $0.id == item.id }).score
      #expect(abs(score - item.score) < 0.01)
    }
  }

  @Test func `the default storage depends on the number of items`() {
    #expect(EASEStorage.suiting(items: 5_000) == .float)
    #expect(EASEStorage.suiting(items: 5_001) == .int8)
    #expect(EASEStorage.suiting(items: 20_000) == .int8)
    #expect(EASEStorage.suiting(items: 20_001) == .sparse)
    #expect(EASE(lambda: 1).storage(items: 5_000) == .float)
    #expect(EASE(lambda: 1, features: 2).storage(items: 5_000) == .int8)
    #expect(EASE(lambda: 1, features: 2).storage(items: 20_001) == .sparse)
  }

  @Test func `a search for the penalty holds two models, and there is none above ten thousand items`() {
    let ease = EASE(lambda: 1)
    for (items, models) in [(10_000, 2), (10_001, 1)] {
      let dataset = catalogue(items)
      #expect(TunedEASE(ease).memory(for: dataset) == ease.memory(for: dataset) * models)
    }
  }

  @Test func `training EASE takes one matrix of memory, a quarter more for 8 bits, and at most 576 MB more if sparse`()
  {
    let items = 5_000
    func memory(_ storage: EASEStorage, items: Int = items) -> Int {
      EASE(lambda: 1, storage: storage).memory(for: catalogue(items))
    }
    let square = 5_000 * 5_008
    #expect((square * 4..<square * 4 + 100_000).contains(memory(.float)))
    #expect((square * 5..<square * 5 + 100_000).contains(memory(.int8)))
    // Each item has 200 weights of 24 bytes, and the counts of at most 12,000 items make a matrix.
    for (items, head) in [(items, items), (60_000, 12_000)] {
      let expected = items * 4_800 + head * head * 4
      #expect((expected..<expected + 10_000_000).contains(memory(.sparse, items: items)))
    }
  }

  @Test func `a neural model that starts from EASE needs the memory of a dense matrix for any number of items`() {
    let dataset = catalogue(30_000)
    let fromEASE = NeuralMF(NeuralHyperparameters(.ease, lambda: 1)).memory(for: dataset)
    #expect(fromEASE > 30_000 * 30_000 * 4)
    #expect(NeuralMF(NeuralHyperparameters(.scratch, lambda: 1)).memory(for: dataset) < 300_000_000)
  }

  /// One user who likes two of `items` items.
  private func catalogue(_ items: Int) -> Dataset {
    Dataset(
      users: [1], demographics: [.unknown], items: (0..<items).map { ItemID($0) },
      positives: SparseMatrix(columns: items, [[0, 1]]),
      times: [Timestamp](repeating: Timestamp(seconds: 0), count: 2),
      itemFeatures: ItemFeatures([Movie?](repeating: nil, count: items)))
  }
}
