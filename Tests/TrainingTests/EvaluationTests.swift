import Domain
import Glibc
import LinearAlgebra
import ModelFile
import Scoring
import System
import Testing

@testable import Training

struct EvaluationTests {
  @Test func `popularity ranks by likes, then by id, without the context`() {
    let popularity = Popularity(SmallDataset.dataset([[3, 4], [3, 2], [3, 4, 2]], catalogue: 1...5))
    #expect(popularity.rank(context: [], for: .unknown, count: 10) == [3, 2, 4, 1, 5])
    #expect(popularity.rank(context: [3, 1], for: .unknown, count: 2) == [2, 4])
  }

  @Test func `an evaluation measures every test user and leaves no files behind`() throws {
    let scratch = try makeScratch()
    let dataset = SmallDataset.random(users: 100, items: 30, seed: 2)
    let results = try Evaluation(dataset, scratch: scratch).run(
      [EASE(lambda: 10)], rotation: 2, lengths: [1, nil], progress: NoProgress())
    #expect(results.map(\.name) == ["popularity", "EASE"])
    for result in results {
      #expect(
        result.test.map(\.users) == [Split(dataset, rotation: 2).test.count, Split(dataset, rotation: 2).test.count])
    }
    #expect(rmdir(scratch) == 0)
  }

  @Test func `an evaluation shows every ranking for a test user, from which the means follow`() throws {
    let dataset = SmallDataset.random(users: 100, items: 30, seed: 2)
    var rankings: [TestRanking] = []
    let results = try Evaluation(dataset, scratch: "/tmp").run(
      [EASE(lambda: 10), ItemKNN(neighbours: 10, shrinkage: 0)], rotation: 2, lengths: [1, nil],
      progress: NoProgress(), observe: { rankings.append($0) })
    let test = Split(dataset, rotation: 2).test
    #expect(rankings.count == results.count * 2 * test.count && rankings.allSatisfy { $0.rotation == 2 })
    for result in results {
      for (length, summary) in zip([1, nil], result.test) {
        let own = rankings.filter { $0.ranker == result.name && $0.length == length }
        #expect(own.map(\.user) == test)
        #expect(own.allSatisfy { $0.shown == min($0.user.context.count, length ?? .max) })
        for metric in Metric.allCases {
          let mean = own.reduce(0) { $0 + $1.value(of: metric) } / Double(own.count)
          #expect(abs(mean - (try #require(summary[metric]?.value))) < 1e-12)
        }
      }
    }
  }

  @Test func `only context items that were shown are removed from the ranking`() throws {
    // Context items that are not shown keep their places in the ranking, and push targets down.
    let dataset = SmallDataset.random(users: 60, items: 30, seed: 4)
    let results = try Evaluation(dataset, scratch: "/tmp").run(
      [], rotation: 0, lengths: [1, nil], progress: NoProgress())
    let split = Split(dataset, rotation: 0)
    let popularity = Popularity(split.train)
    for (length, summary) in zip([1, Int.max], results[0].test) {
      let values = split.test.map { user in
        Metric.ndcg10.value(
          hits: popularity.rank(context: Array(user.context.prefix(length)), for: .unknown, count: 100).map(
            user.targets.contains),
          targets: user.targets.count)
      }
      let expected = values.reduce(0, +) / Double(values.count)
      #expect(abs(try #require(summary[.ndcg10]?.value) - expected) < 1e-12)
    }
    #expect(results[0].test[0][.ndcg10] != results[0].test[1][.ndcg10])
  }

  @Test func `an evaluation measures models on validation users at each length of context`() throws {
    let dataset = SmallDataset.random(users: 100, items: 30, seed: 2)
    let results = try Evaluation(dataset, scratch: "/tmp").run(
      [EASE(lambda: 10)], rotation: 2, lengths: [nil], progress: NoProgress())
    let curve = try #require(results[1].validation)
    let validation = Split(dataset, rotation: 2).validation
    let figures = Dictionary(uniqueKeysWithValues: curve.figures.map { ($0.name, $0.value) })
    #expect(Set(figures.keys) == Set(Auto.lengths.map(Auto.figure) + [Auto.meanLength]))
    let product = validation.reduce(1) { $0 * pow(Double($1.context.count), 1 / Double(validation.count)) }
    #expect(abs(try #require(figures[Auto.meanLength]) - product) < 1e-9)
    // On this data a longer context is better.
    let (one, all) = (figures[Auto.figure(at: 1)] ?? 1, figures[Auto.figure(at: nil)] ?? 0)
    #expect(one < all)
    // Pooling the same users twice leaves the means as they are.
    let twice = ContextCurve.pooled([curve, curve]).figures
    #expect(zip(twice, curve.figures).allSatisfy { $0.name == $1.name && abs($0.value - $1.value) < 1e-12 })
    #expect(ContextCurve.pooled([]).figures.isEmpty)
  }

  @Test func `user figures have the mean of the summary`() throws {
    let dataset = SmallDataset.random(users: 100, items: 30, seed: 2)
    let results = try (0..<2).map {
      try Evaluation(dataset, scratch: "/tmp").run(
        [EASE(lambda: 10)], rotation: $0, lengths: [1, nil], progress: NoProgress())
    }
    let pooled = EvaluationResult.pooled(results)[1]
    let figures = try #require(pooled.userFigures)
    #expect(figures.users == (0..<2).flatMap { Split(dataset, rotation: $0).test.map(\.user) }.sorted())
    let mean = figures.values.reduce(0) { $0 + Double($1) } / Double(figures.users.count)
    #expect(abs(mean - (try #require(pooled.test[1][.ndcg100]?.value))) < 1e-6)
    #expect(MetricsSummary(catalogue: 1).userFigures(.ndcg100) == nil)
  }

  @Test func `the difference of two rankers is that of their means, with an interval of the same users`() throws {
    let dataset = SmallDataset.random(users: 100, items: 30, seed: 2)
    let results = EvaluationResult.pooled(
      try (0..<2).map {
        try Evaluation(dataset, scratch: "/tmp").run(
          [EASE(lambda: 10)], rotation: $0, lengths: [1, nil], progress: NoProgress())
      })
    let differences = results[1].differences(from: results[0])
    #expect(differences.count == 2)
    for (length, byMetric) in differences.enumerated() {
      for metric in Metric.allCases {
        let difference = try #require(byMetric[metric])
        let means = try results.map { try #require($0.test[length][metric]?.value) }
        #expect(difference.users == results[1].test[length].users)
        #expect(abs(difference.mean - (means[1] - means[0])) < 1e-6)
      }
    }
    #expect(results[0].differences(from: results[0])[1][.ndcg10]?.p == 1)
  }

  @Test func `a rotation without users to train on or to measure is left out`() throws {
    // User 1 is dealt into bucket 6: rotations 0, 1, 4 train on it alone, 2 validates on it, 3 tests it.
    let alone = SmallDataset.dataset([Array(1...10)], catalogue: 1...12)
    let evaluation = Evaluation(alone, scratch: "/tmp")
    for rotation in Split.rotations {
      #expect(try evaluation.run([EASE(lambda: 1)], rotation: rotation, lengths: [nil], progress: NoProgress()).isEmpty)
      #expect(
        try evaluation.validate(EASE(lambda: 1), rotations: [rotation], length: nil, progress: NoProgress()) == nil)
    }
    #expect(TrainingError.nobodyToMeasure.description.contains("left to train on"))
  }

  @Test func `test users are measured even without validation users`() throws {
    let dataset = SmallDataset.random(users: 200, items: 30, seed: 3).users {
      ![2, 4, 6, 8, 0].contains(Split.bucket(of: $0))
    }
    let results = try Evaluation(dataset, scratch: "/tmp").run(
      ModelContractTests.trainers, rotation: 0, lengths: [nil], progress: NoProgress())
    #expect(results.allSatisfy { $0.test[0].users > 0 && $0.test[0].figures.allSatisfy(\.value.isFinite) })
  }

  @Test func `with several models an evaluation also measures auto`() throws {
    let trainers: [any Trainer] = [EASE(lambda: 10), ItemKNN(neighbours: 10, shrinkage: 0)]
    let results = try Evaluation(SmallDataset.manyTastes, scratch: "/tmp").run(
      trainers, rotation: 1, lengths: Auto.lengths, progress: NoProgress())
    #expect(results.map(\.name) == ["popularity", "EASE", "ItemKNN", "auto"])
    #expect(results[3].test.count == 4 && results[3].test[0].users == results[1].test[0].users)
  }

  @Test func `results of rotations are pooled by ranker`() throws {
    let evaluation = Evaluation(SmallDataset.manyTastes, scratch: "/tmp")
    let rotations = try (0..<3).map {
      try evaluation.run([EASE(lambda: 10)], rotation: $0, lengths: [nil], progress: NoProgress())
    }
    let pooled = EvaluationResult.pooled(rotations + [[]])
    #expect(pooled.map(\.name) == ["popularity", "EASE"])
    #expect(pooled[1].test[0].users == rotations.reduce(0) { $0 + $1[1].test[0].users })
    #expect(pooled[1].outcome.epochs == nil)
    #expect(pooled[1].figures.count == pooled[1].test[0].figures.count + 5)
  }

  @Test func `diversity 0 is measured as the plain list, and more of it makes genres less similar`() throws {
    var builder = DatasetBuilder()
    for item in 1...40 as ClosedRange<ItemID> {
      let genres = [["Drama"], ["Crime"], ["Crime", "War"], []][Int(item % 4)]
      builder.add(Movie(id: item, title: "Movie \(item)", genres: genres, date: nil))
    }
    let likes = SmallDataset.random(users: 100, items: 40, seed: 2)
    for (position, user) in likes.users.enumerated() {
      for item in likes.positives.row(position) {
        builder.add(SmallDataset.rating(user, likes.items[Int(item)], 5, at: 0))
      }
    }
    let dataset = builder.build(.liked)
    let evaluation = Evaluation(dataset, scratch: "/tmp", measuresDiversity: true)
    let rotations = try [0, 2].map { rotation in
      try evaluation.run([EASE(lambda: 10)], rotation: rotation, lengths: [nil], progress: NoProgress())
    }
    let result = EvaluationResult.pooled(rotations)[1]
    #expect(result.diversity.map(\.weight) == [0, 0.25, 0.5, 0.75, 1])
    #expect(result.diversity.allSatisfy { $0.users == result.test[0].users })
    let plain = try #require(result.test[0][.ndcg10]?.value)
    #expect(abs(result.diversity[0].ndcg10 - plain) < 1e-9)
    #expect(result.diversity[4].similarity < result.diversity[0].similarity)
    #expect(result.diversity[4].genres >= result.diversity[0].genres)
    #expect(result.diversity[0].genres <= 3 && result.diversity[0].similarity > 0)
    #expect(rotations[0][0].diversity.isEmpty)
  }

  @Test func `the number of passes and the penalty are the medians over trainings`() {
    func result(_ passes: Int) -> EvaluationResult {
      EvaluationResult(
        name: "NeuralMF", test: [], validation: nil,
        trainings: [[Epoch](repeating: Epoch(loss: 1, validation: 0.1), count: passes)],
        lambdas: [Double(passes) * 10], trainingTime: .seconds(passes), memory: passes)
    }
    let pooled = EvaluationResult.pooled([30, 12, 18].map(result))
    #expect(pooled?.outcome == TrainingOutcome(epochs: 18, lambda: 180))
    #expect(pooled?.trainingTime == .seconds(60) && pooled?.memory == 30)
  }

  @Test func `popularity bias is the mean share of users who like a recommended item`() throws {
    var summary = MetricsSummary(catalogue: 3, popularity: [1: 0.5, 2: 0.1])
    let user = HeldOutUser(user: 1, context: [], targets: [2])
    #expect(summary.meanPopularity == nil)
    summary.add([1, 2], for: user)
    summary.add([3, 1], for: user)
    #expect(abs(try #require(summary.meanPopularity) - (0.3 + 0.25) / 2) < 1e-12)
    #expect(SmallDataset.dataset([[1, 2], [2], [2]], catalogue: 1...3).popularity == [1: 1.0 / 3, 2: 1])
  }

  @Test func `a scratch directory that cannot be created is reported`() {
    let evaluation = Evaluation(SmallDataset.manyTastes, scratch: "/nowhere")
    #expect(throws: TrainingError.scratch(SystemCallError("create a directory in", "/nowhere", number: ENOENT))) {
      try evaluation.run([EASE(lambda: 1)], rotation: 0, lengths: [nil], progress: NoProgress())
    }
  }

  @Test func `an evaluation removes the scratch directories of killed ones, and none in use`() throws {
    let parent = try makeScratch()
    let abandoned = "\(parent)/.evaluation-abcdef"
    try #require(mkdir(abandoned, 0o700) == 0)
    for name in ["lock", "EASE.marquee", ".EASE.marquee.new"] {
      try #require(creat("\(abandoned)/\(name)", 0o600) >= 0)
    }
    let other = "\(parent)/EASE.marquee"
    try #require(creat(other, 0o600) >= 0)
    let first = try ScratchDirectory(in: parent)
    #expect(access(abandoned, F_OK) != 0)
    let second = try ScratchDirectory(in: parent)
    #expect(access(first.path, F_OK) == 0 && access(second.path, F_OK) == 0)
    #expect(access(other, F_OK) == 0)
    let path = first.path
    _ = consume first
    #expect(access(path, F_OK) != 0)
  }

  @Test func `the temporal hit rate is the share of users whose last item is among the best`() throws {
    // Item 3 is the target of all users, so it is never trained on; its low id puts it before other items without
    // likes.
    let dataset = SmallDataset.dataset((0..<30).map { _ in [1, 2, 3] }, catalogue: 1...20)
    let rate = try Evaluation(dataset, scratch: "/tmp").temporalHitRate(nil, progress: NoProgress())
    #expect(rate == 1)
    #expect(
      try Evaluation(SmallDataset.dataset([[1]], catalogue: 1...2), scratch: "/tmp").temporalHitRate(
        nil, progress: NoProgress()) == nil)
  }

  @Test func `a memory error says how much is needed and how much is available`() {
    let error = TrainingError.notEnoughMemory(model: .ease, needed: 3 << 30, available: 5 << 20)
    #expect(error.description == "EASE needs 3072 MiB of memory, but only 5 MiB are available")
  }

  private func makeScratch() throws -> String {
    var template = Array("/tmp/marquee-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
