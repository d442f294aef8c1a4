/// Inverts a symmetric positive definite matrix through its Cholesky factor, in place, without a second matrix.
///
/// Only the upper triangle by rows is read (element (r, c) with r ≤ c; to LAPACK the lower triangle by columns). The
/// two steps are separate so that a long solve can report its progress: inverting takes about twice as long as
/// factorising. Sources: LAPACK's `potrf` and `potri`.
package struct Cholesky<Scalar: BLASScalar>: ~Copyable {
  private var matrix: Matrix<Scalar>

  /// Factorises. Throws `notPositiveDefinite` or `tooLarge`.
  /// - Parameter matrix: square, with any stride. Its strictly lower triangle is ignored.
  package init(_ matrix: consuming Matrix<Scalar>) throws(LinearAlgebraError) {
    precondition(matrix.rows == matrix.columns)
    try matrix.callLAPACK(Scalar.factorise)
    self.matrix = matrix
  }

  /// The whole inverse, both triangles. Throws `notPositiveDefinite` if the factor is singular.
  package consuming func inverse() throws(LinearAlgebraError) -> Matrix<Scalar> {
    try matrix.callLAPACK(Scalar.invert)
    matrix.mirrorUpper()
    return matrix
  }
}

extension Matrix {
  fileprivate mutating func callLAPACK(
    _ routine: (UnsafeMutablePointer<Scalar>, _ order: Int32, _ stride: Int32) -> Int32
  ) throws(LinearAlgebraError) {
    guard let order = Int32(exactly: rows), let stride = Int32(exactly: stride) else { throw .tooLarge(order: rows) }
    // An empty matrix is its own factor, but LAPACK requires a stride of at least 1.
    guard order > 0 else { return }
    let info = elements.withUnsafeMutableBufferPointer { elements in
      elements.baseAddress.map { routine($0, order, stride) } ?? 0
    }
    guard info == 0 else { throw .notPositiveDefinite(order: Int(info)) }
  }

  /// Copies the upper triangle over the lower one, tile by tile, so that both sides stay in the cache.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func mirrorUpper() {
    precondition(rows == columns)
    let (order, stride, tile) = (rows, stride, 32)
    elements.withUnsafeMutableBufferPointer { elements in
      for firstRow in Swift.stride(from: 0, to: order, by: tile) {
        for firstColumn in Swift.stride(from: firstRow, to: order, by: tile) {
          for row in firstRow..<min(firstRow + tile, order) {
            for column in max(firstColumn, row + 1)..<max(min(firstColumn + tile, order), row + 1) {
              elements[column * stride + row] = elements[row * stride + column]
            }
          }
        }
      }
    }
  }
}
