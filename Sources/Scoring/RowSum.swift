/// Sums rows of a dense matrix: `scores[b] = Σ_{i ∈ context} rows[i × blocksPerRow + b]`.
///
/// Blocked over the columns, so that the sums of 32 items stay in registers over all rows and each is stored once.
/// The order of the additions is that of the context, whatever the block: the same bits every time.
/// - Precondition: every position of the context is a row; `scores` has at least `blocksPerRow` blocks.
func sumRows(
  _ context: [Int32], of rows: UnsafeBufferPointer<SIMD16<Float>>, blocksPerRow: Int,
  into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
) {
  guard let base = rows.baseAddress, let target = scores.baseAddress else { return }
  context.withUnsafeBufferPointer { context in
    var block = 0
    while block + 2 <= blocksPerRow {
      var first = SIMD16<Float>.zero
      var second = SIMD16<Float>.zero
      for position in context {
        let row = base + (Int(position) &* blocksPerRow &+ block)
        first += row[0]
        second += row[1]
      }
      target[block] = first
      target[block + 1] = second
      block += 2
    }
    if block < blocksPerRow {
      var sum = SIMD16<Float>.zero
      for position in context { sum += base[Int(position) &* blocksPerRow &+ block] }
      target[block] = sum
    }
  }
}
