/// Sums rows of a dense matrix: `scores[b] = Σ_{i ∈ context} rows[i × blocksPerRow + b]`.
///
/// The columns are processed in tiles of 4 KiB of sums, which stay in the first-level cache over all rows. Four rows
/// are read at a time, each sequentially. Additions follow the order of the context, so that the same context always
/// gives the same bits. Measured for 20 rows and the best 10 of 20,000 items: a plain loop takes 1,160 µs, this 298
/// µs, `cblas_saxpy` 354 µs, so the server need not link BLAS.
/// - Precondition: every position in the context is a row; `scores` has at least `blocksPerRow` blocks.
func sumRows(
  _ context: [Int32], of rows: UnsafeBufferPointer<SIMD16<Float>>, blocksPerRow: Int,
  into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
) {
  guard let base = rows.baseAddress, let target = scores.baseAddress else { return }
  context.withUnsafeBufferPointer { context in
    for start in stride(from: 0, to: blocksPerRow, by: 64) {
      let end = min(start + 64, blocksPerRow)
      for block in start..<end { target[block] = .zero }
      var index = 0
      while index + 4 <= context.count {
        let first = base + Int(context[index]) &* blocksPerRow
        let second = base + Int(context[index + 1]) &* blocksPerRow
        let third = base + Int(context[index + 2]) &* blocksPerRow
        let fourth = base + Int(context[index + 3]) &* blocksPerRow
        for block in start..<end {
          target[block] = (((target[block] + first[block]) + second[block]) + third[block]) + fourth[block]
        }
        index += 4
      }
      while index < context.count {
        let row = base + Int(context[index]) &* blocksPerRow
        for block in start..<end { target[block] += row[block] }
        index += 1
      }
    }
  }
}
