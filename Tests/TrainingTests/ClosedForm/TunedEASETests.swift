import Domain
import ModelFile
import Scoring
import Testing

@testable import Training

struct TunedEASETests {
  /// A sixth of the users is held out.
  private func split() -> (train: Dataset, validation: [HeldOutUser]) {
    let dataset = SmallDataset.manyTastes
    return (dataset.users { $0 % 6 != 0 }, HeldOutUser.all(in: dataset) { $0 % 6 == 0 })
  }

  @Test func `no penalty of a wide grid does better on validation users than the chosen one, but for noise`() throws {
    let (train, validation) = split()
    let trained = try TunedEASE(EASE(lambda: 200)).train(on: train, validation: validation, progress: NoProgress())
    let chosen = try #require(trained.lambda)
    func figure(_ lambda: Double) throws -> Double {
      let ease = EASE(lambda: lambda)
      let contents = try ease.model(of: train, at: Timestamp(seconds: 0), progress: NoProgress())
      let ranker = ModelRanker(try Model(ModelFile.decode(contents.encoded()), as: .ease))
      return validation.reduce(0) { sum, user in
        let ranking = ranker.rank(context: user.context, for: .unknown, count: 100)
        return sum + Metric.ndcg100.value(hits: ranking.map(user.targets.contains), targets: user.targets.count)
      } / Double(validation.count)
    }
    let best = try [3, 10, 30, 100, 200, 400, 1_000, 3_000].map(figure).max() ?? 0
    #expect(try figure(chosen) > best - 0.005)
    #expect(trained.settings.map(\.name) == ["lambda"])
  }

  @Test func `without validation users the penalty stays as given, and the file says which it is`() throws {
    let tuned = TunedEASE(EASE(lambda: 123))
    let contents = try tuned.model(of: SmallDataset.twoTastes, at: Timestamp(seconds: 0), progress: NoProgress())
    #expect(contents.hyperparameters.filter { $0.name == "lambda" }.map(\.value) == ["123"])
    #expect(contents.hyperparameters.contains { $0 == ("penalty", "by validation") })
  }

  @Test func `what trainings have settled is used without another search`() throws {
    let (train, validation) = split()
    let settled = TunedEASE(EASE(lambda: 200)).settled(by: TrainingOutcome(lambda: 7))
    let contents = try settled.model(
      of: train, validation: validation, at: Timestamp(seconds: 0), progress: NoProgress())
    let expected = try EASE(lambda: 7).model(of: train, at: Timestamp(seconds: 0), progress: NoProgress())
    #expect(contents.hyperparameters.filter { $0.name == "lambda" }.map(\.value) == ["7"])
    #expect(try contents.encoded().count > 0)
    let (first, second) = (
      try Model(ModelFile.decode(contents.encoded()), as: .ease),
      try Model(ModelFile.decode(expected.encoded()), as: .ease)
    )
    var workspace = ScoringWorkspace()
    #expect(
      first.recommend(context: [1], count: 20, workspace: &workspace)
        == second.recommend(context: [1], count: 20, workspace: &workspace))
  }
}
