import Domain
import Scoring

/// Measures models by the protocol: trained on a split, written, mapped and scored by the code that serves.
package struct Evaluation: Sendable {
  private let dataset: Dataset
  /// Where model files are written for a moment.
  private let scratch: String

  package init(_ dataset: Dataset, scratch: String) {
    self.dataset = dataset
    self.scratch = scratch
  }

  /// Every test user of one rotation.
  /// - Parameters:
  ///   - trainer: nil for popularity.
  ///   - contextLength: how many films of each user are shown at most; nil for all.
  package func run(
    _ trainer: (any Trainer)?, rotation: Int, contextLength: Int? = nil, progress: any Progress
  ) throws(TrainingError) -> MetricsSummary {
    let split = Split(dataset, rotation: rotation)
    guard !split.test.isEmpty else { return MetricsSummary(catalogue: dataset.items.count) }
    return rank(split.test, contextLength, by: try ranker(trainer, split.train, progress), progress)
  }

  /// The same, and besides what the rule of `auto` is learnt from: the figures on the validation users at each of its
  /// lengths of context.
  package func runForServing(
    _ trainer: any Trainer, rotation: Int, progress: any Progress
  ) throws(TrainingError) -> (test: MetricsSummary, validation: ContextCurve) {
    let split = Split(dataset, rotation: rotation)
    let empty = MetricsSummary(catalogue: dataset.items.count)
    guard !split.test.isEmpty || !split.validation.isEmpty else { return (empty, ContextCurve([], split.validation)) }
    let ranker = try ranker(trainer, split.train, progress)
    let summaries = Auto.lengths.map { rank(split.validation, $0, by: ranker, progress) }
    return (rank(split.test, nil, by: ranker, progress), ContextCurve(summaries, split.validation))
  }

  /// - Parameter contextLength: how many films of each user are shown at most; nil for all.
  private func rank(
    _ users: [HeldOutUser], _ contextLength: Int?, by ranker: any Ranker, _ progress: any Progress
  ) -> MetricsSummary {
    var summary = MetricsSummary(catalogue: dataset.items.count)
    progress.begin("ranking for \(users.count) users", expected: nil)
    for (index, user) in users.enumerated() {
      let shown = Array(user.context.prefix(contextLength ?? user.context.count))
      // The whole fold-in is left out of the ranking, shown or not.
      let ranking = ranker.rank(context: shown, count: Metric.rankingLength + user.context.count - shown.count)
      let hidden = Set(user.context.dropFirst(shown.count))
      summary.add(Array(ranking.filter { !hidden.contains($0) }.prefix(Metric.rankingLength)), for: user)
      if index.isMultiple(of: 256) { progress.advance(to: Double(index) / Double(users.count)) }
    }
    return summary
  }

  /// The share of users whose last film is among the best 10 after all others. Nil without users.
  package func temporalHitRate(
    _ trainer: (any Trainer)?, progress: any Progress
  ) throws(TrainingError) -> Double? {
    let split = TemporalSplit(dataset)
    guard !split.test.isEmpty else { return nil }
    let ranker = try ranker(trainer, split.train, progress)
    progress.begin("ranking for \(split.test.count) users", expected: nil)
    let hits = split.test.count { user in
      ranker.rank(context: user.context, count: 10).contains(user.targets[0])
    }
    return Double(hits) / Double(split.test.count)
  }

  /// Trains a model, and turns it into what is served.
  private func ranker(
    _ trainer: (any Trainer)?, _ train: Dataset, _ progress: any Progress
  ) throws(TrainingError) -> any Ranker {
    guard let trainer else { return Popularity(train) }
    let directory = try ScratchDirectory(in: scratch)
    let model = try directory.load(
      trainer.model(of: train, at: Timestamp(seconds: 0), progress: progress), as: trainer.name)
    return ModelRanker(model)
  }
}
