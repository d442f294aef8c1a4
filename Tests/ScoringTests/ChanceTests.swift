import Domain
import Glibc
import ModelFile
import Testing

@testable import Scoring

struct ChanceTests {
  private static let items: [ItemID] = [1, 4, 6]
  private static let rows: [[Float]] = [[0, 1, 3], [1, 0, 2], [3, 2, 0]]

  /// Weights that differ in every table and length: for place p they are p, p + 1, p + 2 and p + 3 hundredths.
  private static let chance = Chance(
    share: 0.5, items: [0.5, -1, 2],
    weights: (0..<16).map { place in Chance.Weights(0, 1, 2, 3) / 100 + Chance.Weights(repeating: Float(place)) / 100 })

  private func model(_ sections: [SectionContents] = chance.sections) throws -> Model {
    let padding = [Float](repeating: 0, count: 13)
    return try SmallModel.model(
      .ease, Self.items, EASEScorer.sections(weights: Self.rows.flatMap { $0 + padding }) + sections)
  }

  private func probability(_ logit: Double) -> Float { Float(1 / (1 + exp(-logit))) }

  @Test func `a share is shrunk towards that of all ratings by four ratings`() {
    // (3 + 4 × 0.75) of (4 + 4) ratings.
    #expect(abs(Chance.logit(3, of: 4, share: 0.75) - Float(log(3.0))) < 1e-6)
    #expect(Chance.logit(0, of: 0, share: 0.5) == 0)
    // (2 + 2) of (2 + 4) ratings; likes alone say nothing about the user.
    #expect(abs(Chance.feature(of: .ratings(2, liked: 2), share: 0.5) - Float(log(2.0))) < 1e-6)
    #expect(Chance.feature(of: .likes(7), share: 0.3) == 0)
  }

  @Test func `between two lengths weights are interpolated over the logarithm of the length`() {
    func weight(_ known: Chance.Known, hasScores: Bool = true) -> Float {
      Self.chance.weights(for: known, hasScores: hasScores)[0] * 100
    }
    for (length, expected) in [(0, 0), (1, 0), (3, 1), (10, 2), (50, 3), (900, 3)] as [(Int, Float)] {
      #expect(abs(weight(.ratings(length, liked: 0)) - expected) < 1e-4)
      #expect(abs(weight(.likes(length)) - expected - 4) < 1e-4)
      #expect(abs(weight(.ratings(length, liked: 0), hasScores: false) - expected - 8) < 1e-4)
      #expect(abs(weight(.likes(length), hasScores: false) - expected - 12) < 1e-4)
    }
    #expect(abs(weight(.ratings(2, liked: 1)) - Float(log(2.0) / log(3.0))) < 1e-4)
  }

  @Test func `a chance is the logistic function of item, user and standardised score`() throws {
    var workspace = ScoringWorkspace()
    let model = try model()
    let found = model.recommend(context: [4], count: 3, workspace: &workspace)
    #expect(found.map(\.id) == [6, 1])
    let chances = model.chances(of: found, for: .ratings(3, liked: 2), workspace: workspace) ?? []
    // The scores of all items are 1, 0 and 2: mean 1, deviation √(2/3). Item 6 has the feature 2, the user log(4/3).
    let logit = 0.01 + 0.02 * 2 + 0.03 * log(4.0 / 3) + 0.04 * 1 / (2.0 / 3).squareRoot()
    #expect(abs(chances[0] - probability(logit)) < 1e-6)
    #expect(abs(chances[1] - probability(0.01 + 0.02 * 0.5 + 0.03 * log(4.0 / 3))) < 1e-6)
  }

  @Test func `the score is that for the context alone, whatever is disliked`() throws {
    var workspace = ScoringWorkspace()
    let model = try model()
    let known = Chance.Known.ratings(3, liked: 2)
    let plain = model.recommend(context: [4], count: 3, workspace: &workspace)
    let expected = model.chances(of: plain, for: known, workspace: workspace) ?? []
    let disliked = model.recommend(context: [4], dislikes: [1], count: 3, workspace: &workspace)
    #expect(disliked.map(\.id) == [6] && disliked[0].score < plain[0].score)
    let found = model.chances(of: disliked, for: known, workspace: workspace) ?? []
    #expect(found.count == 1 && abs(found[0] - expected[0]) < 1e-6)
  }

  @Test func `items without scores, and items that the model does not know, have a chance, too`() throws {
    let model = try model()
    let chances = try #require(model.chances(ofUnscored: [6, 5], for: .likes(1)))
    #expect(abs(chances[0] - probability(0.12 + 0.13 * 2)) < 1e-6 && abs(chances[1] - probability(0.12)) < 1e-6)
    // If all scores are equal, they say nothing.
    var workspace = ScoringWorkspace()
    let equal = model.recommend(context: [], among: [6], count: 1, workspace: &workspace)
    let ofEqual = model.chances(of: equal, for: .likes(1), workspace: workspace)
    #expect(ofEqual == [chances[0]])
  }

  @Test func `the score of a logit is its exponential, in standard deviations above the mean of all items`() throws {
    // 40 items fill no whole number of blocks.
    let numbers = NeuralNumbers(items: 40, activation: .tanh)
    let chance = Chance(
      share: 0.5, items: [Float](repeating: 0, count: 40), weights: [Chance.Weights](repeating: .one, count: 16))
    let neural = try numbers.model()
    let model = Model(neural, figures: [], chance: chance)
    func standard(_ scores: [Double]) -> [Double] {
      let mean = scores.reduce(0, +) / 40
      let squares: [Double] = scores.map { ($0 - mean) * ($0 - mean) }
      return scores.map { ($0 - mean) / (squares.reduce(0, +) / 40).squareRoot() }
    }
    let expected = standard(standard(numbers.scores([1, 4])).map { exp($0) })
    var workspace = ScoringWorkspace()
    // The items are 0, 2, 4 and so on.
    let found = model.recommend(context: [2, 8], count: 40, workspace: &workspace)
    #expect(found.count == 38)
    for item in found {
      let likeness = model.likeness(of: item, workspace: workspace)
      #expect(abs(Double(try #require(likeness)) - expected[Int(item.id) / 2]) < 1e-4)
    }
  }

  @Test func `a model without ratings has no chances, and does not use those of the model before`() throws {
    var workspace = ScoringWorkspace()
    _ = try model().recommend(context: [4], count: 3, workspace: &workspace)
    let plain = try model([])
    let found = plain.recommend(context: [4], count: 3, workspace: &workspace)
    #expect(workspace.spread == nil)
    let none = plain.chances(of: found, for: .likes(1), workspace: workspace)
    #expect(none == nil && plain.chances(ofUnscored: [6], for: .likes(1)) == nil)
  }

  @Test func `a blend has the mean of the weights of its parts, and none without those of its first part`() throws {
    let other = Chance(share: 0.25, items: [9, 9, 9], weights: [Chance.Weights](repeating: .one, count: 16))
    let parts: [(chance: Chance?, weight: Float)] = [(Self.chance, 3), (nil, 7), (other, 1)]
    let blend = try #require(Chance(blending: parts))
    #expect(blend.share == 0.5 && blend.items == Self.chance.items)
    let weights = blend.weights(for: .likes(3), hasScores: true)
    let expected: Float = (3 * 0.06 + 1) / 4
    #expect(abs(weights[1] - expected) < 1e-6)
    #expect(Chance(blending: Array(parts.dropFirst())) == nil)
    let models = try [model(), model(other.sections)]
    #expect(
      Model(blending: [(models[0], 3), (models[1], 1)]).chance?.weights(for: .likes(3), hasScores: true) == weights)
  }

  @Test func `a file with too few weights, or features of other items, is refused`() throws {
    #expect(throws: ModelError.wrongCount(section: "chance.items", expected: 3, found: 2)) {
      try model(Chance(share: 0.5, items: [1, 2], weights: Self.chance.weights).sections)
    }
    let short = Self.chance.sections.dropLast() + [SectionContents("chance.weights", .float([1, 2]))]
    #expect(throws: ModelError.wrongCount(section: "chance.weights", expected: 64, found: 2)) {
      try model(Array(short))
    }
    #expect(throws: ModelError.file(.missingSection("chance.share"))) {
      try model(Array(Self.chance.sections.dropFirst()))
    }
  }
}
