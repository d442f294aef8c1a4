import Domain
import ModelFile
import Scoring

/// Measures models by the protocol: a model is trained on a split, then written, mapped and scored by the serving code,
/// so that the figures describe what users get.
package struct Evaluation: Sendable {
  let dataset: Dataset
  /// Ratings to fit and measure chances; nil if there are none.
  private let ratings: RatedItems?
  /// The directory for temporary model files.
  private let scratch: String
  /// Whether the demographics of test users are hidden, as if the users were visitors.
  private let isAnonymous: Bool
  private let measuresDiversity: Bool

  package init(
    _ dataset: Dataset, _ ratings: RatedItems? = nil, scratch: String, isAnonymous: Bool = false,
    measuresDiversity: Bool = false
  ) {
    self.dataset = dataset
    self.ratings = ratings
    self.scratch = scratch
    self.isAnonymous = isAnonymous
    self.measuresDiversity = measuresDiversity
  }

  /// Results for popularity, each model, and `auto` if there are several models. Empty if the rotation has no users to
  /// measure or none to train on.
  /// - Parameters:
  ///   - lengths: maximum lengths of a test user's context; nil for the whole context.
  ///   - observe: called with every ranking for a test user.
  ///   - admits: called before each model is trained, and decides whether it is.
  package func run(
    _ trainers: [any Trainer], rotation: Int, lengths: [Int?], progress: any Progress,
    observe: (TestRanking) -> Void = { _ in }, admits: (ModelName) -> Bool = { _ in true }
  ) throws(TrainingError) -> [EvaluationResult] {
    let split = Split(dataset, rotation: rotation)
    guard !split.train.users.isEmpty, !split.test.isEmpty || !split.validation.isEmpty else { return [] }
    let test = asShown(split.test)
    func rankTest(_ name: String, by ranker: any Ranker) -> [MetricsSummary] {
      rank(test, lengths, by: ranker, split.train, progress) { user, length, shown, items in
        observe(
          TestRanking(ranker: name, rotation: rotation, length: length, user: user, shown: shown, items: items))
      }
    }
    var results = [
      EvaluationResult(
        name: "popularity", test: rankTest("popularity", by: Popularity(split.train)), validation: nil, trainings: [],
        trainingTime: .zero, memory: 0)
    ]
    var models: [Model] = []
    let chanceFit: ChanceFit?
    if let ratings {
      chanceFit = try ChanceFit(ratings) { Split.role(of: $0, in: rotation) != .test }
    } else {
      chanceFit = nil
    }
    for trainer in trainers where admits(trainer.name) {
      progress.subject = trainer.name.rawValue
      let start = ContinuousClock.now
      let (model, trained) = try trained(trainer, split.train, split.validation, progress)
      let time = ContinuousClock.now - start
      let curve = ContextCurve(
        rank(split.validation, Auto.lengths, by: ModelRanker(model), split.train, progress), split.validation)
      var result = EvaluationResult(
        name: trainer.name.rawValue, test: rankTest(trainer.name.rawValue, by: ModelRanker(model)),
        validation: curve, trainings: trained.epochs.isEmpty ? [] : [trained.epochs],
        lambdas: [trained.lambda].compactMap(\.self), trainingTime: time,
        memory: trainer.memory(for: split.train), diversity: diversity(test, by: ModelRanker(model)))
      if let chanceFit {
        result.scoreEffects = try effects(of: model, chanceFit, rotation: rotation)
        let measured = Model(model, figures: curve.figures, chance: chanceFit.chance(result.scoreEffects))
        result.chance = chance(by: ModelRanker(measured), rotation: rotation)
        models.append(measured)
      } else {
        models.append(Model(model, figures: curve.figures))
      }
      results.append(result)
    }
    guard models.count > 1 else { return results }
    progress.subject = Auto.name
    let falls = FallChoice(models, on: split.validation)
    for index in results.indices where results[index].validation != nil { results[index].falls = falls }
    let auto = AutoRanker(models.map { Model($0, figures: $0.figures + falls.figures, chance: $0.chance) })
    results.append(
      EvaluationResult(
        name: Auto.name, test: rankTest(Auto.name, by: auto),
        validation: ContextCurve(
          rank(split.validation, Auto.lengths, by: auto, split.train, progress), split.validation),
        trainings: [], trainingTime: .zero, memory: 0, diversity: diversity(test, by: auto),
        chance: chance(by: auto, rotation: rotation)))
    return results
  }

  private func effects(
    of model: Model, _ fit: ChanceFit, rotation: Int
  ) throws(TrainingError) -> [ScoreEffect] {
    let ranker = ModelRanker(Model(model, figures: model.figures, chance: fit.chance()))
    return try fit.effects(of: ChanceAnswers(fit.ratings, by: ranker)) {
      Split.role(of: $0, in: rotation) == .validation
    }
  }

  private func chance(by ranker: any Ranker, rotation: Int) -> ChanceSummary? {
    ratings.map { ratings in
      ChanceSummary(ratings, by: ranker) { Split.role(of: $0, in: rotation) == .test }
    }
  }

  private func diversity(_ users: [HeldOutUser], by ranker: any Ranker) -> [DiversitySummary] {
    guard measuresDiversity else { return [] }
    let sets = dataset.itemFeatures.genreSets
    let genres = Dictionary(uniqueKeysWithValues: zip(dataset.items, sets))
    var summaries = DiversitySummary.weights.map(DiversitySummary.init)
    for user in users {
      let pool = ranker.recommend(
        context: user.context, for: user.demographics, count: Diversity.pool(for: DiversitySummary.length))
      let ofPool = pool.map { genres[$0.id] ?? GenreSet([]) }
      for index in summaries.indices { summaries[index].add(pool, ofPool, for: user) }
    }
    return summaries
  }

  /// NDCG@100 on the validation users of some rotations together, for choosing hyperparameters. Nil if there are no
  /// users.
  /// - Parameter length: the maximum length of a user's context; nil for the whole context.
  package func validate(
    _ trainer: any Trainer, rotations: [Int], length: Int?, progress: any Progress
  ) throws(TrainingError) -> MetricsSummary.Mean? {
    var summaries: [MetricsSummary] = []
    for rotation in rotations {
      let split = Split(dataset, rotation: rotation)
      guard !split.train.users.isEmpty, !split.validation.isEmpty else { continue }
      let model = try trained(trainer, split.train, split.validation, progress).model
      summaries += rank(split.validation, [length], by: ModelRanker(model), split.train, progress)
    }
    return MetricsSummary.pooled(summaries)[.ndcg100]
  }

  /// - Parameter observe: called with each user, the maximum length of the context, the number of items that were
  ///   shown, and the ranking.
  func rank(
    _ users: [HeldOutUser], _ lengths: [Int?], by ranker: any Ranker, _ train: Dataset, _ progress: any Progress,
    observe: (HeldOutUser, _ length: Int?, _ shown: Int, [ScoredItem]) -> Void = { _, _, _, _ in }
  ) -> [MetricsSummary] {
    let popularity = train.popularity
    return lengths.map { length in
      let empty = MetricsSummary(catalogue: dataset.items.count, popularity: popularity)
      return rank(users, length, by: ranker, empty, progress) { observe($0, length, $1, $2) }
    }
  }

  /// - Parameter contextLength: the maximum length of a user's context; nil for the whole context.
  private func rank(
    _ users: [HeldOutUser], _ contextLength: Int?, by ranker: any Ranker, _ empty: MetricsSummary,
    _ progress: any Progress, observe: (HeldOutUser, _ shown: Int, [ScoredItem]) -> Void
  ) -> MetricsSummary {
    var summary = empty
    progress.begin("ranking for \(users.count) users", expected: nil)
    for (index, user) in users.enumerated() {
      // Context items that are not shown can be ranked, and count as misses.
      let shown = Array(user.context.prefix(contextLength ?? user.context.count))
      let ranking = ranker.recommend(context: shown, for: user.demographics, count: Metric.rankingLength)
      summary.add(ranking.map(\.id), for: user)
      observe(user, shown.count, ranking)
      if index.isMultiple(of: 256) { progress.advance(to: Double(index) / Double(users.count)) }
    }
    return summary
  }

  /// The share of users whose last item is among the 10 best when all their other items are shown (HR@10). Nil if there
  /// are no users.
  /// - Parameter trainer: nil for popularity.
  package func temporalHitRate(
    _ trainer: (any Trainer)?, progress: any Progress
  ) throws(TrainingError) -> Double? {
    let split = TemporalSplit(dataset)
    guard !split.test.isEmpty else { return nil }
    let ranker: any Ranker =
      if let trainer { ModelRanker(try trained(trainer, split.train, [], progress).model) } else {
        Popularity(split.train)
      }
    progress.begin("ranking for \(split.test.count) users", expected: nil)
    let hits = asShown(split.test).count { user in
      ranker.rank(context: user.context, for: user.demographics, count: 10).contains(user.targets[0])
    }
    return Double(hits) / Double(split.test.count)
  }

  /// Test users as models see them.
  private func asShown(_ users: [HeldOutUser]) -> [HeldOutUser] { isAnonymous ? users.map(\.anonymous) : users }

  /// Trains a model, writes it, and maps it. Throws `failed`, `scratch`, `modelFile` or `model`.
  /// - Parameter sections: further sections of the file.
  func trained(
    _ trainer: any Trainer, _ train: Dataset, _ validation: [HeldOutUser], _ progress: any Progress,
    adding sections: [SectionContents] = []
  ) throws(TrainingError) -> (model: Model, trained: Trained) {
    let directory = try ScratchDirectory(in: scratch)
    let trained: Trained
    do {
      trained = try trainer.trained(on: train, validation: validation, progress)
    } catch { throw .failed(model: trainer.name, cause: error) }
    var contents = trainer.contents(trained, of: train, at: Timestamp(seconds: 0))
    contents.sections += sections
    return (try directory.load(contents, as: trainer.name), trained)
  }
}
