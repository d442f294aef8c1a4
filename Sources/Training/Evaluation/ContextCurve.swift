import Scoring

import func Glibc.exp
import func Glibc.log

/// The quality of a model by the length of the context that it is shown. `auto` weights models by it.
package struct ContextCurve: Sendable {
  /// One for each of `Auto.lengths`, or none.
  private let summaries: [MetricsSummary]
  /// The sum of the logarithms of the lengths of all users' contexts.
  private let logarithms: Double
  private let users: Int

  /// - Parameters:
  ///   - summaries: in the order of `Auto.lengths`.
  ///   - users: the users of the summaries.
  init(_ summaries: [MetricsSummary], _ users: [HeldOutUser]) {
    self.init(summaries, logarithms: users.reduce(0) { $0 + log(Double(max(1, $1.context.count))) }, users: users.count)
  }

  private init(_ summaries: [MetricsSummary], logarithms: Double, users: Int) {
    self.summaries = summaries
    self.logarithms = logarithms
    self.users = users
  }

  /// The curve over the users of all curves.
  package static func pooled(_ curves: [ContextCurve]) -> ContextCurve {
    let measured = curves.filter { !$0.summaries.isEmpty }
    let summaries =
      measured.isEmpty
      ? [] : Auto.lengths.indices.map { length in MetricsSummary.pooled(measured.map { $0.summaries[length] }) }
    return ContextCurve(
      summaries, logarithms: measured.reduce(0) { $0 + $1.logarithms }, users: measured.reduce(0) { $0 + $1.users })
  }

  /// The figures as stored in a model file; empty if there are no users.
  package var figures: [(name: String, value: Double)] {
    guard users > 0 else { return [] }
    return zip(Auto.lengths, summaries).compactMap { length, summary in
      summary[.ndcg100].map { (Auto.figure(at: length), $0.value) }
    } + [(Auto.meanLength, exp(logarithms / Double(users)))]
  }
}
