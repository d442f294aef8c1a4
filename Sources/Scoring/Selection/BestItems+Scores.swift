extension BestItems {
  /// Offers contiguous scores in ascending order of position. Only scores above `floor` are kept.
  mutating func insert(_ scores: UnsafeBufferPointer<Float>, above floor: Float = -.infinity) {
    let bytes = UnsafeRawBufferPointer(scores)
    let floor = max(floor, thresholdOfParts(of: bytes))
    var threshold = max(floor, Float(threshold))
    func end(of block: Int) -> Int { min(block * 16 + 16, scores.count) }
    for block in 0..<blocks(of: scores.count) {
      let isWhole = end(of: block) == block * 16 + 16
      if isWhole, !any(bytes.loadUnaligned(fromByteOffset: block * 64, as: SIMD16<Float>.self) .> threshold) {
        continue
      }
      for position in block * 16..<end(of: block) where scores[position] > threshold && scores[position] < .infinity {
        insert(RankedItem(score: Double(scores[position]), position: Int32(position)))
        threshold = max(floor, Float(self.threshold))
      }
    }
  }

  /// A threshold that at least `capacity` scores exceed, so that few others are ever inserted. The greatest scores of
  /// 32 parts belong to different items, and the result lies just below the `capacity`-th best of these.
  private mutating func thresholdOfParts(of scores: UnsafeRawBufferPointer) -> Float {
    let pairs = scores.count / 128
    // This does not pay off for few scores, or if many are kept.
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
      if score > threshold { insert(RankedItem(score: score, position: 0)) }
    }
    defer { reset(count: capacity) }
    return Float(threshold).nextDown
  }
}
