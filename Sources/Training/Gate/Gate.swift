import ModelFile
import Scoring

/// Decides whether a new model may replace the served one.
///
/// The new model is compared with every kept version, user by user, so that small losses cannot add up: comparing only
/// two means, with only the last version, let five trainings in a row take EASE from .4525 to .3898. Only like is
/// compared with like: the same taste, the same source, the same users.
package struct Gate: Sendable {
  package enum Verdict: Equatable, Sendable {
    /// - Parameter remark: why no version could be compared; nil if one could be, or if there is no version.
    case accepted(remark: String?)
    case refused(reason: String)
  }

  private let kept: KeptVersions
  /// The tolerated loss of NDCG@100 on the same users.
  private let margin: Double

  package init(_ kept: KeptVersions, margin: Double) {
    self.kept = kept
    self.margin = margin
  }

  /// The verdict on the data, before any training.
  ///
  /// Data that shrinks below half does not come from normal operation, but from a half-restored database or the wrong
  /// file.
  /// - Parameter catalogue: the number of items, rated or not.
  package func verdict(on origin: TrainingBasis, catalogue: Int) -> Verdict {
    for version in kept.standing {
      let pairs: [(what: String, new: Int, old: Int)]
      if let old = version.origin {
        pairs =
          [
            ("user", origin.counts.users, old.counts.users), ("rated item", origin.counts.items, old.counts.items),
            ("signal", origin.counts.signals, old.counts.signals),
          ] + (origin.taste == old.taste ? [("positive", origin.positives, old.positives)] : [])
      } else {
        pairs = [("item", catalogue, version.items)]
      }
      if let lost = pairs.first(where: { 2 * $0.new < $0.old }) {
        return .refused(
          reason: "the data has \(counted(lost.new, lost.what)), but \(version.version) was trained on \(lost.old)")
      }
    }
    return .accepted(remark: nil)
  }

  /// The verdict on the model, after it has been measured.
  /// - Parameter figures: NDCG@100 of the test users; nil if the model could not be measured.
  package func verdict(on figures: UserFigures?, _ origin: TrainingBasis) -> Verdict {
    guard let served = kept.served ?? kept.older.first else { return .accepted(remark: nil) }
    guard let figures else {
      guard let figure = served.figure else { return .accepted(remark: nil) }
      return .refused(
        reason: """
          no test user likes enough items to measure the new model, and the served one has \(Metric.ndcg100.rawValue) \
          \(rounded(figure, 4))
          """)
    }
    var losses: [(version: KeptVersion, difference: PairedDifference)] = []
    var isComparable = false
    for version in kept.standing {
      guard case .comparable(let difference) = Comparison(figures, origin, with: version) else { continue }
      isComparable = true
      if difference.isLoss(beyond: margin) { losses.append((version, difference)) }
    }
    if let worst = losses.min(by: { $0.difference.mean < $1.difference.mean }) {
      return .refused(reason: text(of: worst.difference, from: worst.version))
    }
    guard !isComparable, case .notComparable(let obstacle) = Comparison(figures, origin, with: served) else {
      return .accepted(remark: nil)
    }
    return .accepted(remark: "\(text(of: obstacle)) (\(served.version))")
  }

  private func text(of obstacle: Comparison.Obstacle) -> String {
    switch obstacle {
    case .unknownOrigin: "its file does not tell what it was trained on"
    case .difference(.source(let own, let other)):
      "it was trained on data from \(other), the new model on data from \(own)"
    case .difference(.taste(let setting, let own, let other)):
      "its \(setting) is \(other), that of the new model is \(own)"
    case .notMeasured: "it was not measured"
    case .otherUsers: "the two were measured on different users"
    }
  }

  private func text(of difference: PairedDifference, from version: KeptVersion) -> String {
    """
    on the \(difference.users) users that both were measured on, \(Metric.ndcg100.rawValue) of the new model is \
    \(rounded(-difference.mean, 4)) ± \(rounded(difference.standardError, 4)) below that of \(version.version)\
    \(version.figure.map { " (\(rounded($0, 4)))" } ?? "")
    """
  }
}
