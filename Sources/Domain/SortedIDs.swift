/// Ids that ascend, each once, in which one is looked up.
package enum SortedIDs {
  /// Where `id` stands; nil if it is not there.
  ///
  /// Ids are mostly numbered without large gaps, so that the first guess, in proportion to the distance from the ends,
  /// is right or nearly so. From there the search doubles its steps, and halves what it has bracketed.
  package static func position(of id: Int64, in ids: UnsafeBufferPointer<Int64>) -> Int? {
    guard let first = ids.first, let last = ids.last, first <= id, id <= last else { return nil }
    var low = guess(of: id, first, last, ids.count)
    if ids[low] == id { return low }
    var (high, step) = (low, 1)
    if ids[low] < id {
      // Up to the first that is not less: the last one is not.
      while ids[high] < id { (low, high, step) = (high + 1, min(high + step, ids.count - 1), step * 2) }
    } else {
      while ids[low] > id { (low, high, step) = (max(low - step, 0), low, step * 2) }
    }
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return ids[low] == id ? low : nil
  }

  /// In floating point, since the products of large ids do not fit 64 bits.
  private static func guess(of id: Int64, _ first: Int64, _ last: Int64, _ count: Int) -> Int {
    let (distance, range) = (Double(id) - Double(first), Double(last) - Double(first))
    guard range > 0 else { return 0 }
    return min(Int(distance / range * Double(count - 1) + 0.5), count - 1)
  }
}
