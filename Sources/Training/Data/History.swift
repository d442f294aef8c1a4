import LinearAlgebra

/// What one user likes, by position.
struct History: Equatable, Sendable {
  /// Ascending.
  let items: [Int32]
  /// Whether each of `items` is a favourite; nil if all are.
  let isFavourite: [Bool]?

  /// Of a user who likes nothing, or no longer exists.
  static let empty = History(items: [])

  init(items: [Int32], isFavourite: [Bool]? = nil) {
    precondition(isFavourite?.count ?? items.count == items.count)
    self.items = items
    self.isFavourite = isFavourite.flatMap { $0.contains(false) ? $0 : nil }
  }

  /// Ascending.
  var favourites: [Int32] {
    guard let isFavourite else { return items }
    return zip(items, isFavourite).compactMap { $1 ? $0 : nil }
  }

  /// The same with other positions; items for which `position` is nil are left out.
  /// - Parameter position: ascends with the item.
  func mapped(_ position: (Int32) -> Int32?) -> History {
    let positions = items.map(position)
    return History(
      items: positions.compactMap(\.self),
      isFavourite: isFavourite.map { zip(positions, $0).compactMap { $0 == nil ? nil : $1 } })
  }
}
