import ModelFile

/// How one ranker did in one rotation, or in several together.
package struct EvaluationResult: Sendable {
  /// A model's name, `popularity` or `auto`.
  package let name: String
  /// The test users, for each length of context that was asked for.
  package let test: [MetricsSummary]
  /// The validation users at the lengths that `auto` goes by; nil where there is nothing to choose.
  package let validation: ContextCurve?
  /// How each pass of each training went; none for models in closed form.
  package let trainings: [[Epoch]]
  package let trainingTime: Duration
  /// Bytes that the training wanted at most, beside the data; 0 for what is not trained.
  package let memory: Int

  /// All rotations together. Nil without any.
  /// - Precondition: all are of one ranker and of the same lengths.
  package static func pooled(_ results: [EvaluationResult]) -> EvaluationResult? {
    guard let first = results.first else { return nil }
    return EvaluationResult(
      name: first.name, test: first.test.indices.map { length in .pooled(results.map { $0.test[length] }) },
      validation: first.validation == nil ? nil : .pooled(results.compactMap(\.validation)),
      trainings: results.flatMap(\.trainings), trainingTime: results.reduce(.zero) { $0 + $1.trainingTime },
      memory: results.map(\.memory).max() ?? 0)
  }

  /// The same for each ranker.
  /// - Parameter rotations: the rankers of each, in the same order.
  package static func pooled(_ rotations: [[EvaluationResult]]) -> [EvaluationResult] {
    let measured = rotations.filter { !$0.isEmpty }
    return (measured.first?.indices ?? 0..<0).compactMap { ranker in pooled(measured.map { $0[ranker] }) }
  }

  /// As a model file keeps them: of the test users with all of their context, and what `auto` goes by.
  package var figures: [(name: String, value: Double)] {
    (test.last?.figures ?? []) + (validation?.figures ?? [])
  }

  /// NDCG@100 of each test user with all of their context; nil without users.
  package var userFigures: UserFigures? { test.last?.userFigures }

  /// How many passes were best: the median of the trainings. Nil where none was by passes.
  package var epochs: Int? {
    let counts = trainings.map(\.count).sorted()
    return counts.isEmpty ? nil : counts[counts.count / 2]
  }
}
