import ModelFile
import Scoring

/// Whether a new model may take the place of the one that is served.
///
/// It is held against every version still kept, and not against the last one alone: small steps down cannot add up.
/// Only like is compared with like: the same taste, the same source, the same users.
package struct Gate: Sendable {
  package enum Verdict: Equatable, Sendable {
    /// - Parameter remark: why it could be compared with no other version; nil if it could, or if there is none.
    case accepted(remark: String?)
    case refused(reason: String)
  }

  private let kept: KeptVersions
  /// How much worse NDCG@100 may be, on the same users.
  private let margin: Double

  package init(_ kept: KeptVersions, margin: Double) {
    self.kept = kept
    self.margin = margin
  }

  /// Whether the data are worth a training, before any.
  ///
  /// Less than half of what there was is no news of a day: it is half of a restored database, or the wrong file.
  /// - Parameter catalogue: films, rated or not.
  package func verdict(on origin: Origin, catalogue: Int) -> Verdict {
    for version in kept.standing {
      let pairs: [(what: String, new: Int, old: Int)]
      if let old = version.origin {
        pairs =
          [
            ("user", origin.counts.users, old.counts.users), ("rated film", origin.counts.films, old.counts.films),
            ("signal", origin.counts.signals, old.counts.signals),
          ] + (origin.taste == old.taste ? [("positive", origin.positives, old.positives)] : [])
      } else {
        pairs = [("film", catalogue, version.films)]
      }
      if let lost = pairs.first(where: { 2 * $0.new < $0.old }) {
        return .refused(
          reason: "\(counted(lost.new, lost.what)) now, and \(lost.old) when \(version.version) was trained")
      }
    }
    return .accepted(remark: nil)
  }

  /// Whether the model is good enough, after it was measured.
  /// - Parameter figures: NDCG@100 of the test users; nil if nothing could be measured.
  package func verdict(on figures: UserFigures?, _ origin: Origin) -> Verdict {
    guard let served = kept.served ?? kept.older.first else { return .accepted(remark: nil) }
    guard let figures else {
      guard let figure = served.figure else { return .accepted(remark: nil) }
      return .refused(
        reason: """
          no user who can be tested likes enough films, so that the new one has no figures, and the old one's \
          \(Metric.ndcg100.rawValue) is \(rounded(figure, 4))
          """)
    }
    var losses: [(version: KeptVersion, difference: PairedDifference)] = []
    var isComparable = false
    for version in kept.standing {
      guard case .success(let difference) = compare(figures, origin, with: version) else { continue }
      isComparable = true
      if difference.isLoss(beyond: margin) { losses.append((version, difference)) }
    }
    if let worst = losses.min(by: { $0.difference.mean < $1.difference.mean }) {
      return .refused(reason: text(of: worst.difference, from: worst.version))
    }
    guard !isComparable, case .failure(let reason) = compare(figures, origin, with: served) else {
      return .accepted(remark: nil)
    }
    return .accepted(remark: "\(reason.text) (\(served.version))")
  }

  private struct NotComparable: Error { let text: String }

  private func compare(
    _ figures: UserFigures, _ origin: Origin, with version: KeptVersion
  ) -> Result<PairedDifference, NotComparable> {
    guard let old = version.origin else {
      return .failure(NotComparable(text: "it does not tell what it was trained on"))
    }
    if let difference = origin.difference(from: old) { return .failure(NotComparable(text: difference)) }
    guard let oldFigures = version.userFigures else { return .failure(NotComparable(text: "it was not measured")) }
    guard let difference = PairedDifference(of: figures, over: oldFigures) else {
      return .failure(NotComparable(text: "the two were measured on different users"))
    }
    return .success(difference)
  }

  private func text(of difference: PairedDifference, from version: KeptVersion) -> String {
    """
    on the \(difference.users) users that both were measured on, the new one's \(Metric.ndcg100.rawValue) is \
    \(rounded(-difference.mean, 4)) ± \(rounded(difference.standardError, 4)) below that of \(version.version)\
    \(version.figure.map { " (\(rounded($0, 4)))" } ?? "")
    """
  }
}
