/// The genres of an item, as bits.
package struct GenreSet: Hashable, Sendable {
  private var bits: UInt64

  /// The bit of an item without genres.
  private static let withoutGenres: UInt64 = 1 << 63

  /// - Parameter numbers: the numbers of the genres, from 0. All from 62 on share a bit, and a special bit marks an
  ///   item without genres, so that such items are similar to each other.
  package init(_ numbers: some Sequence<Int>) {
    bits = 0
    for number in numbers { bits |= 1 << UInt64(min(number, 62)) }
    if bits == 0 { bits = Self.withoutGenres }
  }

  private var count: Int { bits.nonzeroBitCount }

  /// The cosine of the two sets: 1 if they are equal, 0 if they are disjoint.
  package func similarity(to other: GenreSet) -> Double {
    let shared = bits & other.bits
    return shared == 0 ? 0 : Double(shared.nonzeroBitCount) / Double(count * other.count).squareRoot()
  }

  /// The number of different genres among some items.
  package static func distinct(in sets: [GenreSet]) -> Int {
    (sets.reduce(0) { $0 | $1.bits } & ~withoutGenres).nonzeroBitCount
  }

  /// The mean over all pairs of items; 0 for fewer than two.
  package static func meanSimilarity(of sets: [GenreSet]) -> Double {
    guard sets.count > 1 else { return 0 }
    var sum = 0.0
    for (place, set) in sets.enumerated() { for other in sets[..<place] { sum += set.similarity(to: other) } }
    return sum * 2 / Double(sets.count * (sets.count - 1))
  }
}
