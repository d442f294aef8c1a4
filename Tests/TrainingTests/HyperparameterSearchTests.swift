import Domain
import Scoring
import Testing

@testable import Training

struct HyperparameterSearchTests {
  private func mean(_ value: Double) -> MetricsSummary.Mean { .init(value: value, standardError: 0) }

  private func search(_ sizes: [Int], seed: UInt64 = 1) -> HyperparameterSearch {
    let dimensions = sizes.enumerated().map { index, size in
      Dimension(
        option: "--\(index)", values: (0..<size).map { "\($0)" }, isOrdered: true, start: 0, apply: { _, _ in })
    }
    return HyperparameterSearch(dimensions, Hyperparameters(), seed: seed)
  }

  /// The values of a trial's options.
  private func point(_ options: [String]) -> [Int] { options.compactMap { Int($0) } }

  @Test func `a search climbs to the top of a hill and tries nothing twice`() {
    var search = search([20, 20])
    let trials = search.run(limit: 150) { _, options in
      let point = point(options)
      return mean(-Double((point[0] - 14) * (point[0] - 14) + (point[1] - 3) * (point[1] - 3)))
    }
    #expect(trials.first?.options == ["--0", "0", "--1", "0"])
    #expect(trials.max { $0.figure.value < $1.figure.value }?.options == ["--0", "14", "--1", "3"])
    #expect(Set(trials.map(\.options)).count == trials.count)
  }

  @Test func `a search ends when everything was tried`() {
    var search = search([2, 3])
    #expect(search.run(limit: 100) { _, _ in mean(1) }.count == 6)
  }

  @Test(arguments: [1, 2, 7])
  func `a search stops at its limit of trials`(limit: Int) {
    var search = search([10, 10])
    #expect(search.run(limit: limit) { _, _ in mean(0) }.count == limit)
  }

  @Test func `a search repeats its trials with the same seed, and makes others with another seed`() {
    func tried(_ seed: UInt64) -> [[String]] {
      var search = search([10, 10], seed: seed)
      return search.run(limit: 20) { _, options in mean(Double(point(options)[0])) }.map(\.options)
    }
    #expect(tried(1) == tried(1))
    #expect(tried(1) != tried(2))
  }

  @Test func `a search ends if nothing can be measured`() {
    var search = search([10])
    #expect(search.run(limit: 5) { _, _ in nil }.isEmpty)
  }

  @Test(arguments: ModelName.allCases)
  func `a search begins with the given hyperparameters, even between the usual values`(model: ModelName) {
    var given = Hyperparameters()
    given.lambda = 123
    given.neighbours = 77
    given.similarity = .bm25
    given.shrinkage = 0.5
    given.learningRate = 0.0042
    given.dropout = 0.07
    given.coldStartShare = 0.03
    var search = HyperparameterSearch(model, .liked, given, seed: 1)
    var first: Hyperparameters?
    let trials = search.run(limit: 1) { hyperparameters, _ in
      first = hyperparameters
      return mean(0)
    }
    let expected = Trainers.trainer(of: model, .liked, given).hyperparameters
    #expect(first.map { Trainers.trainer(of: model, .liked, $0).hyperparameters.map(\.value) } == expected.map(\.value))
    #expect(trials.count == 1)
  }

  @Test func `trials are measured on the validation users of the given rotations alone`() throws {
    let evaluation = Evaluation(SmallDataset.manyTastes, scratch: "/tmp")
    let trainer = EASE(lambda: 10)
    for length in [1, nil] {
      let figure = try evaluation.validate(trainer, rotations: [0, 3], length: length, progress: NoProgress())
      let results = try [0, 3].map {
        try evaluation.run([trainer], rotation: $0, lengths: [nil], progress: NoProgress())[1]
      }
      let pooled = ContextCurve.pooled(results.compactMap(\.validation)).figures
      #expect(figure?.value == pooled.first { $0.name == Auto.figure(at: length) }?.value)
    }
    let few = Evaluation(SmallDataset.dataset([[1], [2]], catalogue: 1...3), scratch: "/tmp")
    #expect(try few.validate(trainer, rotations: [0], length: nil, progress: NoProgress()) == nil)
  }
}
