import Scoring

/// How sharply `auto` should prefer the best models, by validation users: the `fall` that does best at each length of
/// context. The usual one stays unless another gains more than the standard error of the gain: otherwise noise would
/// choose.
package struct FallChoice: Sendable {
  /// The usual one first. 0 is the best model alone.
  private static let candidates = [Auto.usualFall, 0, 0.01, 0.1]

  /// NDCG@100 of each validation user, for each of `Auto.lengths` and each candidate.
  private var values: [[[Double]]]

  init(_ models: [Model], on users: [HeldOutUser]) {
    let rankers = Self.candidates.map { AutoRanker(models, fall: $0) }
    values = Auto.lengths.map { length in
      rankers.map { ranker in
        users.map { user in
          let shown = Array(user.context.prefix(length ?? user.context.count))
          let targets = Set(user.targets)
          let ranking = ranker.rank(context: shown, for: user.demographics, count: Metric.rankingLength)
          return Metric.ndcg100.value(hits: ranking.map(targets.contains), targets: targets.count)
        }
      }
    }
  }

  /// The choice of all users together; nil if there is none.
  static func pooled(_ choices: [FallChoice]) -> FallChoice? {
    guard var pooled = choices.first else { return nil }
    for choice in choices.dropFirst() {
      for length in pooled.values.indices {
        for candidate in candidates.indices {
          pooled.values[length][candidate] += choice.values[length][candidate]
        }
      }
    }
    return pooled
  }

  /// The figures as stored in a model file, one for each length of context.
  package var figures: [(name: String, value: Double)] {
    zip(Auto.lengths, values).map { (Auto.fallFigure(at: $0), Self.best($1)) }
  }

  private static func best(_ values: [[Double]]) -> Double {
    let gains = zip(candidates, values).dropFirst().compactMap { candidate, ofCandidate in
      PairedDifference(zip(ofCandidate, values[0]).map { $0 - $1 }).map { (fall: candidate, gain: $0) }
    }
    let certain = gains.filter { $0.gain.mean > $0.gain.standardError }
    return certain.max { $0.gain.mean < $1.gain.mean }?.fall ?? candidates[0]
  }
}
