import Domain
import Testing

struct SortedIDsTests {
  private static let lists: [[Int64]] = [
    [], [7], [7, 9], Array(1...1_682), Array(0...99), [.min, -1, 0, 1, .max], [.min, .min + 1, .max - 1, .max],
    (0..<500).map { $0 * $0 * $0 }, (0..<500).map { $0 * 3 - 700 }, (0..<64).map { 1 << min($0, 62) + $0 },
    Array(1...50) + Array(1_000_000...1_000_050), [0] + Array(9_000_000_000...9_000_000_300),
  ]

  @Test(arguments: lists) func `every id is found at its position, and no other id is found`(ids: [Int64]) {
    ids.withUnsafeBufferPointer { buffer in
      var near: Set<Int64> = [.min, .max, 0, 7, -7]
      for id in ids { near.formUnion([id, id &+ 1, id &- 1, id / 2, id &* 3]) }
      for id in near { #expect(SortedIDs.position(of: id, in: buffer) == ids.firstIndex(of: id)) }
    }
  }
}
