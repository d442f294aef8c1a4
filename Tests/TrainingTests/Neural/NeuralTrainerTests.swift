import Domain
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

struct NeuralTrainerTests {
  static let trainers: [any NeuralTrainer] = NeuralStart.allCases.flatMap { start -> [any NeuralTrainer] in
    let settings = NeuralHyperparameters(start, lambda: 5)
    return [NeuralMF(settings), DeepFM(settings)]
  }

  @Test(arguments: trainers.indices)
  func `the scorer of a neural model gives the scores of its trainer`(index: Int) throws {
    let trainer = Self.trainers[index]
    let dataset = SmallDataset.random(users: 50, items: 37, seed: 8)
    var random = SeededGenerator(seed: 1)
    let network = NeuralNetwork(
      trainer.shape, itemFeatures: trainer.itemFeatures(of: dataset), dataset, trainer.settings, random: &random)
    var loop = TrainingLoop(trainer.settings, dataset, validation: [], random: random)
    let trained = loop.train(network, progress: NoProgress()).network
    let contents = trainer.contents(
      Trained(sections: trained.sections), of: dataset, at: Timestamp(seconds: 0))
    let model = try Model(ModelFile.decode(contents.encoded()), as: trainer.name)
    var workspace = ScoringWorkspace()
    for context: [Int32] in [[], [0], [36], [3, 17, 20], Array(0..<36)] {
      let expected = trained.scores(UserFeatures(histories: SparseMatrix(columns: 37, [context])))
      let answer = model.recommend(
        context: context.map { dataset.items[Int($0)] }, count: 37, workspace: &workspace)
      #expect(answer.count == 37 - context.count)
      for item in answer {
        let position = try #require(dataset.items.firstIndex(of: item.id))
        #expect(abs(item.score - expected[0, position]) < 1e-4)
      }
    }
  }

  @Test(arguments: trainers.indices)
  func `early stopping keeps the best pass for validation users`(index: Int) throws {
    let trainer = Self.trainers[index]
    let split = Split(SmallDataset.random(users: 200, items: 40, seed: 1), rotation: 0)
    let trained = try trainer.train(on: split.train, validation: split.validation, progress: NoProgress())
    let figures = trained.epochs.compactMap(\.validation)
    #expect(figures.count == trained.epochs.count && !figures.isEmpty)
    #expect(figures.max() == figures.last)
    // The same number of passes without validation users gives the same model.
    let settled = try trainer.settled(by: TrainingOutcome(epochs: figures.count)).train(
      on: split.train, validation: [], progress: NoProgress())
    #expect(settled.epochs.allSatisfy { $0.validation == nil })
    let (first, second) = try (bytes(trainer, trained, split.train), bytes(trainer, settled, split.train))
    #expect(first == second)
  }

  @Test(arguments: trainers.indices)
  func `another seed gives another model, and the file keeps the seed`(index: Int) throws {
    var trainer = Self.trainers[index]
    let dataset = SmallDataset.twoTastes
    trainer.settings.epochs = 1
    let first = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
    trainer.settings.seed = 2
    let second = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
    #expect(first.hyperparameters.contains { $0 == ("seed", "1") })
    #expect(second.hyperparameters.contains { $0 == ("seed", "2") })
    #expect(first.hyperparameters.contains { $0 == ("start", trainer.settings.start.rawValue) })
    #expect(first.hyperparameters.contains { $0 == ("epochs", "1") })
    let weights = try [first, second].map { try ModelFile.decode($0.encoded()).section("second", of: Float.self)[0] }
    #expect(weights[0] != weights[1])
  }

  @Test func `DeepFM reads genres and years, and NeuralMF does not`() throws {
    let bare = SmallDataset.twoTastes
    var builder = DatasetBuilder()
    for item: ItemID in 1...12 {
      builder.add(
        Movie(id: item, title: "A film (\(1990 + item))", genres: item.isMultiple(of: 2) ? ["Drama"] : [], date: nil))
    }
    for (position, user) in bare.users.enumerated() {
      for item in bare.positives.row(position) {
        builder.add(SmallDataset.rating(user, bare.items[Int(item)], 5, at: 0))
      }
    }
    let known = builder.build(.liked)
    #expect(known.itemFeatures.genres == SparseMatrix(columns: 1, (1...12).map { $0 % 2 == 0 ? [0] : [] }))
    // The years are 1991–1994, 1995–1999 and 2000–2002.
    #expect(known.itemFeatures.years == SparseMatrix(columns: 3, (1...12).map { [$0 < 5 ? 0 : $0 < 10 ? 1 : 2] }))
    let settings = NeuralHyperparameters(.scratch, lambda: 5)
    for (trainer, differs) in [(NeuralMF(settings) as any Trainer, false), (DeepFM(settings), true)] {
      let vectors = try [bare, known].map { dataset in
        let contents = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
        return try ModelFile.decode(contents.encoded()).section("films", of: Float.self)[0]
      }
      #expect((vectors[0] != vectors[1]) == differs)
    }
  }

  @Test func `neural training reports its loss, its figure and the share of passes done`() throws {
    let progress = RecordingProgress()
    let split = Split(SmallDataset.random(users: 100, items: 20, seed: 1), rotation: 0)
    _ = try NeuralMF(NeuralHyperparameters(.scratch, lambda: 5)).train(
      on: split.train, validation: split.validation, progress: progress)
    let last = try #require(progress.details.last)
    #expect(last.contains("loss ") && last.contains("validation NDCG@100 0."))
    // A pass of at least ten mini-batches is reported step by step.
    #expect(progress.shares.first ?? 1 <= 0.1 / 60 && progress.shares.contains(1.0 / 60))
    #expect(progress.shares == progress.shares.sorted())
  }

  private func bytes(_ trainer: any Trainer, _ trained: Trained, _ dataset: Dataset) throws -> [UInt8] {
    try trainer.contents(trained, of: dataset, at: Timestamp(seconds: 0)).encoded()
  }
}

private final class RecordingProgress: Progress {
  var subject = ""
  var details: [String] = []
  var shares: [Double] = []
  func begin(_ stage: String, expected: Duration?) {}
  func advance(to share: Double, _ detail: String) {
    shares.append(share)
    details.append(detail)
  }
  func end() {}
}
