import func Glibc.log2

/// A metric of a ranking. Source: the protocol of Liang et al. 2018, "Variational Autoencoders for Collaborative
/// Filtering", section 4.2, with NDCG over binary relevance.
package enum Metric: String, CaseIterable, Sendable {
  case recall10 = "Recall@10"
  case recall20 = "Recall@20"
  case recall50 = "Recall@50"
  case ndcg10 = "NDCG@10"
  case ndcg100 = "NDCG@100"

  /// The ranking length that covers all metrics.
  package static let rankingLength = 100

  /// The metric of one user's ranking, 0–1.
  /// - Parameters:
  ///   - hits: for each place of the ranking, best first, whether its item is a target.
  ///   - targets: the number of targets.
  func value(hits: [Bool], targets: Int) -> Double {
    switch self {
    case .recall10: Self.recall(hits, targets, at: 10)
    case .recall20: Self.recall(hits, targets, at: 20)
    case .recall50: Self.recall(hits, targets, at: 50)
    case .ndcg10: Self.ndcg(hits, targets, at: 10)
    case .ndcg100: Self.ndcg(hits, targets, at: 100)
    }
  }

  /// Recall among the targets that k places can hold: hits / min(k, targets).
  private static func recall(_ hits: [Bool], _ targets: Int, at k: Int) -> Double {
    Double(hits.prefix(k).count(where: \.self)) / Double(min(k, targets))
  }

  /// The gain, discounted by the logarithm of the place, relative to the gain of the ideal order.
  private static func ndcg(_ hits: [Bool], _ targets: Int, at k: Int) -> Double {
    let gain = hits.prefix(k).enumerated().reduce(0) { $1.element ? $0 + discount($1.offset) : $0 }
    return gain / (0..<min(k, targets)).reduce(0) { $0 + discount($1) }
  }

  /// - Parameter place: counted from 0.
  private static func discount(_ place: Int) -> Double { 1 / log2(Double(place + 2)) }
}
