import LinearAlgebra

/// Computes the columns of a matrix on all processors.
/// - Parameters:
///   - count: the number of columns.
///   - body: computes a range of columns.
/// - Returns: all columns, in order.
func byColumns<Column: Sendable>(
  _ count: Int, _ progress: any Progress, _ body: @escaping @Sendable (Range<Int>) -> [Column]
) -> [Column] {
  // A thread takes `part` columns at a time. Progress is reported after every `parts` of these.
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
