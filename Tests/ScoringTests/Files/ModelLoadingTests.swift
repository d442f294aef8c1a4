import Domain
import ModelFile
import Testing

@testable import Scoring

struct ModelLoadingTests {
  @Test func `a model has the properties of its file`() throws {
    let model = try SmallModel.ease(items: [1], [[0]])
    #expect(model.name == .ease)
    #expect(model.trainedAt == Timestamp(seconds: 1))
    #expect(model.version.hasPrefix("19700101T000001Z-"))
    #expect(model.hyperparameters.map(\.name) == ["lambda"])
    #expect(model.figures.map(\.value) == [0.5])
  }

  @Test func `a missing model file is distinguished from a broken one`() {
    #expect(throws: ModelError.notFound(path: "/nowhere/EASE.marquee")) {
      try Model.load("/nowhere/EASE.marquee", as: .ease)
    }
  }

  @Test func `a path that is not a regular file is refused as a model`() {
    #expect(throws: ModelError.file(.notRegularFile(path: "/"))) { try Model.load("/", as: .ease) }
  }

  @Test func `a file of another model is refused`() throws {
    let file = try SmallModel.file("ItemKNN", [1], [])
    #expect(throws: ModelError.wrongModel(expected: .ease, found: "ItemKNN")) { try Model(file, as: .ease) }
  }

  @Test func `a dense matrix of the wrong size is refused`() throws {
    #expect(throws: ModelError.file(.missingSection("weights"))) { try SmallModel.model(.ease, [1, 2], []) }
    #expect(throws: ModelError.wrongCount(section: "weights", expected: 32, found: 4)) {
      try SmallModel.model(.ease, [1, 2], EASEScorer.sections(weights: [0, 1, 1, 0]))
    }
  }

  @Test func `popularity and spectral factors of the wrong size are refused`() throws {
    #expect(throws: ModelError.wrongCount(section: "counts", expected: 16, found: 32)) {
      try SmallModel.model(.popularity, [1, 2], PopularityScorer.sections(counts: Array(0..<17)))
    }
    #expect(throws: ModelError.wrongCount(section: "scales", expected: 2, found: 1)) {
      try SmallModel.model(
        .spectral, [1, 2], SpectralScorer.sections(factors: [Float](repeating: 0, count: 32), scales: [1]))
    }
    for count in [0, 16, 48] {
      #expect(throws: ModelError.wrongCount(section: "factors", expected: 32, found: count)) {
        try SmallModel.model(
          .spectral, [1, 2],
          [
            SectionContents("factors", .float([Float](repeating: 0, count: count))),
            SectionContents("scales", .float([1, 1])),
          ])
      }
    }
  }

  @Test func `popularity is the same for every context, and the spectral score matches one worked by hand`() throws {
    var workspace = ScoringWorkspace()
    let popularity = try SmallModel.model(.popularity, [1, 2, 3], PopularityScorer.sections(counts: [4, 9, 5]))
    #expect(
      popularity.recommend(context: [1], count: 9, workspace: &workspace) == [
        ScoredItem(id: 2, score: 9), ScoredItem(id: 3, score: 5),
      ])
    // √d = 1, 2, 3: item 1 has (1, 2), item 2 (3, 4) and item 3 (5, −1) in the first two columns.
    var factors = [Float](repeating: 0, count: 3 * 16)
    for (item, row) in ([[1, 2], [3, 4], [5, -1]] as [[Float]]).enumerated() {
      (factors[item * 16], factors[item * 16 + 1]) = (row[0], row[1])
    }
    let model = try SmallModel.model(
      .spectral, [1, 2, 3], SpectralScorer.sections(factors: factors, scales: [1, 4, 9]))
    // The user is (1, 2) ÷ 1 + (3, 4) ÷ 2 = (2½, 4), so 3 × (12½ − 4).
    #expect(
      model.recommend(context: [1, 2], count: 9, workspace: &workspace) == [ScoredItem(id: 3, score: 25.5)])
    #expect(Array(model.contributions(of: [1, 2], to: [3])[0]) == [9, 16.5])
  }

  @Test func `a quantised matrix of the wrong size is refused`() throws {
    func load(_ codes: Int, _ scales: Int) throws {
      _ = try SmallModel.model(
        .ease, [1, 2],
        [
          SectionContents("codes", .uint8([UInt8](repeating: 0, count: codes))),
          SectionContents("scales", .float([Float](repeating: 0, count: scales))),
        ])
    }
    #expect(throws: ModelError.wrongCount(section: "codes", expected: 32, found: 31)) { try load(31, 16) }
    #expect(throws: ModelError.wrongCount(section: "scales", expected: 16, found: 2)) { try load(32, 2) }
    #expect(throws: ModelError.file(.missingSection("scales"))) {
      try SmallModel.model(.ease, [1], [SectionContents("codes", .uint8([UInt8](repeating: 0, count: 16)))])
    }
    try load(32, 16)
  }

  @Test(
    arguments: [
      ([0, 1], [1], [1], .wrongCount(section: "rows", expected: 3, found: 2)),
      ([0, 1, 1], [1], [], .wrongCount(section: "weights", expected: 1, found: 0)),
      ([1, 1, 1], [1], [1], .badRow(0)),
      ([0, -1, 1], [1], [1], .badRow(0)),
      ([0, 2, 1], [1], [1], .badRow(1)),
      ([0, 1, 2], [1], [1], .badRow(2)),
      ([0, 1, .max], [1], [1], .badRow(2)),
      ([0, 1, 1], [2], [1], .columnOutOfRange(row: 0, column: 2)),
      ([0, 0, 1], [-1], [1], .columnOutOfRange(row: 1, column: -1)),
    ] as [([Int64], [Int32], [Float], ModelError)])
  func `a sparse matrix with offsets or columns out of range is refused`(
    rows: [Int64], columns: [Int32], weights: [Float], error: ModelError
  ) {
    #expect(throws: error) {
      try SmallModel.model(.itemKNN, [1, 2], SparseScorer.sections(rows: rows, columns: columns, weights: weights))
    }
  }

  @Test func `clients may ask for the four models, in their order`() {
    #expect(Models.named.map(\.name.rawValue) == ["EASE", "ItemKNN", "NeuralMF", "DeepFM"])
    #expect(Models.named.map(\.kind.rawValue) == ["non-neural", "non-neural", "neural", "neural"])
  }

  @Test(arguments: ModelName.allCases)
  func `each model has a description under its own name`(name: ModelName) {
    #expect(Models.description(of: name).name == name)
  }
}
