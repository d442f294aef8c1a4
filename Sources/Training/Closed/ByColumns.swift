import LinearAlgebra

/// What `body` gives for 0 up to and without `count`, in order: some columns of a matrix at a time, on all processors.
func byColumns<Column: Sendable>(
  _ count: Int, _ progress: any Progress, _ body: @escaping @Sendable (Range<Int>) -> [Column]
) -> [Column] {
  // Columns that one thread takes at a time, and how many of these between two signs of progress.
  let (part, parts) = (64, 16)
  var columns: [Column] = []
  columns.reserveCapacity(count)
  for start in stride(from: 0, to: count, by: parts * part) {
    let found = concurrently(parts) { number in
      let first = min(start + number * part, count)
      return body(first..<min(first + part, count))
    }
    columns += found.joined()
    progress.advance(to: Double(columns.count) / Double(count))
  }
  return columns
}

/// Bytes of a sparse matrix with so many weights a column: by column while it is made, then by row; a position and a
/// weight each.
func sparseMemory(_ dataset: Dataset, weights: Int) -> Int {
  let items = dataset.items.count
  let entry = MemoryLayout<Neighbour>.stride + MemoryLayout<Int32>.stride + MemoryLayout<Float>.stride
  return items * min(weights, items) * entry + transposeMemory(dataset)
}

/// Bytes of the transpose of the positives, which counting needs.
func transposeMemory(_ dataset: Dataset) -> Int { dataset.positives.count * 4 + dataset.items.count * 16 }
