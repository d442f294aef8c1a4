/// Ranks items for the users of a party, one after another, and selects those that suit all of them.
///
/// Scores of two users cannot be compared, since more liked items make higher scores. Ranks can: the rank of an item is
/// the number of items that the user likes no more than it, out of the same items for all users.
struct PartyRanking {
  /// The positions of the items that can be recommended, ascending.
  private let items: [Int32]
  /// For each user, the ranks of these items, 0 for a score that is not finite; nil if nothing is known about the user.
  private var ranks: [[Int32]?] = []

  /// - Parameter masked: the positions of items that cannot be recommended.
  init(itemCount: Int, without masked: [Int32]) {
    var isMasked = [Bool](repeating: false, count: itemCount)
    for position in masked { isMasked[Int(position)] = true }
    items = (0..<Int32(itemCount)).filter { !isMasked[Int($0)] }
  }

  mutating func addUnknownUser() { ranks.append(nil) }

  mutating func addUser(_ scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    var order: [UInt64] = []
    order.reserveCapacity(items.count)
    scores.withMemoryRebound(to: Float.self) { scores in
      for (item, position) in items.enumerated() {
        order.append(UInt64(Self.key(scores[Int(position)])) << 32 | UInt64(item))
      }
    }
    sortByUpperHalf(&order)
    var ranks = [Int32](repeating: 0, count: items.count)
    // Equal scores share the rank of the last of them.
    var (rank, last) = (Int32(0), UInt64.max)
    for place in order.indices.reversed() {
      let key = order[place] >> 32
      if key != last { (rank, last) = (key == 0 ? 0 : Int32(place + 1), key) }
      ranks[Int(order[place] & 0xFFFF_FFFF)] = rank
    }
    self.ranks.append(ranks)
  }

  /// A number with the order of the scores, 0 for those that are not finite.
  private static func key(_ score: Float) -> UInt32 {
    guard score.isFinite else { return 0 }
    // Adding zero makes -0 and 0 the same.
    let bits = (score + 0).bitPattern
    return bits >> 31 == 0 ? bits | 1 << 31 : ~bits
  }

  /// The best `count` items: those whose least rank is highest. Among equal ones the higher mean rank comes first, then
  /// the lower id.
  /// - Parameters:
  ///   - ids: the ids of all items, by position.
  ///   - candidates: the only items that may come back, in ascending order; nil for all.
  ///   - accepts: called only for items that would be among the best, in ascending order of id.
  func best(
    _ count: Int, _ ids: UnsafeBufferPointer<ItemID>, among candidates: [ItemID]?, using best: inout BestItems,
    where accepts: (ItemID) -> Bool
  ) -> [PartyItem] {
    let known = ranks.compactMap(\.self)
    // Exact in double precision: ranks and their sum are whole numbers.
    let leastWeight = Double(known.count * items.count + 1)
    best.reset(count: min(count, items.count))
    var next = 0
    for item in items.indices {
      let id = ids[Int(items[item])]
      if let candidates {
        while next < candidates.count, candidates[next] < id { next += 1 }
        guard next < candidates.count, candidates[next] == id else { continue }
      }
      var (least, sum) = (Int32.max, 0)
      for ranks in known {
        least = min(least, ranks[item])
        sum += Int(ranks[item])
      }
      let score = Double(least) * leastWeight + Double(sum)
      guard least > 0, score > best.threshold, accepts(id) else { continue }
      best.insert(BestItems.RankedItem(score: score, position: Int32(item)))
    }
    return best.sorted().map { found in
      let item = Int(found.position)
      return PartyItem(
        id: ids[Int(items[item])], matches: ranks.map { $0.map { Float($0[item]) / Float(items.count) } })
    }
  }
}

/// An item that is recommended to a party of users.
package struct PartyItem: Equatable, Sendable {
  package let id: ItemID
  /// For each user, the share of the recommendable items that the user likes no more than this one: 1 for the best. Nil
  /// for a user about whom nothing is known.
  package let matches: [Float?]

  /// The match of the user who likes it least; 0 if nothing is known about any user.
  package var least: Float { matches.compactMap(\.self).min() ?? 0 }

  package init(id: ItemID, matches: [Float?]) {
    self.id = id
    self.matches = matches
  }
}
