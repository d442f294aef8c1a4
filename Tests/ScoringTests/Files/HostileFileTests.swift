import Domain
import ModelFile
import Testing

@testable import Scoring

/// Files with a valid checksum and arbitrary numbers: each is refused with an error, or served without a trap.
struct HostileFileTests {
  private static let items: [ItemID] = [.min, 5, .max]
  private static let shape = NeuralShape(
    width: 3, factors: 0..<2, perceptron: 1..<3, firstUnits: 2, secondUnits: 2, activation: .tanh)

  private static let models: [(ModelName, [SectionContents])] = [
    (.ease, EASEScorer.sections(weights: floats(3 * 16))),
    (.ease, QuantisedScorer.sections(weights: floats(3 * 16), items: 3)),
    (.popularity, PopularityScorer.sections(counts: [3, 2, 1])),
    (.spectral, SpectralScorer.sections(factors: floats(3 * 16), scales: floats(3))),
    (.ease, sparse), (.itemKNN, sparse), (.neuralMF, neural), (.deepFM, neural),
  ]
  private static let sparse = SparseScorer.sections(rows: [0, 1, 2, 3], columns: [1, 2, 0], weights: [0.5, 1, 2])
  private static let neural = shape.sections(
    contextEmbedding: floats(9), itemEmbedding: floats(6), itemBias: floats(3), firstItemInputs: floats(6),
    firstUserWeights: floats(4), secondWeights: floats(4), secondBias: floats(2), outputWeights: floats(2),
    demographics: (ages: floats(21), genders: floats(6)))

  @Test(arguments: models.indices)
  func `a file with one arbitrary number is refused or served without a trap`(index: Int) throws {
    let (name, sections) = Self.models[index]
    for section in sections.indices {
      for changed in Self.changes(of: sections[section].elements) {
        var sections = sections
        sections[section] = SectionContents(sections[section].name, changed)
        serve(name, sections)
      }
    }
  }

  @Test(arguments: models.indices)
  func `a file without a section, or with an empty one, is refused or served without a trap`(index: Int) throws {
    let (name, sections) = Self.models[index]
    for section in sections.indices {
      var changed = sections
      let removed = changed.remove(at: section)
      serve(name, changed)
      serve(name, changed + [SectionContents(removed.name, .float([]))])
      serve(name, changed + [SectionContents(removed.name, .int32([]))])
      serve(name, changed + [SectionContents(removed.name, .int64([]))])
    }
  }

  @Test func `auto works with arbitrary figures`() throws {
    let numbers: [Double] = [.nan, .infinity, -.infinity, 1e308, -1, 0]
    for value in numbers {
      for length in numbers {
        let figures = [
          (Auto.figure(at: 1), value), (Auto.figure(at: 3), 0.5), (Auto.figure(at: nil), value),
          (Auto.meanLength, length),
        ]
        let models = try Self.models.prefix(4).map { name, sections in
          Model(try SmallModel.model(name, Self.items, sections), figures: figures)
        }
        for count in [0, 1, 2, 7, 1_000_000] {
          if let model = Auto.model(forContextOf: count, among: models) { use(model) }
        }
      }
    }
  }

  /// Copies with the first, middle or last number replaced by an extreme one.
  private static func changes(of elements: SectionContents.Elements) -> [SectionContents.Elements] {
    func changed<Number>(_ numbers: [Number], _ values: [Number]) -> [[Number]] {
      [0, numbers.count / 2, numbers.count - 1].flatMap { place in
        values.map { value in
          var numbers = numbers
          numbers[place] = value
          return numbers
        }
      }
    }
    return switch elements {
    case .uint8(let numbers): changed(numbers, [0, 127, 128, 255]).map { .uint8($0) }
    case .int32(let numbers): changed(numbers, [.min, -1, 0, 1, 2, 3, 4_096, 4_097, .max]).map { .int32($0) }
    case .int64(let numbers): changed(numbers, [.min, -1, 0, 1, 2, 3, 4, .max]).map { .int64($0) }
    case .float(let numbers):
      changed(numbers, [.nan, .infinity, -.infinity, .greatestFiniteMagnitude]).map { .float($0) }
    }
  }

  private func serve(_ name: ModelName, _ sections: [SectionContents]) {
    do {
      use(try SmallModel.model(name, Self.items, sections))
    } catch {
      #expect(!"\(error)".isEmpty)
    }
  }

  private func use(_ model: Model) {
    var workspace = ScoringWorkspace()
    for context in [[], [5], Self.items] as [[ItemID]] {
      let woman = Demographics(age: .allCases.last, gender: .allCases.first)
      let answer = model.recommend(context: context, dislikes: [.max], for: woman, count: 10, workspace: &workspace)
      #expect(answer.allSatisfy { $0.score.isFinite })
      _ = model.contributions(of: context, to: Self.items)
      _ = model.bytesRead(for: context)
    }
    _ = model.similar(to: 5, count: 10, workspace: &workspace)
  }

  private static func floats(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 7) / 8 - 0.25 } }
}
