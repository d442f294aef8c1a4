import Domain

/// Gives items a score that is never selected.
func mask(_ positions: [Int32], in scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
  for position in positions { scores[Int(position) / 16][Int(position) % 16] = -.infinity }
}

/// Offers every item to `best`, in ascending order of position. One vector comparison skips a block of 16.
func select(
  from scores: UnsafeBufferPointer<SIMD16<Float>>, _ ids: UnsafeBufferPointer<ItemID>,
  into best: inout BestItems, where accepts: (ItemID) -> Bool
) {
  // The conversion is exact: a threshold is one of the scores or infinite.
  var threshold = Float(best.threshold)
  for block in 0..<blocks(of: ids.count) {
    guard any(scores[block] .> threshold) else { continue }
    let first = block * 16
    for position in first..<min(first + 16, ids.count) {
      let score = scores[block][position - first]
      // NaN also fails the comparison.
      guard score > threshold, score < .infinity, accepts(ids[position]) else { continue }
      best.insert(BestItems.RankedItem(score: Double(score), position: Int32(position)))
      threshold = Float(best.threshold)
    }
  }
}

/// Offers only `candidates` to `best`. The ids ascend, and unknown ones are ignored.
func select(
  _ candidates: [ItemID], from scores: UnsafeBufferPointer<SIMD16<Float>>, _ ids: UnsafeBufferPointer<ItemID>,
  into best: inout BestItems, where accepts: (ItemID) -> Bool
) {
  for id in candidates {
    guard let position = SortedIDs.position(of: id, in: ids) else { continue }
    let score = scores[position / 16][position % 16]
    guard Double(score) > best.threshold, score < .infinity, accepts(id) else { continue }
    best.insert(BestItems.RankedItem(score: Double(score), position: Int32(position)))
  }
}
