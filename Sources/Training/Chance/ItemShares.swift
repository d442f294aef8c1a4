import Scoring

/// The share of each item's ratings that have four stars or more.
struct ItemShares: Sendable {
  /// For each item, its ratings, and those of four stars or more.
  private var counts: [Float]
  private var liked: [Float]
  /// The share of all ratings.
  private(set) var share: Float

  /// - Parameter users: the positions of the users whose ratings count.
  init(_ ratings: RatedItems, of users: [Int]) {
    counts = [Float](repeating: 0, count: ratings.items.count)
    liked = counts
    for user in users {
      for entry in ratings.entries(of: user) {
        counts[Int(entry.item)] += 1
        if entry.isLiked { liked[Int(entry.item)] += 1 }
      }
    }
    // One more of each kind, so that the share is neither 0 nor 1.
    share = (liked.reduce(0, +) + 1) / (counts.reduce(0, +) + 2)
  }

  /// The feature `item` of each item.
  var features: [Float] {
    counts.indices.map { Chance.logit(liked[$0], of: counts[$0], share: share) }
  }

  /// The feature as it would be without a rating that counts.
  func feature(without entry: RatedItems.Entry) -> Float {
    let item = Int(entry.item)
    return Chance.logit(liked[item] - (entry.isLiked ? 1 : 0), of: counts[item] - 1, share: share)
  }
}
