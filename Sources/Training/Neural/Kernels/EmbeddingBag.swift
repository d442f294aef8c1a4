import LinearAlgebra

/// Embedding bags: rows of an embedding summed by bag. Bag r is row r of a sparse matrix and names rows of the
/// embedding. Each sum is divided by the root of its number of summands, so that a large bag does not get a long
/// vector.
extension Matrix where Scalar == Float {
  /// Adds to row r `weight_r · Σ_{j ∈ bag r} embedding_j / √|bag r|`.
  /// - Parameter weights: one per bag; nil if all are 1.
  /// - Precondition: there is one row per bag, and as many columns as in the embedding.
  mutating func addBags(_ bags: SparseMatrix, of embedding: Matrix, weights: [Float]? = nil) {
    precondition(weights == nil || weights?.count == rows)
    precondition(rows == bags.rows && columns == embedding.columns && bags.columns <= embedding.rows)
    let (columns, stride) = (columns, stride)
    embedding.elements.withUnsafeBufferPointer { source in
      elements.withUnsafeMutableBufferPointer { elements in
        for (row, scale) in bags.scales(weights) {
          for entry in bags.row(row) {
            let (target, start) = (row * stride, Int(entry) * embedding.stride)
            for column in 0..<columns { elements[target + column] += scale * source[start + column] }
          }
        }
      }
    }
  }

  /// The gradient of `addBags` with respect to the embedding: adds row r of `gradients`, scaled like its bag, to each
  /// row of this matrix that bag r names.
  mutating func addGradient(ofBags bags: SparseMatrix, _ gradients: Matrix, weights: [Float]? = nil) {
    precondition(weights == nil || weights?.count == gradients.rows)
    precondition(gradients.rows == bags.rows && columns == gradients.columns && bags.columns <= rows)
    let (columns, stride) = (columns, stride)
    gradients.elements.withUnsafeBufferPointer { source in
      elements.withUnsafeMutableBufferPointer { elements in
        for (row, scale) in bags.scales(weights) {
          for entry in bags.row(row) {
            let (target, start) = (Int(entry) * stride, row * gradients.stride)
            for column in 0..<columns { elements[target + column] += scale * source[start + column] }
          }
        }
      }
    }
  }
}

extension SparseMatrix {
  /// The rows that are not empty, each with its weight divided by the root of its size.
  fileprivate func scales(_ weights: [Float]?) -> some Sequence<(row: Int, scale: Float)> {
    (0..<rows).lazy.compactMap { row in
      let count = offsets[row + 1] - offsets[row]
      return count == 0 ? nil : (row, (weights?[row] ?? 1) / Float(count).squareRoot())
    }
  }
}
