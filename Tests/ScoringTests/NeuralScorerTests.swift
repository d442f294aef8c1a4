import Domain
import Glibc
import ModelFile
import Testing

@testable import Scoring

struct NeuralScorerTests {
  /// Numbers of a net with vectors of five, of which three are multiplied and the last three are read by the perceptron.
  private struct Numbers {
    let shape: NeuralShape
    let people, films, firstOfFilms, firstOfPeople, second: [[Float]]
    let bias, secondBias, output: [Float]
    let ages, genders: [[Float]]

    init(items: Int, isSquashed: Bool) {
      var random = SeededGenerator(state: UInt64(items))
      func row(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: -1...1, using: &random) } }
      func rows(_ count: Int, _ columns: Int) -> [[Float]] { (0..<count).map { _ in row(columns) } }
      shape = NeuralShape(
        width: 5, factors: 0..<3, perceptron: 2..<5, firstUnits: 4, secondUnits: 2, isSquashed: isSquashed)
      people = rows(items, 5)
      films = rows(items, 3)
      bias = row(items)
      firstOfFilms = rows(items, 4)
      firstOfPeople = rows(4, 3)
      second = rows(2, 4)
      secondBias = row(2)
      output = row(2)
      ages = rows(7, 5)
      genders = rows(2, 5)
    }

    var sections: [SectionContents] {
      shape.sections(
        people: people.flatMap(\.self), films: films.flatMap(\.self), bias: bias,
        firstOfFilms: firstOfFilms.flatMap(\.self), firstOfPeople: firstOfPeople.flatMap(\.self),
        second: second.flatMap(\.self), secondBias: secondBias, output: output,
        facts: (ages: ages.flatMap(\.self), genders: genders.flatMap(\.self)))
    }

    /// As in files of models that go by films alone.
    var sectionsOfFilms: [SectionContents] { sections.filter { !["ages", "genders"].contains($0.name) } }

    func model() throws -> Model { try Fixture.model(.neuralMF, bias.indices.map { MovieID($0) * 2 }, sections) }

    /// The formula, in double precision.
    func scores(_ context: [Int], of known: Demographics = .unknown) -> [Double] {
      let person = (0..<5).map { column in
        let films = context.reduce(0) { $0 + Double(people[$1][column]) } / Double(max(1, context.count)).squareRoot()
        let facts =
          (known.age.map { Double(ages[$0.rawValue][column]) } ?? 0)
          + (known.gender.map { Double(genders[$0.rawValue][column]) } ?? 0)
        let sum = films + facts * (5 / Double(5 + context.count)).squareRoot()
        return shape.isSquashed ? tanh(sum) : sum
      }
      return films.indices.map { film in
        let first = (0..<4).map { unit in
          max(
            0,
            Double(firstOfFilms[film][unit])
              + (0..<3).reduce(0) { $0 + Double(firstOfPeople[unit][$1]) * person[2 + $1] })
        }
        let output = (0..<2).reduce(0) { sum, unit in
          let value = Double(secondBias[unit]) + first.indices.reduce(0) { $0 + Double(second[unit][$1]) * first[$1] }
          return sum + Double(self.output[unit]) * max(0, value)
        }
        return Double(bias[film]) + (0..<3).reduce(0) { $0 + Double(films[film][$1]) * person[$1] } + output
      }
    }
  }

  @Test(arguments: [1, 15, 16, 17, 40], [true, false])
  func `scores are those of the formula`(items: Int, isSquashed: Bool) throws {
    let numbers = Numbers(items: items, isSquashed: isSquashed)
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
    let numbers = Numbers(items: 40, isSquashed: isSquashed)
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
    let numbers = Numbers(items: 20, isSquashed: true)
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
      let given = model.contributions(of: [8, 2], for: person, to: [30], workspace: &workspace)[0]
      let part = numbers.scores([1, 4], of: person)[15] - numbers.scores([4], of: person)[15]
      #expect(given[0].id == 2 && abs(Double(given[0].score) - part) < 1e-5)
    }
  }

  @Test func `a model that goes by films alone scores everybody alike`() throws {
    let numbers = Numbers(items: 20, isSquashed: true)
    let model = try Fixture.model(.deepFM, (0..<20).map { MovieID($0) * 2 }, numbers.sectionsOfFilms)
    let seeing = try numbers.model()
    var workspace = ScoringWorkspace()
    let expected = seeing.recommend(context: [6], count: 20, workspace: &workspace)
    for person in Self.people {
      #expect(model.recommend(context: [6], for: person, count: 20, workspace: &workspace) == expected)
    }
  }

  @Test func `similar films are those whose vectors point the same way`() throws {
    let numbers = Numbers(items: 40, isSquashed: true)
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

  @Test func `an explanation is what the score loses without the film`() throws {
    let numbers = Numbers(items: 20, isSquashed: true)
    let model = try numbers.model()
    var workspace = ScoringWorkspace()
    let given = model.contributions(of: [8, 2], to: [30], workspace: &workspace)
    let whole = numbers.scores([1, 4])[15]
    #expect(given[0].map(\.id) == [2, 8])
    #expect(abs(Double(given[0][0].score) - (whole - numbers.scores([4])[15])) < 1e-5)
    #expect(abs(Double(given[0][1].score) - (whole - numbers.scores([1])[15])) < 1e-5)
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
    var sections = Numbers(items: 17, isSquashed: true).sections
    sections[section] = SectionContents(sections[section].name, elements)
    #expect(throws: error) { try Fixture.model(.neuralMF, (0..<17).map { MovieID($0) }, sections) }
  }

  @Test func `a section that is missing is named`() {
    let sections = Numbers(items: 2, isSquashed: true).sections
    for section in sections {
      #expect(throws: ModelError.file(.missingSection(section.name))) {
        try Fixture.model(.neuralMF, [1, 2], sections.filter { $0.name != section.name })
      }
    }
  }
}
