/// Sorts by the upper 32 bits of each element; the sort is stable. It takes linear time: a comparison sort of the
/// scores of a large catalogue would take longer than scoring it.
func sortByUpperHalf(_ elements: inout [UInt64]) {
  let count = elements.count
  elements.withUnsafeMutableBufferPointer { elements in
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { other in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: RadixDigit.values) { places in
        var (from, to) = (elements, other)
        for shift in RadixDigit.shifts {
          distribute(from, by: shift, to: to, places)
          swap(&from, &to)
        }
        // An odd number of passes leaves the result in `other`.
        for index in 0..<count { elements[index] = other[index] }
      }
    }
  }
}

private enum RadixDigit {
  static let bits = 11
  static let values = 1 << bits
  static let shifts: [UInt64] = [32, 43, 54]
}

/// One pass of a radix sort: orders the elements by one digit.
@inline(__always)
private func distribute(
  _ from: UnsafeMutableBufferPointer<UInt64>, by shift: UInt64, to: UnsafeMutableBufferPointer<UInt64>,
  _ places: UnsafeMutableBufferPointer<Int32>
) {
  let mask = UInt64(RadixDigit.values - 1)
  places.initialize(repeating: 0)
  for element in from { places[Int(truncatingIfNeeded: element &>> shift & mask)] &+= 1 }
  var before: Int32 = 0
  for digit in places.indices { (places[digit], before) = (before, before &+ places[digit]) }
  for element in from {
    let digit = Int(truncatingIfNeeded: element &>> shift & mask)
    to[Int(places[digit])] = element
    places[digit] &+= 1
  }
}
