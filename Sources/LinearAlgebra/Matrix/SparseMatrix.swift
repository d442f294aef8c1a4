/// A sparse matrix of zeros and ones by rows (CSR). It stores the columns that each row has, and no values.
package struct SparseMatrix: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  /// rows + 1 elements: row r has the entries `offsets[r]..<offsets[r + 1]`.
  package let offsets: [Int]
  /// The column of each entry, ascending in a row, each once.
  package let indices: [Int32]

  /// - Precondition: offsets and indices are as the properties require.
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

  /// The identity matrix.
  package static func identity(_ order: Int) -> SparseMatrix {
    SparseMatrix(columns: order, offsets: Array(0...order), indices: (0..<order).map { Int32($0) })
  }

  /// The number of ones.
  package var count: Int { indices.count }

  package func row(_ row: Int) -> ArraySlice<Int32> { indices[offsets[row]..<offsets[row + 1]] }

  /// This matrix with the rows of another one below it. Both have the same number of columns.
  package func appending(_ other: SparseMatrix) -> SparseMatrix {
    precondition(other.columns == columns)
    return SparseMatrix(
      columns: columns, offsets: offsets + other.offsets.dropFirst().map { $0 + count },
      indices: indices + other.indices)
  }

  /// The same rows with some of their entries.
  /// - Parameter isKept: one for each entry.
  package func keeping(_ isKept: [Bool]) -> SparseMatrix {
    precondition(isKept.count == count)
    var keptOffsets = [0]
    var keptIndices: [Int32] = []
    keptOffsets.reserveCapacity(rows + 1)
    keptIndices.reserveCapacity(isKept.count { $0 })
    for row in 0..<rows {
      for entry in offsets[row]..<offsets[row + 1] where isKept[entry] { keptIndices.append(indices[entry]) }
      keptOffsets.append(keptIndices.count)
    }
    return SparseMatrix(columns: columns, offsets: keptOffsets, indices: keptIndices)
  }

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
