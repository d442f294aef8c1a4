import Domain
import LinearAlgebra
import ModelFile
import Scoring
import Testing

@testable import Training

struct NeuralTests {
  static let trainers: [any NeuralTrainer] = NeuralStart.allCases.flatMap { start -> [any NeuralTrainer] in
    let recipe = NeuralRecipe(start, lambda: 5)
    return [NeuralMF(recipe), DeepFM(recipe)]
  }

  @Test(arguments: trainers.indices)
  func `what is served scores as the trainer does`(index: Int) throws {
    let trainer = Self.trainers[index]
    let dataset = Fixture.random(users: 50, items: 37, seed: 8)
    var random = SeededGenerator(seed: 1)
    let net = Net(trainer.shape, filmFacts: trainer.filmFacts(of: dataset), dataset, trainer.recipe, random: &random)
    var training = NeuralTraining(trainer.recipe, dataset, validation: [], random: random)
    let trained = training.train(net, progress: NoProgress()).net
    let contents = trainer.contents(
      Trained(sections: trained.sections), of: dataset, at: Timestamp(seconds: 0))
    let model = try Model(ModelFile.decode(contents.encoded()), as: trainer.name)
    var workspace = ScoringWorkspace()
    for context: [Int32] in [[], [0], [36], [3, 17, 20], Array(0..<36)] {
      let expected = trained.scores(People(likes: SparseMatrix(columns: 37, [context])))
      let answer = model.recommend(
        context: context.map { dataset.items[Int($0)] }, count: 37, workspace: &workspace)
      #expect(answer.count == 37 - context.count)
      for movie in answer {
        let position = try #require(dataset.items.firstIndex(of: movie.id))
        #expect(abs(movie.score - expected[0, position]) < 1e-4)
      }
    }
  }

  @Test(arguments: trainers.indices)
  func `training ends with the pass that was best for users it has not seen`(index: Int) throws {
    let trainer = Self.trainers[index]
    let split = Split(Fixture.random(users: 200, items: 40, seed: 1), rotation: 0)
    let trained = try trainer.train(on: split.train, validation: split.validation, progress: NoProgress())
    let figures = trained.epochs.compactMap(\.validation)
    #expect(figures.count == trained.epochs.count && !figures.isEmpty)
    #expect(figures.max() == figures.last)
    // As many passes without looking at anyone give the same model.
    let settled = try trainer.settled(epochs: figures.count).train(
      on: split.train, validation: [], progress: NoProgress())
    let (first, second) = try (bytes(trainer, trained, split.train), bytes(trainer, settled, split.train))
    #expect(first == second)
  }

  @Test(arguments: trainers.indices)
  func `another seed gives another model, and the file says which`(index: Int) throws {
    var trainer = Self.trainers[index]
    let dataset = Fixture.twoTastes
    trainer.recipe.epochs = 1
    let first = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
    trainer.recipe.seed = 2
    let second = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
    #expect(first.hyperparameters.contains { $0 == ("seed", "1") })
    #expect(second.hyperparameters.contains { $0 == ("seed", "2") })
    #expect(first.hyperparameters.contains { $0 == ("start", trainer.recipe.start.rawValue) })
    #expect(first.hyperparameters.contains { $0 == ("epochs", "1") })
    let weights = try [first, second].map { try ModelFile.decode($0.encoded()).section("second", of: Float.self)[0] }
    #expect(weights[0] != weights[1])
  }

  @Test func `DeepFM reads genres and years, and NeuralMF does not`() throws {
    let bare = Fixture.twoTastes
    var builder = DatasetBuilder()
    for film: MovieID in 1...12 {
      builder.add(
        Movie(id: film, title: "A film (\(1990 + film))", genres: film.isMultiple(of: 2) ? ["Drama"] : [], date: nil))
    }
    for (position, user) in bare.users.enumerated() {
      for film in bare.positives.row(position) { builder.add(Fixture.rating(user, bare.items[Int(film)], 5, at: 0)) }
    }
    let known = builder.build(.liked)
    #expect(known.facts.genres == SparseMatrix(columns: 1, (1...12).map { $0 % 2 == 0 ? [0] : [] }))
    // 1991–1994, 1995–1999, 2000–2002.
    #expect(known.facts.years == SparseMatrix(columns: 3, (1...12).map { [$0 < 5 ? 0 : $0 < 10 ? 1 : 2] }))
    let recipe = NeuralRecipe(.scratch, lambda: 5)
    for (trainer, differs) in [(NeuralMF(recipe) as any Trainer, false), (DeepFM(recipe), true)] {
      let vectors = try [bare, known].map { dataset in
        let contents = try trainer.model(of: dataset, at: Timestamp(seconds: 0), progress: NoProgress())
        return try ModelFile.decode(contents.encoded()).section("films", of: Float.self)[0]
      }
      #expect((vectors[0] != vectors[1]) == differs)
    }
  }

  @Test func `progress tells loss, figure and how far it is`() throws {
    let progress = RecordingProgress()
    let split = Split(Fixture.random(users: 100, items: 20, seed: 1), rotation: 0)
    _ = try NeuralMF(NeuralRecipe(.scratch, lambda: 5)).train(
      on: split.train, validation: split.validation, progress: progress)
    let last = try #require(progress.details.last)
    #expect(last.contains("loss ") && last.contains("validation NDCG@100 0."))
    #expect(progress.shares.first == 1.0 / 60)
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
