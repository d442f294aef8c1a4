/// Reads memory without computing anything: a lower bound on the time of a request that reads as many bytes.
struct MemoryRead {
  private let blocks: [SIMD16<UInt32>]

  /// - Parameter size: bytes.
  init(size: Int) {
    blocks = [SIMD16<UInt32>](repeating: SIMD16(repeating: 1), count: size / 64 + 1)
  }

  /// Sums `size` bytes, rounded up to 64, sequentially from `place` (a block of 64 bytes), wrapping around at the end.
  func sum(of size: Int, from place: Int) -> UInt32 {
    var sums = (SIMD16<UInt32>.zero, SIMD16<UInt32>.zero)
    var left = (size + 63) / 64
    blocks.withUnsafeBufferPointer { blocks in
      var block = place % blocks.count
      while left > 0 {
        let end = min(blocks.count, block + left)
        left -= end - block
        while block + 2 <= end {
          sums.0 &+= blocks[block]
          sums.1 &+= blocks[block + 1]
          block += 2
        }
        if block < end { sums.0 &+= blocks[block] }
        block = 0
      }
    }
    return (sums.0 &+ sums.1).wrappedSum()
  }
}
