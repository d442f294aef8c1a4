/// Rows of a table summed by bags: bag r is a row of a sparse matrix and names rows of the table. Each sum is divided
/// by the root of its number of summands, so that long bags are not longer vectors.
extension Matrix where Scalar == Float {
  /// Adds to row r `weight_r · Σ_{j ∈ bag r} table_j / √|bag r|`.
  /// - Parameter weights: one a bag; nil where all are 1.
  /// - Precondition: one row a bag; as many columns as the table.
  package mutating func addBags(_ bags: SparseMatrix, of table: Matrix, weights: [Float]? = nil) {
    precondition(weights == nil || weights?.count == rows)
    precondition(rows == bags.rows && columns == table.columns && bags.columns <= table.rows)
    let (columns, stride) = (columns, stride)
    table.elements.withUnsafeBufferPointer { table_ in
      elements.withUnsafeMutableBufferPointer { elements in
        for (row, scale) in bags.scales(weights) {
          for entry in bags.row(row) {
            let (target, source) = (row * stride, Int(entry) * table.stride)
            for column in 0..<columns { elements[target + column] += scale * table_[source + column] }
          }
        }
      }
    }
  }

  /// The gradient of `addBags`: adds to each row of this table those of `gradients` whose bags name it.
  package mutating func addGradient(ofBags bags: SparseMatrix, _ gradients: Matrix, weights: [Float]? = nil) {
    precondition(weights == nil || weights?.count == gradients.rows)
    precondition(gradients.rows == bags.rows && columns == gradients.columns && bags.columns <= rows)
    let (columns, stride) = (columns, stride)
    gradients.elements.withUnsafeBufferPointer { source_ in
      elements.withUnsafeMutableBufferPointer { elements in
        for (row, scale) in bags.scales(weights) {
          for entry in bags.row(row) {
            let (target, source) = (Int(entry) * stride, row * gradients.stride)
            for column in 0..<columns { elements[target + column] += scale * source_[source + column] }
          }
        }
      }
    }
  }
}

extension SparseMatrix {
  /// The bags that are not empty, each with its weight over the root of its size.
  fileprivate func scales(_ weights: [Float]?) -> some Sequence<(row: Int, scale: Float)> {
    (0..<rows).lazy.compactMap { row in
      let count = offsets[row + 1] - offsets[row]
      return count == 0 ? nil : (row, (weights?[row] ?? 1) / Float(count).squareRoot())
    }
  }
}
