import Domain
import ModelFile

/// Memory that a slot reuses from request to request, so that scoring does not allocate.
package struct ScoringWorkspace: ~Copyable {
  /// The context by position, ascending, each once.
  var context: [Int32] = []
  /// The demographics of the user.
  var user = Demographics.unknown
  /// The scales of the context's scores.
  var scales = Scales.zero
  /// One score for each item, in blocks of 16.
  var scores: [SIMD16<Float>] = []
  /// The part of each score that is due to dislikes, if there are any.
  var against: [SIMD16<Float>] = []
  var hasDislikes = false
  /// The spread of the scores for the context alone; nil if nobody needs it, or if they do not differ.
  var spread: Spread?
  var best = BestItems()

  package init() {}

  /// Makes room for the scores of `items` items. It still holds the scores of an earlier request.
  mutating func reserve(items: Int) {
    let blocks = blocks(of: items)
    if scores.count < blocks { scores = [SIMD16<Float>](repeating: .zero, count: blocks) }
  }

  /// Makes room for the part of the scores that is due to dislikes.
  mutating func reserveAgainst(items: Int) {
    let blocks = blocks(of: items)
    if against.count < blocks { against = [SIMD16<Float>](repeating: .zero, count: blocks) }
  }

  /// Sets the context to the positions of those ids that are among `items`, ascending, each once: the order of a
  /// context must not change its sums.
  mutating func setContext(_ ids: [ItemID], in items: MappedArray<ItemID>) {
    context.removeAll(keepingCapacity: true)
    for id in ids {
      if let position = items.position(of: id) { context.append(Int32(position)) }
    }
    context.sort()
    var count = 0
    for position in context where count == 0 || context[count - 1] != position {
      context[count] = position
      count += 1
    }
    context.removeLast(context.count - count)
  }
}

extension MappedArray<ItemID> {
  /// The position of `id` among ascending ids; nil if it is missing.
  func position(of id: ItemID) -> Int? {
    withUnsafeBufferPointer { SortedIDs.position(of: id, in: $0) }
  }
}

/// The number of blocks of 16 that hold `items` scores.
func blocks(of items: Int) -> Int { (items + 15) / 16 }
