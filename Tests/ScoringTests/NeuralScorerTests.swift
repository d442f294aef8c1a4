import Domain
import ModelFile
import Testing

@testable import Scoring

struct NeuralScorerTests {
  @Test(arguments: [1, 15, 16, 17, 40], [true, false])
  func `scores are those of the formula`(items: Int, isSquashed: Bool) throws {
    let numbers = NeuralNumbers(items: items, isSquashed: isSquashed)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    for context in [[], [0], [items - 1], Array(0..<items / 2)] {
      let expected = numbers.scores(context)
      let answer = model.recommend(context: context.map { MovieID($0) * 2 }, count: items, workspace: &workspace)
      #expect(answer.count == items - context.count)
      for movie in answer { #expect(abs(Double(movie.score) - expected[Int(movie.id) / 2]) < 1e-5) }
    }
  }

  /// Each fact by itself, both, and none.
  static let people = [
    Demographics(age: .under18, gender: nil), Demographics(age: .from56, gender: .male),
    Demographics(age: nil, gender: .female), .unknown,
  ]

  @Test(arguments: people, [true, false])
  func `age and gender are a part of the vector, where they are known`(person: Demographics, isSquashed: Bool) throws {
    let numbers = NeuralNumbers(items: 40, isSquashed: isSquashed)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    for context in [[], [3], [0, 9, 39]] {
      let expected = numbers.scores(context, of: person)
      let ids = context.map { MovieID($0) * 2 }
      let answer = model.recommend(context: ids, for: person, count: 40, workspace: &workspace)
      #expect(answer.count == 40 - context.count)
      for movie in answer { #expect(abs(Double(movie.score) - expected[Int(movie.id) / 2]) < 1e-5) }
      // In a blend, too: of one model it is that model, in units of its spread.
      let blend = Model(blending: [(model, 1)]).recommend(context: ids, for: person, count: 40, workspace: &workspace)
      #expect(blend.map(\.id) == answer.map(\.id))
    }
  }

  @Test func `what is disliked is held against the same person, and so is an explanation`() throws {
    let numbers = NeuralNumbers(items: 20, isSquashed: true)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    for person in Self.people {
      let answer = model.recommend(context: [8], dislikes: [4], for: person, count: 20, workspace: &workspace)
      let (liked, disliked, nothing) = (
        numbers.scores([4], of: person), numbers.scores([2], of: person), numbers.scores([], of: person)
      )
      #expect(answer.count == 18)
      for movie in answer {
        let film = Int(movie.id) / 2
        #expect(abs(Double(movie.score) - (liked[film] - disliked[film] + nothing[film])) < 1e-5)
      }
      let given = model.contributions(of: [8, 2], for: person, to: [30])
      let part = numbers.scores([1, 4], of: person)[15] - numbers.scores([4], of: person)[15]
      #expect(given.films == [2, 8] && abs(Double(given[0][0]) - part) < 1e-5)
    }
  }

  @Test func `a model that goes by films alone scores everybody alike`() throws {
    let numbers = NeuralNumbers(items: 20, isSquashed: true)
    let model = try Fixture.model(.deepFM, (0..<20).map { MovieID($0) * 2 }, numbers.sectionsOfFilms)
    let seeing = try numbers.model()
    var workspace = ScoringWorkspace()
    let expected = seeing.recommend(context: [6], count: 20, workspace: &workspace)
    for person in Self.people {
      #expect(model.recommend(context: [6], for: person, count: 20, workspace: &workspace) == expected)
    }
  }

  @Test func `similar films are those whose vectors point the same way`() throws {
    let numbers = NeuralNumbers(items: 40, isSquashed: true)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    let answer = model.similar(to: 34, count: 100, workspace: &workspace)
    func product(_ left: Int, _ right: Int) -> Float {
      (0..<3).reduce(0) { $0 + numbers.films[left][$1] * numbers.films[right][$1] }
    }
    let cosines = (0..<40).map { product(17, $0) / (product(17, 17) * product($0, $0)).squareRoot() }
    let order = (0..<40).filter { $0 != 17 }.sorted { cosines[$0] > cosines[$1] }
    #expect(answer.map(\.id) == order.map { MovieID($0) * 2 })
    for movie in answer { #expect(abs(movie.score - cosines[Int(movie.id) / 2]) < 1e-5) }
    #expect(model.similar(to: 35, count: 3, workspace: &workspace) == [])
    #expect(model.similar(to: 34, count: 0, workspace: &workspace) == [])
    #expect(model.similar(to: 34, count: 2, workspace: &workspace) { $0 < 10 }.allSatisfy { $0.id < 10 })
  }

  @Test func `a film that has no vector is near to none`() throws {
    let shape = NeuralShape(
      width: 1, factors: 0..<1, perceptron: 0..<1, firstUnits: 1, secondUnits: 1, isSquashed: false)
    let model = try Fixture.model(
      .deepFM, [1, 2, 3],
      shape.sections(
        people: [0, 0, 0], films: [0, 2, -3], bias: [0, 0, 0], firstOfFilms: [0, 0, 0], firstOfPeople: [0], second: [0],
        secondBias: [0], output: [0]))
    var workspace = ScoringWorkspace()
    #expect(model.similar(to: 1, count: 9, workspace: &workspace).map(\.score) == [0, 0])
    #expect(
      model.similar(to: 2, count: 9, workspace: &workspace)
        == [ScoredMovie(id: 1, score: 0), ScoredMovie(id: 3, score: -1)])
  }

  /// What is wrong, by the number of a section and what stands in its place.
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
  func `sizes that do not go together are refused`(
    section: Int, elements: SectionContents.Elements, error: ModelError
  ) {
    var sections = NeuralNumbers(items: 17, isSquashed: true).sections
    sections[section] = SectionContents(sections[section].name, elements)
    #expect(throws: error) { try Fixture.model(.neuralMF, (0..<17).map { MovieID($0) }, sections) }
  }

  @Test func `a section that is missing is named`() {
    let sections = NeuralNumbers(items: 2, isSquashed: true).sections
    for section in sections {
      #expect(throws: ModelError.file(.missingSection(section.name))) {
        try Fixture.model(.neuralMF, [1, 2], sections.filter { $0.name != section.name })
      }
    }
  }
}
