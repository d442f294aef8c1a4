import Domain

/// Memory that a slot reuses from request to request, so that scoring does not allocate.
package struct ScoringWorkspace: ~Copyable {
  /// The context by position, ascending, each once; whose it is; and the scales of the scores that it led to.
  var context: [Int32] = []
  var person = Demographics.unknown
  var scales = Scales.zero
  /// One score an item, in blocks of 16.
  var scores: [SIMD16<Float>] = []
  /// What the disliked films take from each score, where there are any.
  var against: [SIMD16<Float>] = []
  var best = BestItems()

  package init() {}

  /// Makes room for the scores of `items`; what they hold is left from before.
  mutating func reserve(items: Int) {
    let blocks = blocks(of: items)
    if scores.count < blocks { scores = [SIMD16<Float>](repeating: .zero, count: blocks) }
  }

  /// The same for what is taken from them.
  mutating func reserveAgainst(items: Int) {
    let blocks = blocks(of: items)
    if against.count < blocks { against = [SIMD16<Float>](repeating: .zero, count: blocks) }
  }
}

/// How many blocks of 16 hold `items` scores.
func blocks(of items: Int) -> Int { (items + 15) / 16 }
