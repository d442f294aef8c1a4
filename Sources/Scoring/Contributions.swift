import Domain

/// The contribution of each item of a context to the scores of some target items.
package struct Contributions {
  /// The context items, ascending.
  package let context: [ItemID]
  /// targets × context, by rows.
  private let values: [Float]

  init(context: [ItemID], values: [Float]) {
    self.context = context
    self.values = values
  }

  /// The same contributions under other names.
  /// - Parameters:
  ///   - names: the item to name in place of a context item. What has one name is added up.
  ///   - rows: for each of the new targets, whether the next target here is the same; no item contributes to others.
  func naming(_ names: [ItemID: ItemID], rows: [Bool]) -> Contributions {
    let named = context.map { names[$0] ?? $0 }
    let ids = Set(named).sorted()
    let columns = named.map { name in ids.withUnsafeBufferPointer { SortedIDs.position(of: name, in: $0) } }
    var values = [Float](repeating: 0, count: rows.count * ids.count)
    var target = 0
    for (row, isSame) in rows.enumerated() where isSame {
      for case (let column?, let value) in zip(columns, self[target]) { values[row * ids.count + column] += value }
      target += 1
    }
    return Contributions(context: ids, values: values)
  }

  /// The contributions to a target, in the order of `context`. Targets are numbered from 0.
  package subscript(target: Int) -> ArraySlice<Float> { values[target * context.count..<(target + 1) * context.count] }

  /// The `count` context items with the greatest contributions to a target, greatest first, each with its share of all
  /// positive contributions, 0–1. A negative contribution is no reason.
  package func reasons(_ count: Int, for target: Int) -> [(item: ItemID, share: Double)] {
    var best = BestItems()
    best.reset(count: count)
    let sum = self[target].withUnsafeBufferPointer { parts in
      best.insert(parts, above: 0)
      return sumOfPositive(parts)
    }
    return best.sorted().map { (context[Int($0.position)], $0.score / sum) }
  }
}

/// Sums sixteen numbers at a time, because a context can have a thousand items.
private func sumOfPositive(_ parts: UnsafeBufferPointer<Float>) -> Double {
  let whole = parts.count / 16
  let bytes = UnsafeRawBufferPointer(parts)
  var sums = SIMD16<Float>.zero
  for block in 0..<whole {
    let parts = bytes.loadUnaligned(fromByteOffset: block * 64, as: SIMD16<Float>.self)
    sums += SIMD16<Float>.zero.replacing(with: parts, where: (parts .> 0) .& (parts .< .infinity))
  }
  return parts[(whole * 16)...].reduce(Double(sums.sum())) { $0 + ($1 > 0 && $1 < .infinity ? Double($1) : 0) }
}
