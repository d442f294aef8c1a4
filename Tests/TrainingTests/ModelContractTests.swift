import Domain
import ModelFile
import Scoring
import Testing

@testable import Training

/// What every model must do, on data with a known answer. New models join `trainers` by themselves.
struct ModelContractTests {
  static let trainers = served + sampled
  private static let served = ModelName.allCases.map { Trainers.trainer(of: $0, .liked, Hyperparameters()) }
  /// The neural models as large catalogues train them.
  private static let sampled = [ModelName.neuralMF, .deepFM].map { name in
    var hyperparameters = Hyperparameters()
    hyperparameters.negatives = 4
    return Trainers.trainer(of: name, .liked, hyperparameters)
  }

  @Test func `every model that is served can be trained`() {
    #expect(Self.served.map(\.name) == ModelName.allCases)
  }

  /// Trainers whose models know what a user likes.
  static let personal = trainers.indices.filter { trainers[$0].name != .popularity }

  @Test(arguments: personal)
  func `items of the context's taste come first`(index: Int) throws {
    let model = try train(Self.trainers[index], SmallDataset.twoTastes)
    for item: ItemID in 1...10 {
      let same = item <= 5 ? ItemID(1)...5 : ItemID(6)...10
      let answer = recommend(model, [item], 4)
      #expect(Set(answer) == Set(same).subtracting([item]))
    }
  }

  @Test(arguments: trainers.indices)
  func `items of the context are never recommended, and all others can be`(index: Int) throws {
    let dataset = SmallDataset.random(users: 60, items: 25, seed: 5)
    let model = try train(Self.trainers[index], dataset)
    for length in [0, 1, 5, 25] {
      let context = Array(dataset.items.prefix(length))
      #expect(recommend(model, context, 100).sorted() == Array(dataset.items.dropFirst(length)))
    }
  }

  @Test(arguments: trainers.indices)
  func `the same data gives the same bytes`(index: Int) throws {
    let dataset = SmallDataset.random(users: 60, items: 25, seed: 6)
    let trainer = Self.trainers[index]
    let first = try trainer.model(of: dataset, at: Timestamp(seconds: 1), progress: NoProgress()).encoded()
    let second = try trainer.model(of: dataset, at: Timestamp(seconds: 1), progress: NoProgress()).encoded()
    #expect(first == second)
  }

  @Test(arguments: trainers.indices)
  func `an item that nobody likes is in the model and can be in a context`(index: Int) throws {
    let model = try train(Self.trainers[index], SmallDataset.twoTastes)
    #expect(model.itemCount == 12 && model.contains(12))
    #expect(recommend(model, [12], 100).count == 11)
  }

  @Test(arguments: trainers.indices)
  func `users who like a single item do not break training`(index: Int) throws {
    let model = try train(Self.trainers[index], SmallDataset.dataset([[1], [2], [1], [3]], catalogue: 1...4))
    #expect(Set(recommend(model, [1], 10)) == [2, 3, 4])
    #expect(Set(recommend(model, [], 10)) == [1, 2, 3, 4])
  }

  @Test(arguments: trainers.indices)
  func `items that are all liked alike get similar scores`(index: Int) throws {
    // All users like all items: only rounding and random numbers make a difference.
    let alike = SmallDataset.dataset((0..<20).map { _ in Array(1...6) }, catalogue: 1...6)
    let model = try train(Self.trainers[index], alike)
    var workspace = ScoringWorkspace()
    let answer = model.recommend(context: [3], count: 10, workspace: &workspace)
    #expect(Set(answer.map(\.id)) == [1, 2, 4, 5, 6])
    let scores = answer.map(\.score)
    let spread = try #require(scores.max()) - #require(scores.min())
    switch Self.trainers[index].name {
    case .ease, .itemKNN, .shortEASE, .longEASE, .popularity: #expect(spread < 1e-6)
    // The vectors are found by iteration.
    case .spectral: #expect(spread < 1e-4)
    case .neuralMF, .deepFM: #expect(spread < 1)
    }
  }

  @Test(arguments: trainers.indices)
  func `the smallest datasets give a model`(index: Int) throws {
    for dataset in [
      SmallDataset.dataset([[1]], catalogue: 1...1), SmallDataset.dataset([[1]], catalogue: 1...2),
      SmallDataset.dataset([[1, 2]], catalogue: 1...2), SmallDataset.dataset([[1], [1]], catalogue: 1...1),
    ] {
      let model = try train(Self.trainers[index], dataset)
      #expect(recommend(model, [], 10) == dataset.items || recommend(model, [], 10).count == dataset.items.count)
      #expect(recommend(model, dataset.items, 10).isEmpty)
      var workspace = ScoringWorkspace()
      #expect(model.similar(to: 1, count: 10, workspace: &workspace).count == dataset.items.count - 1)
    }
  }

  static let variants: [any Trainer] =
    EASEStorage.allCases.map { EASE(lambda: 1, dropout: 0.9, storage: $0, weights: 1) }
    + EASEStorage.allCases.map { EASE(lambda: 1e-9, storage: $0, weights: 5_000) }
    + Similarity.allCases.map { ItemKNN(neighbours: 1_000_000, similarity: $0, shrinkage: 1e30) }
    + [ModelName.neuralMF, .deepFM].map { name in
      var hyperparameters = Hyperparameters()
      hyperparameters.start = .ease
      hyperparameters.epochs = 1
      return Trainers.trainer(of: name, .liked, hyperparameters)
    }

  @Test(arguments: variants.indices)
  func `extreme hyperparameters give a model or an error, even on small datasets`(index: Int) throws {
    for dataset in [
      SmallDataset.dataset([[1]], catalogue: 1...1),
      SmallDataset.dataset([[1, 2], [1, 2], [1, 2]], catalogue: 1...3),
      SmallDataset.dataset((0..<30).map { _ in Array(1...20) }, catalogue: 1...20),
    ] {
      let contents: ModelFileContents
      do throws(TrainingError) {
        contents = try Self.variants[index].model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
      } catch {
        #expect(!error.description.isEmpty)
        continue
      }
      let model = try Model(ModelFile.decode(contents.encoded()), as: Self.variants[index].name)
      #expect(recommend(model, [], 100).count == dataset.items.count)
    }
  }

  @Test func `hyperparameters that overflow are an error, not a model that recommends nothing`() {
    var greedy = Hyperparameters()
    greedy.learningRate = 1e30
    greedy.epochs = 3
    let trainers =
      [EASEStorage.float, .int8].map { EASE(lambda: 1e300, storage: $0) as any Trainer }
      + [Trainers.trainer(of: .deepFM, .liked, greedy), Trainers.trainer(of: .neuralMF, .liked, greedy)]
    for trainer in trainers {
      #expect(throws: TrainingError.notFinite(model: trainer.name)) {
        try trainer.model(
          of: SmallDataset.twoTastes, validation: [HeldOutUser(user: 99, context: [1], targets: [2])],
          at: Timestamp(seconds: 0), progress: NoProgress())
      }
    }
  }

  @Test func `a number that cannot be rounded is written as it is`() {
    #expect(rounded(.nan, 2) == "nan" && rounded(-.infinity, 2) == "-inf" && rounded(1e300, 2) == "1e+300")
    #expect(rounded(-0.456, 2) == "-0.46" && rounded(1e11, 1) == "100000000000.0")
    #expect(counted(1, "user") == "1 user" && counted(0, "user") == "0 users")
  }

  @Test(arguments: trainers.indices)
  func `ids may be any numbers, and ids outside of the training are unknown`(index: Int) throws {
    var builder = DatasetBuilder()
    let items: [ItemID] = [.min, -1, 0, .max]
    for user: UserID in [.min, -7, 0, .max] {
      for item in items where item != user { builder.add(SmallDataset.rating(user, item, 5, at: 0)) }
    }
    let model = try train(Self.trainers[index], builder.build(.liked))
    #expect(Set(recommend(model, [.max], 10)) == [.min, -1, 0])
    #expect(model.contains(.max) && !model.contains(.max - 1))
    // Unknown ids are ignored.
    #expect(recommend(model, [.max, .max - 1], 10) == recommend(model, [.max], 10))
  }

  @Test(arguments: personal)
  func `the model beats popularity on data with structure`(index: Int) throws {
    let evaluation = Evaluation(SmallDataset.manyTastes, scratch: "/tmp")
    let results = try evaluation.run([Self.trainers[index]], rotation: 0, lengths: [nil], progress: NoProgress())
    let (popularity, summary) = (results[0].test[0], results[1].test[0])
    let ndcg = try #require(summary[.ndcg10]?.value)
    #expect(ndcg > 1.5 * (try #require(popularity[.ndcg10]?.value)))
  }

  @Test(arguments: trainers.indices)
  func `the model file keeps hyperparameters, figures and time of the training`(index: Int) throws {
    let trainer = Self.trainers[index]
    let contents = try trainer.model(
      of: SmallDataset.twoTastes, at: Timestamp(seconds: 86_400), figures: [("NDCG@100", 0.25)], progress: NoProgress())
    let file = try ModelFile.decode(contents.encoded())
    #expect(file.fingerprint == trainer.fingerprint(of: SmallDataset.twoTastes))
    // What the training itself has chosen comes last.
    #expect(file.hyperparameters.starts(with: trainer.hyperparameters, by: ==))
    let model = try Model(file, as: trainer.name)
    #expect(model.trainedAt == Timestamp(seconds: 86_400))
    #expect(model.figures.map(\.name) == ["NDCG@100"])
  }

  @Test(arguments: trainers.indices)
  func `a dataset without positives is an error`(index: Int) {
    let empty = SmallDataset.dataset([], catalogue: 1...3)
    #expect(throws: TrainingError.noData) {
      try Self.trainers[index].model(of: empty, at: Timestamp(seconds: 0), progress: NoProgress())
    }
  }

  @Test func `a training that needs more memory than available is refused before any work`() {
    let trainer = Greedy()
    #expect {
      try trainer.model(of: SmallDataset.twoTastes, at: Timestamp(seconds: 0), progress: NoProgress())
    } throws: {
      guard case .notEnoughMemory(.ease, needed: .max, available: _)? = $0 as? TrainingError else { return false }
      return true
    }
  }

  private func train(_ trainer: any Trainer, _ dataset: Dataset) throws -> Model {
    let contents = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
    return try Model(ModelFile.decode(contents.encoded()), as: trainer.name)
  }

  private func recommend(_ model: Model, _ context: [ItemID], _ count: Int) -> [ItemID] {
    var workspace = ScoringWorkspace()
    return model.recommend(context: context, count: count, workspace: &workspace).map(\.id)
  }
}

/// Needs more memory than any machine has, and must never start training.
private struct Greedy: Trainer {
  let name = ModelName.ease
  let hyperparameters: [(name: String, value: String)] = []
  func memory(for dataset: Dataset) -> Int { .max }
  func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained { throw .noData }
}
