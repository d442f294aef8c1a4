import Domain
import Glibc
import ModelFile
import Testing

@testable import Scoring

struct BlendTests {
  private let items: [ItemID] = [3, 5, 8]

  /// A model with these scores of the three items for a user who likes the third.
  private func model(_ name: ModelName, _ scores: [Float], figures: [Double] = []) throws -> Model {
    let rows: [[Float]] = [[0, 0, 0], [0, 0, 0], scores]
    let model = try name == .ease ? SmallModel.ease(items: items, rows) : SmallModel.itemKNN(items: items, rows)
    return Model(model, figures: zip([1, 10], figures).map { (Auto.figure(at: $0.0), $0.1) })
  }

  @Test func `a blend weighs scores in units of each model's own deviation`() throws {
    // Means 3 and 20; deviations √(14/3) and √(200/3).
    let blend = try Model(blending: [
      (model(.ease, [1, 6, 2]), 1), (model(.itemKNN, [30, 10, 20]), 0.5),
    ])
    var workspace = ScoringWorkspace()
    let answer = blend.recommend(context: [8], count: 3, workspace: &workspace)
    let (first, second) = ((14.0 / 3).squareRoot(), (200.0 / 3).squareRoot())
    let expected = [-2 / first + 5 / second, 3 / first - 5 / second]
    #expect(answer.map(\.id) == [5, 3])
    #expect(abs(Double(answer[0].score) - expected[1]) < 1e-6)
    #expect(abs(Double(answer[1].score) - expected[0]) < 1e-6)
  }

  @Test func `a part with equal scores for all items does not change a blend`() throws {
    let blend = try Model(blending: [(model(.ease, [1, 6, 2]), 1), (model(.itemKNN, [4, 4, 4]), 1)])
    let alone = try Model(blending: [(model(.ease, [1, 6, 2]), 1)])
    var workspace = ScoringWorkspace()
    let answer = blend.recommend(context: [8], count: 3, workspace: &workspace)
    #expect(answer == alone.recommend(context: [8], count: 3, workspace: &workspace))
    #expect(blend.recommend(context: [], count: 3, workspace: &workspace).map(\.id) == [3, 5, 8])
  }

  @Test func `a blend names its parts and their versions`() throws {
    let blend = try Model(blending: [(model(.itemKNN, [1, 2, 3]), 1), (model(.ease, [1, 2, 3]), 1)])
    let versions = try [model(.itemKNN, [1, 2, 3]).version, model(.ease, [1, 2, 3]).version]
    #expect(blend.label == "ItemKNN+EASE" && blend.name == .itemKNN)
    #expect(blend.version == versions.joined(separator: "+"))
    #expect(blend.itemCount == 3 && blend.contains(5) && !blend.contains(4))
  }

  @Test func `similar items of a blend are blended like scores`() throws {
    let parts = try [(model(.ease, [1, 6, 2]), Float(1)), (model(.itemKNN, [30, 10, 20]), Float(0.5))]
    let blend = Model(blending: parts)
    var workspace = ScoringWorkspace()
    let near = blend.similar(to: 8, count: 5, workspace: &workspace)
    #expect(near == blend.recommend(context: [8], count: 5, workspace: &workspace))
  }

  @Test func `contributions in a blend are the sum over its parts, in units of each model's own deviation`()
    throws
  {
    // The rows of the third item are as above; those of the first are 2, 1, 0 in both models.
    let rows: [[Float]] = [[2, 1, 0], [0, 0, 0], [1, 6, 2]]
    let other: [[Float]] = [[2, 1, 0], [0, 0, 0], [30, 10, 20]]
    let blend = try Model(blending: [
      (SmallModel.ease(items: items, rows), 1), (SmallModel.itemKNN(items: items, other), 0.5),
    ])
    let given = blend.contributions(of: [8, 3], to: [5])
    // Scores 3, 7, 2 and 32, 11, 20: means 4 and 21; deviations √(14/3) and √(222/3).
    let (first, second) = ((14.0 / 3).squareRoot(), (222.0 / 3).squareRoot())
    let expected = [1 / first + 0.5 / second, 6 / first + 5 / second]
    #expect(given.context == [3, 8])
    for (part, expected) in zip(given[0], expected) { #expect(abs(Double(part) - expected) < 1e-6) }
  }

  /// In a long context only a linear network has the same contributions: they are estimates in a blend.
  @Test(arguments: [
    (NeuralNumbers(items: 40, activation: .tanh), NeuralScorer.exactItems),
    (NeuralNumbers(items: 40, activation: .identity, outputScale: 0), 30),
  ])
  func `a blend of one model gives the shares of that model`(numbers: NeuralNumbers, length: Int) throws {
    let model = try numbers.model()
    let blend = Model(blending: [(model, 0.5)])
    let (context, targets): ([ItemID], [ItemID]) = ((0..<ItemID(length)).map { $0 * 2 }, [70, 78])
    let own = model.contributions(of: context, to: targets)
    let blended = blend.contributions(of: context, to: targets)
    for place in targets.indices {
      for (left, right) in zip(own.reasons(3, for: place), blended.reasons(3, for: place)) {
        #expect(left.item == right.item && abs(left.share - right.share) < 1e-5)
      }
    }
  }

  @Test func `in a blend the strongest contribution in a long context is that of the model, almost`() throws {
    let model = try NeuralNumbers(items: 40, activation: .tanh).model()
    let blend = Model(blending: [(model, 0.5)])
    let context: [ItemID] = (0..<30).map { $0 * 2 }
    for target: ItemID in [62, 66, 70, 74, 78] {
      let own = model.contributions(of: context, to: [target]).reasons(1, for: 0)
      let blended = blend.contributions(of: context, to: [target]).reasons(30, for: 0)
      let share = blended.first { $0.item == own[0].item }?.share ?? 0
      #expect(abs(share - own[0].share) < 0.25 * own[0].share, "\(share) \(own[0].share)")
    }
  }

  @Test func `logits enter a blend as their exponential, and contribute with its slope`() throws {
    let numbers = NeuralNumbers(items: 40, activation: .tanh)
    let neural = try numbers.model()
    let ids = neural.items.withUnsafeBufferPointer { Array($0) }
    func linearWeight(_ row: Int, _ column: Int) -> Float { Float((row * 7 + column * 11) % 13) }
    let linear = try SmallModel.itemKNN(
      items: ids, (0..<40).map { row in (0..<40).map { linearWeight(row, $0) } })
    let blend = Model(blending: [(linear, 1), (neural, 0.5)])
    func standard(_ scores: [Double]) -> (scores: [Double], deviation: Double) {
      let mean = scores.reduce(0, +) / 40
      let squares: [Double] = scores.map { ($0 - mean) * ($0 - mean) }
      let deviation = (squares.reduce(0, +) / 40).squareRoot()
      return (scores.map { ($0 - mean) / deviation }, deviation)
    }
    let logits = standard(numbers.scores([1, 4]))
    let powers = standard(logits.scores.map { exp($0) })
    let sums = standard((0..<40).map { Double(linearWeight(1, $0) + linearWeight(4, $0)) })
    var workspace = ScoringWorkspace()
    let answer = blend.recommend(context: [ids[1], ids[4]], count: 40, workspace: &workspace)
    #expect(answer.count == 38)
    for item in answer {
      let place = try #require(ids.firstIndex(of: item.id))
      let expected = sums.scores[place] + 0.5 * powers.scores[place]
      #expect(abs(Double(item.score) - expected) < 1e-4)
    }
    // By the chain rule: d exp z = exp z · d logit ÷ deviation of the logits.
    let target = answer[0].id
    let place = try #require(ids.firstIndex(of: target))
    let given = blend.contributions(of: [ids[1], ids[4]], to: [target])
    let own = neural.contributions(of: [ids[1], ids[4]], to: [target])
    for (column, item) in [1, 4].enumerated() {
      let weight = Double(linearWeight(item, place)) / sums.deviation
      let slope = exp(logits.scores[place]) / logits.deviation / powers.deviation
      let expected = weight + 0.5 * slope * Double(own[0][column])
      #expect(abs(Double(given[0][column]) - expected) < 1e-4)
    }
    // The similarity of items in a neural model is a cosine, and no logit.
    let near = neural.similar(to: ids[3], count: 39, workspace: &workspace).map { Double($0.score) }
    let alone = Model(blending: [(neural, 1)]).similar(to: ids[3], count: 39, workspace: &workspace)
    let ratio = (near[0] - near[20]) / Double(alone[0].score - alone[20].score)
    #expect(abs((near[0] - near[38]) / Double(alone[0].score - alone[38].score) - ratio) < 1e-4 * ratio)
  }

  @Test func `auto weighs models by their distance from the best`() throws {
    let best = try model(.ease, [1, 6, 2], figures: [0.30, 0.40])
    let other = try model(.itemKNN, [30, 10, 20], figures: [0.29, 0.10])
    // A distance of 0.01 gives the weight e^(−1/3).
    let auto = try #require(Auto.model(forContextOf: 1, among: [other, best]))
    let expected = Model(blending: [(best, 1), (other, 0.716_531_3)])
    var workspace = ScoringWorkspace()
    let answer = auto.recommend(context: [8], count: 3, workspace: &workspace)
    for (item, other) in zip(answer, expected.recommend(context: [8], count: 3, workspace: &workspace)) {
      #expect(item.id == other.id && abs(item.score - other.score) < 1e-6)
    }
    #expect(auto.label == "EASE+ItemKNN")
    // A distance of 0.3 leaves nothing.
    #expect(Auto.model(forContextOf: 10, among: [other, best]) === best)
  }

  @Test func `auto takes the best form of EASE only, and at most three models`() throws {
    let figures: [(ModelName, Double)] = [
      (.ease, 0.29), (.itemKNN, 0.27), (.popularity, 0.26), (.spectral, 0.28), (.shortEASE, 0.3), (.longEASE, 0.295),
    ]
    let factors = [Float](repeating: 1, count: 16)
    let models = try figures.map { name, figure in
      let sections =
        switch name {
        case .itemKNN: SparseScorer.sections(rows: [0, 0], columns: [], weights: [])
        case .spectral: SpectralScorer.sections(factors: factors, scales: [1])
        case .popularity: PopularityScorer.sections(counts: [4])
        default: EASEScorer.sections(weights: factors)
        }
      return Model(try SmallModel.model(name, [7], sections), figures: [(Auto.figure(at: 1), figure)])
    }
    #expect(Auto.model(forContextOf: 1, among: models)?.label == "EASE-short+Spectral+ItemKNN")
    #expect(Auto.model(forContextOf: 1, among: Array(models.prefix(4)))?.label == "EASE+Spectral+ItemKNN")
  }

  @Test func `auto leaves out models with other items and models without figures`() throws {
    let best = try model(.ease, [1, 6, 2], figures: [0.3, 0.3])
    let stranger = Model(
      try SmallModel.itemKNN(items: [3, 5], [[0, 1], [1, 0]]), figures: [(Auto.figure(at: 1), 0.3)])
    let unmeasured = try model(.itemKNN, [30, 10, 20])
    #expect(Auto.model(forContextOf: 1, among: [stranger, best])?.label == "ItemKNN")
    #expect(Auto.model(forContextOf: 1, among: [best, stranger])?.label == "EASE")
    // The same number of other items.
    let sibling = Model(
      try SmallModel.itemKNN(items: [3, 5, 9], [[0, 1, 0], [1, 0, 0], [0, 0, 0]]), figures: [(Auto.figure(at: 1), 0.3)])
    #expect(Auto.model(forContextOf: 1, among: [best, sibling])?.label == "EASE")
    #expect(Auto.model(forContextOf: 1, among: [unmeasured, best]) === best)
    #expect(Auto.model(forContextOf: 1, among: [unmeasured]) === unmeasured)
  }
}
