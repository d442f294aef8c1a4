import Domain
import LinearAlgebra
import Scoring

/// Who has rated which item how, by position. Unlike `Dataset`, it has ratings of every kind and users who like
/// nothing.
package struct RatedItems: Equatable, Sendable {
  /// Ascending.
  package let users: [UserID]
  /// The whole catalogue, ascending.
  package let items: [ItemID]
  /// users × items.
  package let rated: SparseMatrix
  /// The rating of each entry of `rated`.
  package let halfStars: [UInt8]

  /// A user's rating of an item.
  struct Entry: Equatable {
    let item: Int32
    let rating: Rating

    var isLiked: Bool { rating >= .fourStars }
  }

  init(users: [UserID], items: [ItemID], rated: SparseMatrix, halfStars: [UInt8]) {
    precondition(rated.rows == users.count && rated.columns == items.count && rated.count == halfStars.count)
    self.users = users
    self.items = items
    self.rated = rated
    self.halfStars = halfStars
  }

  /// The number of users who like each item of the dataset, or `NewItems.isUnrated`.
  /// - Parameter ratings: of the same catalogue; nil if only likes are known.
  package static func likes(_ dataset: Dataset, _ ratings: RatedItems?) -> [Int32] {
    var isRated = [Bool](repeating: false, count: dataset.items.count)
    for item in ratings?.rated.indices ?? [] { isRated[Int(item)] = true }
    return dataset.likes.enumerated().map { item, count in
      count == 0 && !isRated[item] ? NewItems.isUnrated : Int32(count)
    }
  }

  func entries(of user: Int) -> [Entry] {
    (rated.offsets[user]..<rated.offsets[user + 1]).map { entry in
      Entry(item: rated.indices[entry], rating: Rating(halfStars: Int(halfStars[entry])))
    }
  }

  /// The ratings of a user in an order that every implementation makes, and that says nothing about them.
  func shuffledEntries(of user: Int) -> [Entry] {
    entries(of: user).map { (key: HeldOutUser.key(users[user], items[Int($0.item)]), entry: $0) }
      .sorted { ($0.key, $0.entry.item) < ($1.key, $1.entry.item) }.map(\.entry)
  }
}
