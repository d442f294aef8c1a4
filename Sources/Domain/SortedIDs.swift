/// Lookup in a strictly ascending list of ids.
package enum SortedIDs {
  /// The position of `id`; nil if it is not in the list.
  ///
  /// In a list without gaps the id says where it is. Others mostly have no large gaps, so the first guess, by linear
  /// interpolation between the ends, is exact or close. From there a galloping search brackets the id, and a binary
  /// search finds it.
  package static func position(of id: Int64, in ids: UnsafeBufferPointer<Int64>) -> Int? {
    guard let first = ids.first, let last = ids.last, first <= id, id <= last else { return nil }
    // As unsigned numbers, since the difference of two ids may need 64 bits.
    let (offset, range) = (UInt64(bitPattern: id &- first), UInt64(bitPattern: last &- first))
    if range == UInt64(ids.count - 1) { return Int(offset) }
    var low = guess(of: id, first, last, ids.count)
    if ids[low] == id { return low }
    var (high, step) = (low, 1)
    if ids[low] < id {
      // Terminates at the last id at the latest, which is not less than `id`.
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

  /// Computed in floating point because products of large ids overflow 64 bits.
  private static func guess(of id: Int64, _ first: Int64, _ last: Int64, _ count: Int) -> Int {
    let (distance, range) = (Double(id) - Double(first), Double(last) - Double(first))
    guard range > 0 else { return 0 }
    return min(Int(distance / range * Double(count - 1) + 0.5), count - 1)
  }
}
