import Domain
import LinearAlgebra
import Scoring

/// A held-out user: a model that was not trained on the user is shown part of the history, and must find the rest.
///
/// The items are ordered by a hash of user and item, so that every implementation of the protocol makes the same split.
package struct HeldOutUser: Equatable, Sendable {
  /// Users with fewer items are left out.
  static let minimumCount = 5

  package let user: UserID
  /// These are shown as well.
  package let demographics: Demographics
  /// The part that is shown, in hash order, so that a shorter context is a prefix.
  package let context: [ItemID]
  /// The part to be found: a fifth of the items, rounded down.
  package let targets: [ItemID]

  package init(
    user: UserID, demographics: Demographics = .unknown, context: [ItemID], targets: [ItemID]
  ) {
    self.user = user
    self.demographics = demographics
    self.context = context
    self.targets = targets
  }

  /// Splits the items that a user likes; nil if there are too few.
  init?(user: UserID, _ demographics: Demographics = .unknown, likes items: some Collection<ItemID>) {
    guard items.count >= Self.minimumCount else { return nil }
    let ordered = items.map { (key: Self.key(user, $0), item: $0) }.sorted { $0 < $1 }.map(\.item)
    self.init(
      user: user, demographics: demographics, context: Array(ordered[(ordered.count / 5)...]),
      targets: Array(ordered[..<(ordered.count / 5)]))
  }

  /// The same user as a visitor, whose demographics are unknown.
  var anonymous: HeldOutUser { HeldOutUser(user: user, context: context, targets: targets) }

  /// The users of `dataset` for whom `isIncluded` holds and who like enough items, ascending.
  static func all(in dataset: Dataset, where isIncluded: (UserID) -> Bool) -> [HeldOutUser] {
    dataset.users.enumerated().compactMap { position, user in
      guard isIncluded(user) else { return nil }
      return HeldOutUser(
        user: user, dataset.demographics[position],
        likes: dataset.likedItems(ofUserAt: position))
    }
  }

  static func key(_ user: UserID, _ item: ItemID) -> UInt64 {
    mix64(mix64(mix64(2) ^ UInt64(bitPattern: user)) ^ UInt64(bitPattern: item))
  }
}
