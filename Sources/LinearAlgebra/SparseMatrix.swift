/// A sparse matrix of ones by rows (CSR): which columns each row has. Values beyond one have no use here: a film is
/// liked or it is not.
package struct SparseMatrix: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  /// rows + 1: row r has the entries from `offsets[r]` up to and without `offsets[r + 1]`.
  package let offsets: [Int]
  /// The column of each entry, ascending in a row, each once.
  package let indices: [Int32]

  /// - Precondition: as the properties say.
  package init(columns: Int, offsets: [Int], indices: [Int32]) {
    precondition(offsets.first == 0 && offsets.last == indices.count)
    rows = offsets.count - 1
    self.columns = columns
    self.offsets = offsets
    self.indices = indices
  }

  /// - Parameter rows: the columns of each row, ascending, each once.
  package init(columns: Int, _ rows: [[Int32]]) {
    self.init(
      columns: columns, offsets: rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) },
      indices: rows.flatMap(\.self))
  }

  /// Ones on the diagonal.
  package static func identity(_ order: Int) -> SparseMatrix {
    SparseMatrix(columns: order, offsets: Array(0...order), indices: (0..<order).map { Int32($0) })
  }

  /// How many entries are one.
  package var count: Int { indices.count }

  package func row(_ row: Int) -> ArraySlice<Int32> { indices[offsets[row]..<offsets[row + 1]] }

  package func transposed() -> SparseMatrix {
    var next = [Int](repeating: 0, count: columns + 1)
    for column in indices { next[Int(column) + 1] += 1 }
    for column in 0..<columns { next[column + 1] += next[column] }
    let transposedOffsets = next
    var transposedIndices = [Int32](repeating: 0, count: indices.count)
    for row in 0..<rows {
      for column in self.row(row) {
        transposedIndices[next[Int(column)]] = Int32(row)
        next[Int(column)] += 1
      }
    }
    return SparseMatrix(columns: rows, offsets: transposedOffsets, indices: transposedIndices)
  }
}
