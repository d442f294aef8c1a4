import Domain
import ModelFile
import Scoring

import func Glibc.log
import func Glibc.pow

/// EASE with the penalty that does best on validation users.
///
/// From the usual penalty it doubles or halves λ as long as NDCG@100 grows, and takes the top of the parabola through
/// the best three. On six data sets a fixed penalty lost up to .006.
package struct TunedEASE: Trainer {
  private var ease: EASE
  /// Whether the penalty has been chosen.
  private var isSettled = false

  /// Beyond this a search would take hours, and the penalty stays as given.
  private static let maximumItems = 10_000
  /// λ changes by at most this factor.
  private static let range = 64.0

  package init(_ ease: EASE) { self.ease = ease }

  package var name: ModelName { ease.name }

  /// Without λ until it has been chosen, since the served model with any λ is up to date.
  package var hyperparameters: [(name: String, value: String)] {
    ease.hyperparameters.filter { isSettled || $0.name != Self.lambda } + [("penalty", "by validation")]
  }

  package func fingerprint(of dataset: Dataset) -> UInt64 { ease.fingerprint(of: dataset) }

  /// The search holds one model while it trains the next.
  package func memory(for dataset: Dataset) -> Int { ease.memory(for: dataset) * (searches(dataset) ? 2 : 1) }

  private func searches(_ dataset: Dataset) -> Bool {
    let items = dataset.items.count
    return !isSettled && items <= Self.maximumItems && ease.storage(items: items) != .sparse
  }

  package func settled(by outcome: TrainingOutcome) -> any Trainer {
    var settled = self
    if let lambda = outcome.lambda { settled.ease = ease.with(lambda: lambda) }
    settled.isSettled = true
    return settled
  }

  package func train(
    on dataset: Dataset, validation: [HeldOutUser], progress: any Progress
  ) throws(TrainingError) -> Trained {
    let lambda = validation.isEmpty || !searches(dataset) ? ease.lambda : try best(dataset, validation, progress)
    var trained = try ease.with(lambda: lambda).train(on: dataset, validation: [], progress: progress)
    if !isSettled { trained.settings = [(Self.lambda, decimal(lambda))] }
    trained.lambda = lambda
    return trained
  }

  private func best(
    _ dataset: Dataset, _ validation: [HeldOutUser], _ progress: any Progress
  ) throws(TrainingError) -> Double {
    var figures: [Double: Double] = [:]
    func figure(_ lambda: Double) throws(TrainingError) -> Double {
      if let known = figures[lambda] { return known }
      let figure = try self.figure(lambda, dataset, validation, progress)
      figures[lambda] = figure
      return figure
    }
    var best = ease.lambda
    for factor in [2.0, 0.5] {
      while best * factor <= ease.lambda * Self.range, best * factor >= ease.lambda / Self.range,
        try figure(best * factor) > figure(best)
      { best *= factor }
    }
    guard let below = figures[best / 2], let above = figures[best * 2], let top = figures[best] else { return best }
    let curvature = below - 2 * top + above
    guard curvature < 0 else { return best }
    // Three significant digits: more would only be noise.
    return rounded(best * pow(2, 0.5 * (below - above) / curvature))
  }

  private func rounded(_ number: Double) -> Double {
    let unit = pow(10, (log(number) / log(10)).rounded(.down) - 2)
    return (number / unit).rounded() * unit
  }

  /// NDCG@100 on the validation users.
  private func figure(
    _ lambda: Double, _ dataset: Dataset, _ validation: [HeldOutUser], _ progress: any Progress
  ) throws(TrainingError) -> Double {
    let trained = try ease.with(lambda: lambda).train(on: dataset, validation: [], progress: progress)
    let contents = ease.contents(trained, of: dataset, at: Timestamp(seconds: 0))
    let model: Model
    let file: ModelFile
    do { file = try ModelFile.decode(contents.encoded()) } catch { throw .modelFile(error) }
    do { model = try Model(file, as: ease.name) } catch { throw .model(error) }
    let ranker = ModelRanker(model)
    var sum = 0.0
    for user in validation {
      let targets = Set(user.targets)
      let ranking = ranker.rank(context: user.context, for: user.demographics, count: Metric.rankingLength)
      sum += Metric.ndcg100.value(hits: ranking.map(targets.contains), targets: targets.count)
    }
    return sum / Double(validation.count)
  }

  private static let lambda = "lambda"
}
