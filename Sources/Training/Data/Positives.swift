import Domain

import func Glibc.exp2

/// What counts as liking an item.
///
/// Everything a user did with an item is evidence. A user likes an item if the evidence adds up to at least a half. The
/// current rating and the newest `select` count once each, and each `view` counts separately. Evidence loses half its
/// weight with each half-life, and a low rating counts against the item. What the system itself recommended never
/// counts.
package struct Positives: Equatable, Sendable {
  /// The lowest rating that counts as evidence of 1.
  package var threshold: Rating
  /// The evidence of a `select`; 0 or more.
  package var selectWeight = 1.0
  /// The evidence of each `view`; 0 or more.
  package var viewWeight = 0.0
  /// The evidence that a current rating of at most two stars takes away; 0 or more.
  package var dislikeWeight = 0.0
  /// The time in which evidence loses half its weight; nil if it never fades.
  package var halfLife: Duration?

  /// A current rating of at least 4 stars, or a `select`.
  package static let liked = Positives(threshold: .fourStars)
  /// Any rating, or a `select`.
  package static let all = Positives(threshold: Rating(halfStars: 1))

  package init(threshold: Rating) { self.threshold = threshold }

  /// What a user likes best: the positives that would still be positives if ratings counted only from four stars on.
  var favourites: Positives {
    var favourites = self
    favourites.threshold = max(threshold, .fourStars)
    return favourites
  }

  private static let enough = 0.5
  private static let dislikeBelow = Rating(halfStars: 5)

  /// Whether a current rating is evidence for an item.
  private func includes(_ rating: Rating) -> Bool { rating >= threshold }

  /// Whether interactions of this kind are read at all.
  package func considers(_ kind: InteractionKind) -> Bool {
    switch kind {
    case .rate: true
    case .select: selectWeight > 0
    case .view: viewWeight > 0
    case .recommend: false
    }
  }

  /// The time from which a user likes an item; nil if the user does not.
  /// - Parameters:
  ///   - rating: the current rating.
  ///   - select: the time of the newest select.
  ///   - views: the time of each view.
  ///   - now: the time from which the age of evidence is measured.
  func timeLiked(
    rating: (Rating, at: Timestamp)?, select: Timestamp?, views: [Timestamp], now: Timestamp
  ) -> Timestamp? {
    var evidence = 0.0
    var times: [Timestamp] = []
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
    // Ten views of a twentieth each must make a half, despite rounding.
    return evidence >= Self.enough - 1e-9 ? times.max() : nil
  }

  private func faded(_ weight: Double, _ time: Timestamp, _ now: Timestamp) -> Double {
    guard let halfLife else { return weight }
    let age = max(0, Double(now.microseconds) - Double(time.microseconds))
    return weight * exp2(-age / (halfLife / .microseconds(1)))
  }
}
