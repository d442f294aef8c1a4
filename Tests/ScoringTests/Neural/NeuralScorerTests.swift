import Domain
import ModelFile
import Testing

@testable import Scoring

struct NeuralScorerTests {
  @Test(arguments: [1, 15, 16, 17, 40], [Activation.tanh, .identity])
  func `scores of a neural model equal the formula`(items: Int, activation: Activation) throws {
    let numbers = NeuralNumbers(items: items, activation: activation)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    for context in [[], [0], [items - 1], Array(0..<items / 2)] {
      let expected = numbers.scores(context)
      let answer = model.recommend(context: context.map { ItemID($0) * 2 }, count: items, workspace: &workspace)
      #expect(answer.count == items - context.count)
      for item in answer { #expect(abs(Double(item.score) - expected[Int(item.id) / 2]) < 1e-5) }
    }
  }

  /// Age alone, both, gender alone, and neither.
  static let users = [
    Demographics(age: .under18, gender: nil), Demographics(age: .from56, gender: .male),
    Demographics(age: nil, gender: .female), .unknown,
  ]

  @Test(arguments: users, [Activation.tanh, .identity])
  func `known age and gender are part of a user's vector`(user: Demographics, activation: Activation) throws {
    let numbers = NeuralNumbers(items: 40, activation: activation)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    for context in [[], [3], [0, 9, 39]] {
      let expected = numbers.scores(context, for: user)
      let ids = context.map { ItemID($0) * 2 }
      let answer = model.recommend(context: ids, for: user, count: 40, workspace: &workspace)
      #expect(answer.count == 40 - context.count)
      for item in answer { #expect(abs(Double(item.score) - expected[Int(item.id) / 2]) < 1e-5) }
      // A blend passes demographics on to its parts.
      let blend = Model(blending: [(model, 1)]).recommend(context: ids, for: user, count: 40, workspace: &workspace)
      #expect(blend.map(\.id) == answer.map(\.id))
    }
  }

  @Test func `dislikes and contributions use the demographics of the same user`() throws {
    let numbers = NeuralNumbers(items: 20, activation: .tanh)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    for user in Self.users {
      let answer = model.recommend(context: [8], dislikes: [4], for: user, count: 20, workspace: &workspace)
      let (liked, disliked, nothing) = (
        numbers.scores([4], for: user), numbers.scores([2], for: user), numbers.scores([], for: user)
      )
      #expect(answer.count == 18)
      let against = zip(disliked, nothing).map { $0 - $1 }
      let weight = 0.2 * deviation(liked) / deviation(against)
      for item in answer {
        let position = Int(item.id) / 2
        let expected = liked[position] - weight * against[position]
        #expect(abs(Double(item.score) - expected) < 1e-5)
      }
      let given = model.contributions(of: [8, 2], for: user, to: [30])
      let part = numbers.scores([1, 4], for: user)[15] - numbers.scores([4], for: user)[15]
      #expect(given.context == [2, 8] && abs(Double(given[0][0]) - part) < 1e-5)
    }
  }

  @Test func `a model without demographics ignores those of the user`() throws {
    let numbers = NeuralNumbers(items: 20, activation: .tanh)
    let model = try SmallModel.model(.deepFM, (0..<20).map { ItemID($0) * 2 }, numbers.sectionsWithoutDemographics)
    let seeing = try numbers.model()
    var workspace = ScoringWorkspace()
    let expected = seeing.recommend(context: [6], count: 20, workspace: &workspace)
    for user in Self.users {
      #expect(model.recommend(context: [6], for: user, count: 20, workspace: &workspace) == expected)
    }
  }

  @Test func `similar items in a neural model are the ones with the greatest cosine`() throws {
    let numbers = NeuralNumbers(items: 40, activation: .tanh)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    let answer = model.similar(to: 34, count: 100, workspace: &workspace)
    func product(_ left: Int, _ right: Int) -> Float {
      (0..<3).reduce(0) { $0 + numbers.itemEmbedding[left][$1] * numbers.itemEmbedding[right][$1] }
    }
    let cosines = (0..<40).map { product(17, $0) / (product(17, 17) * product($0, $0)).squareRoot() }
    let order = (0..<40).filter { $0 != 17 }.sorted { cosines[$0] > cosines[$1] }
    #expect(answer.map(\.id) == order.map { ItemID($0) * 2 })
    for item in answer { #expect(abs(item.score - cosines[Int(item.id) / 2]) < 1e-5) }
    #expect(model.similar(to: 35, count: 3, workspace: &workspace) == [])
    #expect(model.similar(to: 34, count: 0, workspace: &workspace) == [])
    #expect(model.similar(to: 34, count: 2, workspace: &workspace) { $0 < 10 }.allSatisfy { $0.id < 10 })
  }

  @Test func `an item with an embedding of zero is similar to none`() throws {
    let shape = NeuralShape(
      width: 1, factors: 0..<1, perceptron: 0..<1, firstUnits: 1, secondUnits: 1, activation: .identity)
    let model = try SmallModel.model(
      .deepFM, [1, 2, 3],
      shape.sections(
        contextEmbedding: [0, 0, 0], itemEmbedding: [0, 2, -3], itemBias: [0, 0, 0], firstItemInputs: [0, 0, 0],
        firstUserWeights: [0], secondWeights: [0], secondBias: [0], outputWeights: [0]))
    var workspace = ScoringWorkspace()
    #expect(model.similar(to: 1, count: 9, workspace: &workspace).map(\.score) == [0, 0])
    #expect(
      model.similar(to: 2, count: 9, workspace: &workspace)
        == [ScoredItem(id: 1, score: 0), ScoredItem(id: 3, score: -1)])
  }

  /// The number of a section, what replaces its elements, and the error.
  @Test(
    arguments: [
      (0, .int32([5, 0, 3, 2, 5, 4, 2]), .wrongCount(section: "shape", expected: 8, found: 7)),
      (0, .int32([5, 0, 6, 2, 5, 4, 2, 1]), .badShape), (0, .int32([5, 3, 0, 2, 5, 4, 2, 1]), .badShape),
      (0, .int32([5, -1, 3, 2, 5, 4, 2, 1]), .badShape), (0, .int32([5, 0, 3, 2, 9, 4, 2, 1]), .badShape),
      (0, .int32([5, 0, 3, 4, 2, 4, 2, 1]), .badShape), (0, .int32([0, 0, 0, 0, 0, 4, 2, 1]), .badShape),
      (0, .int32([5, 0, 3, 2, 5, 0, 2, 1]), .badShape), (0, .int32([5, 0, 3, 2, 5, 4, .max, 1]), .badShape),
      (0, .int32([5, 0, 3, 2, 5, 4, 2, 2]), .badShape),
      (1, .float([1]), .wrongCount(section: "people", expected: 85, found: 1)),
      (2, .float([1]), .wrongCount(section: "films", expected: 96, found: 1)),
      (3, .float([1]), .wrongCount(section: "bias", expected: 32, found: 1)),
      (4, .float([1]), .wrongCount(section: "first.films", expected: 128, found: 1)),
      (5, .float([1]), .wrongCount(section: "first.people", expected: 12, found: 1)),
      (6, .float([1]), .wrongCount(section: "second", expected: 8, found: 1)),
      (7, .float([1]), .wrongCount(section: "second.bias", expected: 2, found: 1)),
      (8, .float([1]), .wrongCount(section: "output", expected: 2, found: 1)),
      (9, .float([1]), .wrongCount(section: "ages", expected: 35, found: 1)),
      (10, .float([1]), .wrongCount(section: "genders", expected: 10, found: 1)),
    ] as [(Int, SectionContents.Elements, ModelError)])
  func `a neural model with sections of contradictory sizes is refused`(
    section: Int, elements: SectionContents.Elements, error: ModelError
  ) {
    var sections = NeuralNumbers(items: 17, activation: .tanh).sections
    sections[section] = SectionContents(sections[section].name, elements)
    #expect(throws: error) { try SmallModel.model(.neuralMF, (0..<17).map { ItemID($0) }, sections) }
  }

  @Test func `a missing section of a neural model is named`() {
    let sections = NeuralNumbers(items: 2, activation: .tanh).sections
    for section in sections {
      #expect(throws: ModelError.file(.missingSection(section.name))) {
        try SmallModel.model(.neuralMF, [1, 2], sections.filter { $0.name != section.name })
      }
    }
  }

  private func deviation(_ scores: [Double]) -> Double {
    let mean = scores.reduce(0, +) / Double(scores.count)
    return (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count)).squareRoot()
  }
}
