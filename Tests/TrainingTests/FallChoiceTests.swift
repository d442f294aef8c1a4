import Domain
import ModelFile
import Scoring
import Testing

@testable import Training

struct FallChoiceTests {
  @Test func `auto takes the best model alone where blending it with another one loses`() throws {
    // The first model ranks the targets first, the second one last; validation says that they are almost as good.
    let users = (1...30).map { HeldOutUser(user: $0, context: [1, 2], targets: [3, 4]) }
    let good = try model(.ease, favours: [3, 4], figure: 0.41)
    let bad = try model(.popularity, favours: [5], times: 10, figure: 0.4099)
    let choice = FallChoice([good, bad], on: users)
    #expect(choice.figures.map(\.name) == Auto.lengths.map(Auto.fallFigure))
    #expect(choice.figures.allSatisfy { $0.value < Auto.usualFall })
    func best(_ models: [Model]) -> String? { Auto.model(forContextOf: 2, among: models)?.label }
    #expect(best([good, bad]) == "EASE+Popularity")
    let models = [good, bad].map { Model($0, figures: $0.figures + choice.figures) }
    #expect(best(models) == "EASE")
  }

  @Test func `without a clear gain the usual fall stays`() throws {
    let users = (1...30).map { HeldOutUser(user: $0, context: [1, 2], targets: [3, 4]) }
    let models = [
      try model(.ease, favours: [3, 4], figure: 0.41), try model(.popularity, favours: [3, 4], figure: 0.4099),
    ]
    #expect(FallChoice(models, on: users).figures.allSatisfy { $0.value == Auto.usualFall })
    #expect(FallChoice(models, on: []).figures.allSatisfy { $0.value == Auto.usualFall })
  }

  @Test func `pooled choices choose by all users`() throws {
    let models = [
      try model(.ease, favours: [3, 4], figure: 0.41),
      try model(.popularity, favours: [5], times: 10, figure: 0.4099),
    ]
    let one = FallChoice(models, on: [HeldOutUser(user: 1, context: [1, 2], targets: [3, 4])])
    #expect(one.figures.allSatisfy { $0.value == Auto.usualFall })
    #expect(FallChoice.pooled([one, one, one])?.figures.allSatisfy { $0.value < Auto.usualFall } == true)
    #expect(FallChoice.pooled([]) == nil)
  }

  /// A model with the same scores for everybody: EASE or popularity.
  private func model(
    _ name: ModelName, favours items: Set<ItemID>, times factor: Int = 1, figure: Double
  ) throws -> Model {
    let scores = (1...20).map { items.contains(ItemID($0)) ? 100 * factor : $0 % 7 }
    let row = scores.map { Float($0) } + [Float](repeating: 0, count: EASEScorer.stride(items: 20) - 20)
    let contents = ModelFileContents(
      model: name.rawValue, trainedAt: 0, fingerprint: 0, hyperparameters: [],
      figures: Auto.lengths.map { (name: Auto.figure(at: $0), value: figure) } + [(name: Auto.meanLength, value: 5)],
      items: Array(1...20),
      sections: name == .ease
        ? EASEScorer.sections(weights: (0..<20).flatMap { _ in row }) : PopularityScorer.sections(counts: scores))
    return try Model(ModelFile.decode(contents.encoded()), as: name)
  }
}
