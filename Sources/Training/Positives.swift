import Domain
import Glibc

/// What counts as liking a film.
///
/// Everything a user did with a film is evidence, and a film is liked whose evidence adds up to a half: their current
/// rating and their newest `select` count once each, every `view` by itself. Evidence fades by half each half-life, and
/// a low rating speaks against. What the system itself recommended never counts.
package struct Positives: Equatable, Sendable {
  /// The least rating that is evidence of 1.
  package var threshold: Rating
  /// Evidence of a `select`, and of each `view`; 0 or more.
  package var selectWeight = 1.0
  package var viewWeight = 0.0
  /// What a current rating of at most two stars takes away; 0 or more.
  package var dislikeWeight = 0.0
  /// Days until evidence has half of its weight; nil where it never fades.
  package var halfLife: Double?

  /// A current rating of at least 4 stars, or a `select`.
  package static let liked = Positives(threshold: Rating(halfStars: 8))
  /// Any rating, or a `select`.
  package static let all = Positives(threshold: Rating(halfStars: 1))

  package init(threshold: Rating) { self.threshold = threshold }

  private static let enough = 0.5
  private static let dislikeBelow = Rating(halfStars: 5)
  private static let day = 86_400_000_000.0

  /// Whether a user's current rating of a film is evidence for it.
  package func includes(_ rating: Rating) -> Bool { rating >= threshold }

  /// Whether events of this kind are read at all. What was recommended is not taste.
  package func considers(_ kind: InteractionKind) -> Bool {
    switch kind {
    case .rate: true
    case .select: selectWeight > 0
    case .view: viewWeight > 0
    case .recommend: false
    }
  }

  /// When a user came to like a film, in microseconds; nil where the user does not.
  /// - Parameters:
  ///   - rating: the current one.
  ///   - select: when it was last picked.
  ///   - views: when it was viewed, each time.
  ///   - now: the time of the newest signal of all, or this very moment if that is earlier; microseconds.
  func timeLiked(rating: (Rating, at: Int64)?, select: Int64?, views: [Int64], now: Int64) -> Int64? {
    var evidence = 0.0
    var times: [Int64] = []
    if let (rating, time) = rating {
      if includes(rating) {
        evidence += faded(1, time, now)
        times.append(time)
      } else if rating < Self.dislikeBelow {
        evidence -= faded(dislikeWeight, time, now)
      }
    }
    if let select, selectWeight > 0 {
      evidence += faded(selectWeight, select, now)
      times.append(select)
    }
    for view in views where viewWeight > 0 {
      evidence += faded(viewWeight, view, now)
      times.append(view)
    }
    // Ten views of a twentieth each are a half, whatever the rounding.
    return evidence >= Self.enough - 1e-9 ? times.max() : nil
  }

  private func faded(_ weight: Double, _ time: Int64, _ now: Int64) -> Double {
    guard let halfLife else { return weight }
    return weight * exp2(-max(0, Double(now) - Double(time)) / (halfLife * Self.day))
  }
}
