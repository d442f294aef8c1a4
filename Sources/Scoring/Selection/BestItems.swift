/// The top k of many items: a heap with the worst kept item at its root, so that most items cost one comparison.
///
/// An item with a higher score is better; if scores are equal, the lower position is better. Scores are in double
/// precision, which can also hold single-precision scores: a generic heap would not be specialised across modules, and
/// training calls it for every pair of items.
package struct BestItems {
  package struct RankedItem: Equatable {
    package var score: Double
    package var position: Int32

    package init(score: Double, position: Int32) {
      self.score = score
      self.position = position
    }

    func isWorse(than other: RankedItem) -> Bool {
      score < other.score || (score == other.score && position > other.position)
    }
  }

  private var heap: [RankedItem] = []
  private(set) var capacity = 0

  package init() {}

  /// Removes all items, and keeps the best `count` from now on.
  package mutating func reset(count: Int) {
    capacity = count
    heap.removeAll(keepingCapacity: true)
  }

  /// A score must be greater than this to be inserted, if positions are offered in ascending order.
  package var threshold: Double { heap.count < capacity ? -.infinity : heap.first?.score ?? .infinity }

  /// - Precondition: the item is better than the threshold.
  package mutating func insert(_ item: RankedItem) {
    if heap.count < capacity {
      heap.append(item)
      siftUp(heap.count - 1)
    } else {
      siftDown(item, from: 0, end: heap.count)
    }
  }

  /// The items kept, in no order.
  package var items: [RankedItem] { heap }

  var isEmpty: Bool { heap.isEmpty }

  /// The items kept, best first. This consumes the heap.
  package mutating func sorted() -> [RankedItem] {
    // The second half of a heap sort: repeatedly move the worst item behind the others.
    for end in stride(from: heap.count - 1, to: 0, by: -1) {
      let last = heap[end]
      heap[end] = heap[0]
      siftDown(last, from: 0, end: end)
    }
    return heap
  }

  private mutating func siftUp(_ start: Int) {
    let item = heap[start]
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      guard item.isWorse(than: heap[parent]) else { break }
      heap[index] = heap[parent]
      index = parent
    }
    heap[index] = item
  }

  /// Puts `item` at `start` or below, in place of the item there.
  private mutating func siftDown(_ item: RankedItem, from start: Int, end: Int) {
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < end else { break }
      if child + 1 < end, heap[child + 1].isWorse(than: heap[child]) { child += 1 }
      guard heap[child].isWorse(than: item) else { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = item
  }
}
