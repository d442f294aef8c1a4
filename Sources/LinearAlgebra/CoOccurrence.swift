/// The number of rows of a sparse matrix that have both of two columns: the Gram matrix `XᵀX`, one column at a time.
///
/// Counting needs memory for only one column. It reads each row once for each of its entries, which takes Σ (entries
/// of a row)² steps in total.
package struct CoOccurrence: Sendable {
  private let rows: SparseMatrix
  private let columns: SparseMatrix

  package init(_ matrix: SparseMatrix) {
    rows = matrix
    columns = matrix.transposed()
  }

  package var order: Int { rows.columns }

  package var rowCount: Int { rows.rows }

  /// The rows that have column `column`, ascending.
  package func rows(of column: Int) -> ArraySlice<Int32> { columns.row(column) }

  /// The columns that row `row` has, ascending.
  package func columns(of row: Int) -> ArraySlice<Int32> { rows.row(row) }

  /// The number of rows that have column `column`: the diagonal of the Gram matrix.
  package func count(of column: Int) -> Int { columns.offsets[column + 1] - columns.offsets[column] }

  /// Adds to `counts[j]` the number of rows that have both `column` and j, or the sum of their weights, for every
  /// j ≥ `from`.
  /// - Parameters:
  ///   - weights: one per row; nil counts each as 1.
  ///   - counts: one element per column of the matrix.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func add<Scalar: BLASScalar>(
    column: Int, from first: Int, weights: [Scalar]? = nil, to counts: UnsafeMutableBufferPointer<Scalar>
  ) {
    precondition(counts.count >= order)
    rows.offsets.withUnsafeBufferPointer { offsets in
      rows.indices.withUnsafeBufferPointer { indices in
        for row in columns.row(column) {
          // Entries ascend: walk from the last one down to `first`.
          var entry = offsets[Int(row) + 1] - 1
          let start = offsets[Int(row)]
          let weight = weights?[Int(row)] ?? 1
          while entry >= start, Int(indices[entry]) >= first {
            counts[Int(indices[entry])] += weight
            entry -= 1
          }
        }
      }
    }
  }

  /// Adds to `sums[j]` the weights of the rows that have both `column` and j, for every j.
  /// - Parameters:
  ///   - weights: one a row.
  ///   - sums: one element per column of the matrix.
  package func add(column: Int, weights: [Double], to sums: inout [Double]) {
    precondition(sums.count >= order && weights.count == rows.rows)
    sums.withUnsafeMutableBufferPointer { sums in
      rows.offsets.withUnsafeBufferPointer { offsets in
        rows.indices.withUnsafeBufferPointer { indices in
          for row in columns.row(column) {
            let weight = weights[Int(row)]
            for entry in offsets[Int(row)]..<offsets[Int(row) + 1] { sums[Int(indices[entry])] += weight }
          }
        }
      }
    }
  }

  /// The sum of the weights of the rows that have column `column`.
  package func weight(of column: Int, _ weights: [Double]) -> Double {
    columns.row(column).reduce(0) { $0 + weights[Int($1)] }
  }

  /// The upper triangle by rows of the Gram matrix, with zeros below it; columns × columns.
  /// - Parameters:
  ///   - stride: elements from one row of the result to the next.
  ///   - weights: one per row; nil counts each as 1.
  ///   - progress: called every 64 columns with the share done so far, 0–1.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func gram<Scalar: BLASScalar>(
    stride: Int? = nil, as _: Scalar.Type = Scalar.self, weights: [Scalar]? = nil, progress: (Double) -> Void = { _ in }
  ) -> Matrix<Scalar> {
    var matrix = Matrix<Scalar>(rows: order, columns: order, stride: stride)
    addGram(to: &matrix, weights: weights, progress: progress)
    return matrix
  }

  /// Adds the upper triangle by rows of the Gram matrix.
  /// - Parameters:
  ///   - weights: one per row; nil counts each as 1.
  ///   - progress: called every 64 columns with the share done so far, 0–1.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func addGram<Scalar: BLASScalar>(
    to matrix: inout Matrix<Scalar>, weights: [Scalar]? = nil, progress: (Double) -> Void = { _ in }
  ) {
    precondition(matrix.rows == order && matrix.columns == order)
    let stride = matrix.stride
    matrix.elements.withUnsafeMutableBufferPointer { elements in
      for column in 0..<order {
        let row = UnsafeMutableBufferPointer(rebasing: elements[(column * stride)...])
        add(column: column, from: column, weights: weights, to: row)
        if column.isMultiple(of: 64) { progress(Double(column) / Double(order)) }
      }
    }
  }
}
