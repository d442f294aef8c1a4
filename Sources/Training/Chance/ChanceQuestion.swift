import Domain
import Scoring

/// Something is known about a user. With which chance does each of their other ratings have four stars or more?
struct ChanceQuestion {
  let known: Chance.Known
  /// The items that a model is shown.
  let liked: [ItemID]
  /// The other ratings.
  let targets: ArraySlice<RatedItems.Entry>

  /// The question about a user's first ratings, in an order that says nothing about them; nil if there are too few.
  /// - Parameter table: whether all of these ratings are known, or only those of four stars or more. In the latter case
  ///   there are as many as it takes for `length` of them.
  init?(of user: Int, in ratings: RatedItems, length: Int, _ table: Chance.Table) {
    let history = ratings.shuffledEntries(of: user)
    let hasAll = table == .ratings
    var (shown, counted) = (0, 0)
    while counted < length, shown < history.count {
      if hasAll || history[shown].isLiked { counted += 1 }
      shown += 1
    }
    guard counted == length, shown < history.count else { return nil }
    let first = history[..<shown]
    liked = first.filter(\.isLiked).map { ratings.items[Int($0.item)] }
    known = hasAll ? .ratings(length, liked: liked.count) : .likes(length)
    targets = history[shown...]
  }
}
