import Scoring

/// How good a model is by how much it is shown of a user: what `auto` chooses by.
package struct ContextCurve: Sendable {
  /// One for each of `Auto.lengths`, or none.
  private let summaries: [MetricsSummary]
  private let films: Int
  private let users: Int

  /// - Parameters:
  ///   - summaries: in the order of `Auto.lengths`.
  ///   - shown: the users they are over.
  init(_ summaries: [MetricsSummary], _ shown: [HeldOutUser]) {
    self.init(summaries, films: shown.reduce(0) { $0 + $1.context.count }, users: shown.count)
  }

  private init(_ summaries: [MetricsSummary], films: Int, users: Int) {
    self.summaries = summaries
    self.films = films
    self.users = users
  }

  /// All users of all curves together.
  package static func pooled(_ curves: [ContextCurve]) -> ContextCurve {
    let measured = curves.filter { !$0.summaries.isEmpty }
    let summaries =
      measured.isEmpty
      ? [] : Auto.lengths.indices.map { length in MetricsSummary.pooled(measured.map { $0.summaries[length] }) }
    return ContextCurve(
      summaries, films: measured.reduce(0) { $0 + $1.films }, users: measured.reduce(0) { $0 + $1.users })
  }

  /// As model files keep them; empty without users.
  package var figures: [(name: String, value: Double)] {
    guard users > 0 else { return [] }
    return zip(Auto.lengths, summaries).compactMap { length, summary in
      summary[.ndcg100].map { (Auto.figure(at: length), $0.value) }
    } + [(Auto.meanLength, Double(films) / Double(users))]
  }
}
