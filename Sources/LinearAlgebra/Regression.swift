import COpenBLAS

extension Matrix where Scalar == Float {
  /// The least-squares weights that predict the last column from all others, given the Gram matrix of the columns.
  ///
  /// Solves `A x = b`, where A is this matrix without its last row and column, and b is the last column. Only the upper
  /// triangle by rows is read. Throws `notPositiveDefinite` or `tooLarge`. Source: LAPACK's `posv`.
  /// - Precondition: the matrix is square, with at least one column.
  package consuming func regressionOfLast() throws(LinearAlgebraError) -> [Float] {
    precondition(rows == columns && rows > 0)
    let count = rows - 1
    guard var order = Int32(exactly: count), var stride = Int32(exactly: stride) else { throw .tooLarge(order: count) }
    var right = (0..<count).map { elements[$0 * self.stride + count] }
    guard order > 0 else { return [] }
    var triangle: CChar = 0x4C
    var columns: Int32 = 1
    var rightStride = order
    var info: Int32 = 0
    elements.withUnsafeMutableBufferPointer { elements in
      right.withUnsafeMutableBufferPointer { right in
        sposv_(
          &triangle, &order, &columns, elements.baseAddress, &stride, right.baseAddress, &rightStride, &info)
      }
    }
    guard info == 0 else { throw .notPositiveDefinite(order: Int(info)) }
    return right
  }
}
