import Domain
import ModelFile

/// Memory that a slot reuses from request to request, so that scoring does not allocate.
package struct ScoringWorkspace: ~Copyable {
  /// The context by position, ascending, each once.
  var context: [Int32] = []
  /// Those positions of the context that stand in for new items, and the items that they stand in for.
  var standIns: [(position: Int32, item: ItemID)] = []
  /// The positions of the context that are its own items; the context has those that stand in for new ones, too.
  var own: [Int32] = []
  /// One predicted score for each new item.
  var predicted: [Float] = []
  /// The demographics of the user.
  var user = Demographics.unknown
  /// The scales of the context's scores.
  var scales = Scales.zero
  /// One score for each item, in blocks of 16.
  var scores: [SIMD16<Float>] = []
  /// What dislikes say about each item, and how much that has lowered the scores; 0 without dislikes.
  var against: [SIMD16<Float>] = []
  var weightOfDislikes: Float = 0
  /// The spread of the scores for the context alone; nil if nobody needs it, or if they do not differ.
  var spread: Spread?
  /// The spread of the exponentials of these scores, if they are logits.
  var spreadOfExponentials: Spread?
  var best = BestItems()

  package init() {}

  /// Makes room for the scores of `items` items. It still holds the scores of an earlier request.
  mutating func reserve(items: Int) {
    let blocks = blocks(of: items)
    if scores.count < blocks { scores = [SIMD16<Float>](repeating: .zero, count: blocks) }
  }

  /// Makes room for what dislikes say.
  mutating func reserveAgainst(items: Int) {
    let blocks = blocks(of: items)
    if against.count < blocks { against = [SIMD16<Float>](repeating: .zero, count: blocks) }
  }

  /// Sets the context to the positions of those ids that are among `items`, ascending, each once: the order of a
  /// context must not change its sums. Known items stand in for new ones.
  mutating func setContext(_ ids: [ItemID], in items: MappedArray<ItemID>, _ newItems: NewItems? = nil) {
    context.removeAll(keepingCapacity: true)
    standIns.removeAll(keepingCapacity: true)
    for id in ids {
      if let position = items.position(of: id) { context.append(Int32(position)) }
    }
    sortContext()
    own.removeAll(keepingCapacity: true)
    own.append(contentsOf: context)
    guard let newItems else { return }
    var places: [Int] = []
    for id in ids where places.count < NewItems.maximumInContext {
      if let place = newItems.place(of: id), !places.contains(place) { places.append(place) }
    }
    for place in places {
      for position in newItems.standIns(for: place) where !context.contains(position) {
        context.append(position)
        standIns.append((position, newItems.ids[place]))
      }
    }
    sortContext()
  }

  private mutating func sortContext() {
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
