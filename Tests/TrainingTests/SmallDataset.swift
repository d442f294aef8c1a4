import Domain
import LinearAlgebra
import Scoring

@testable import Training

enum SmallDataset {
  /// - Parameter likes: the items that each user likes; users have ids from 1.
  static func dataset(_ likes: [[ItemID]], catalogue: ClosedRange<ItemID>) -> Dataset {
    var builder = DatasetBuilder()
    for item in catalogue { builder.add(item) }
    for (user, items) in likes.enumerated() {
      for (time, item) in items.enumerated() { builder.add(rating(UserID(user + 1), item, 5, at: Int64(time))) }
    }
    return builder.build(.liked)
  }

  /// Two tastes without a common item: 1–5 and 6–10. Each of the 40 users likes four items of one taste.
  static let twoTastes = dataset(
    (0..<40).map { user in
      let taste: ClosedRange<ItemID> = user.isMultiple(of: 2) ? 1...5 : 6...10
      return taste.filter { $0 % 5 != ItemID(user / 2 % 5) }
    }, catalogue: 1...12)

  /// 120 users with one of six tastes of eight items. Each user likes six of them.
  static let manyTastes = dataset(
    (0..<120).map { user in
      let first = ItemID(user % 6) * 8 + 1
      return (first..<first + 8).filter { ($0 + ItemID(user / 6)) % 4 != 0 }
    }, catalogue: 1...48)

  /// Random with a seed: each user likes about half of the items, and items with a low id are more popular.
  static func random(users: Int, items: Int, seed: UInt64) -> Dataset {
    dataset(
      (1...UInt64(users)).map { user in
        (1...UInt64(items)).filter { mix64(mix64(mix64(seed) ^ user) ^ $0) % UInt64(items) >= $0 }.map { ItemID($0) }
      }, catalogue: 1...ItemID(items))
  }

  static func rating(_ user: UserID, _ item: ItemID, _ stars: Double, at seconds: Int64) -> Signal {
    Signal(user: user, movie: item, kind: .rate, rating: Rating(stars: stars), at: Timestamp(seconds: seconds))
  }

  static func event(_ kind: InteractionKind, _ user: UserID, _ item: ItemID, at seconds: Int64) -> Signal {
    Signal(user: user, movie: item, kind: kind, rating: nil, at: Timestamp(seconds: seconds))
  }
}
