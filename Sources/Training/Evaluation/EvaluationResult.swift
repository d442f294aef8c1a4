import ModelFile

/// The result of one ranker in one rotation, or in several together.
package struct EvaluationResult: Sendable {
  /// A model's name, `popularity` or `auto`.
  package let name: String
  /// The metrics over test users, for each requested context length.
  package let test: [MetricsSummary]
  /// The curve over validation users; nil for popularity.
  package let validation: ContextCurve?
  /// The passes of each training; empty for closed-form models.
  package let trainings: [[Epoch]]
  /// The penalty that each training has chosen; empty if there was no choice.
  package var lambdas: [Double] = []
  /// How sharply `auto` should prefer the best of the models that were measured together; nil for a single one.
  package var falls: FallChoice?
  package let trainingTime: Duration
  /// An upper bound in bytes for the memory that training needs, not counting the data; 0 if there is no training.
  package let memory: Int
  /// The effect of diversity on test users with their whole context; empty unless it was measured.
  package var diversity: [DiversitySummary] = []
  /// What scores add to chances; empty for a ranker that is not a single model, or without ratings.
  package var scoreEffects: [ScoreEffect] = []
  /// How right the chances are; nil without ratings.
  package var chance: ChanceSummary?

  /// The results of all rotations together; nil if there are none.
  /// - Precondition: all results are from one ranker and have the same lengths.
  package static func pooled(_ results: [EvaluationResult]) -> EvaluationResult? {
    guard let first = results.first else { return nil }
    return EvaluationResult(
      name: first.name, test: first.test.indices.map { length in .pooled(results.map { $0.test[length] }) },
      validation: first.validation == nil ? nil : .pooled(results.compactMap(\.validation)),
      trainings: results.flatMap(\.trainings), lambdas: results.flatMap(\.lambdas),
      falls: FallChoice.pooled(results.compactMap(\.falls)),
      trainingTime: results.reduce(.zero) { $0 + $1.trainingTime },
      memory: results.map(\.memory).max() ?? 0, diversity: DiversitySummary.pooled(results.map(\.diversity)),
      scoreEffects: ScoreEffect.pooled(results.map(\.scoreEffects)),
      chance: .pooled(results.compactMap(\.chance)))
  }

  /// The results of all rotations together, for each ranker.
  /// - Parameter rotations: the results of each rotation, with the rankers in the same order.
  package static func pooled(_ rotations: [[EvaluationResult]]) -> [EvaluationResult] {
    let measured = rotations.filter { !$0.isEmpty }
    return (measured.first?.indices ?? 0..<0).compactMap { ranker in pooled(measured.map { $0[ranker] }) }
  }

  /// The figures as stored in a model file: the metrics over test users with their whole context, and the curve for
  /// `auto`.
  package var figures: [(name: String, value: Double)] {
    (test.last?.figures ?? []) + (validation?.figures ?? []) + (falls?.figures ?? [])
  }

  /// NDCG@100 of each test user with the whole context; nil if there are no users.
  package var userFigures: UserFigures? { test.last?.userFigures(.ndcg100) }

  /// The differences to another ranker on the same users, for each context length and metric. A metric without users
  /// is left out.
  package func differences(from other: EvaluationResult) -> [[Metric: PairedDifference]] {
    zip(test, other.test).map { own, other in
      Dictionary(
        uniqueKeysWithValues: Metric.allCases.compactMap { metric in
          guard let figures = own.userFigures(metric), let others = other.userFigures(metric),
            let difference = PairedDifference(of: figures, over: others)
          else { return nil }
          return (metric, difference)
        })
    }
  }

  /// The medians over the trainings.
  package var outcome: TrainingOutcome {
    func median<Number: Comparable>(_ numbers: [Number]) -> Number? {
      numbers.isEmpty ? nil : numbers.sorted()[numbers.count / 2]
    }
    return TrainingOutcome(epochs: median(trainings.map(\.count)), lambda: median(lambdas))
  }
}
