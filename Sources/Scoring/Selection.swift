import Domain
import ModelFile

extension MappedArray<MovieID> {
  /// Where `id` stands among ids that ascend; nil if it is not there.
  func position(of id: MovieID) -> Int? {
    withUnsafeBufferPointer { SortedIDs.position(of: id, in: $0) }
  }
}

extension ScoringWorkspace {
  /// Takes the positions of the ids that are among `items`, ascending, each once: the order of a context must not
  /// change the sums.
  mutating func setContext(_ ids: [MovieID], in items: MappedArray<MovieID>) {
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

/// Gives the items of the context a score that never gets in.
func mask(_ context: [Int32], in scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
  for position in context { scores[Int(position) / 16][Int(position) % 16] = -.infinity }
}

/// Offers every item to `best` in ascending order. Whole blocks are passed over by one vector comparison.
func select(
  from scores: UnsafeBufferPointer<SIMD16<Float>>, _ ids: UnsafeBufferPointer<MovieID>,
  into best: inout BestItems, where accepts: (MovieID) -> Bool
) {
  // Exact: it is one of the scores, or infinite.
  var threshold = Float(best.threshold)
  for block in 0..<blocks(of: ids.count) {
    guard any(scores[block] .> threshold) else { continue }
    let first = block * 16
    for position in first..<min(first + 16, ids.count) {
      let score = scores[block][position - first]
      // False for NaN too.
      guard score > threshold, score < .infinity, accepts(ids[position]) else { continue }
      best.insert(BestItems.Item(score: Double(score), position: Int32(position)))
      threshold = Float(best.threshold)
    }
  }
}

extension BestItems {
  /// Offers scores that lie side by side, by position in ascending order. What is not above `floor` never gets in.
  mutating func insert(_ scores: UnsafeBufferPointer<Float>, above floor: Float = -.infinity) {
    let bytes = UnsafeRawBufferPointer(scores)
    let floor = max(floor, reachedByEnough(of: bytes))
    var threshold = max(floor, Float(threshold))
    func end(of block: Int) -> Int { min(block * 16 + 16, scores.count) }
    for block in 0..<blocks(of: scores.count) {
      let isWhole = end(of: block) == block * 16 + 16
      if isWhole, !any(bytes.loadUnaligned(fromByteOffset: block * 64, as: SIMD16<Float>.self) .> threshold) {
        continue
      }
      for position in block * 16..<end(of: block) where scores[position] > threshold && scores[position] < .infinity {
        insert(Item(score: Double(scores[position]), position: Int32(position)))
        threshold = max(floor, Float(self.threshold))
      }
    }
  }

  /// A number that as many of the scores are above as are kept, so that few others are ever inserted: the greatest of
  /// each of 32 parts of them are so many different scores.
  private mutating func reachedByEnough(of scores: UnsafeRawBufferPointer) -> Float {
    let pairs = scores.count / 128
    // Of few scores, or where many are kept, it would be no help.
    guard isEmpty, capacity <= 24, pairs >= 8 else { return -.infinity }
    var greatest = (SIMD16<Float>(repeating: -.infinity), SIMD16<Float>(repeating: -.infinity))
    func raise(_ greatest: inout SIMD16<Float>, by offset: Int) {
      let block = scores.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
      greatest.replace(with: block, where: (block .> greatest) .& (block .< .infinity))
    }
    for pair in 0..<pairs {
      raise(&greatest.0, by: pair * 128)
      raise(&greatest.1, by: pair * 128 + 64)
    }
    for lane in 0..<32 {
      let score = Double(lane < 16 ? greatest.0[lane] : greatest.1[lane - 16])
      if score > threshold { insert(Item(score: score, position: 0)) }
    }
    defer { reset(count: capacity) }
    return Float(threshold).nextDown
  }
}
