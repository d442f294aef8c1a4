import COpenBLAS

/// A factor of a product: a range of columns of a matrix, transposed or not.
package struct Operand: Sendable {
  fileprivate let matrix: Matrix<Float>
  fileprivate let columns: Range<Int>
  fileprivate let isTransposed: Bool

  fileprivate var rowCount: Int { isTransposed ? columns.count : matrix.rows }
  fileprivate var columnCount: Int { isTransposed ? matrix.rows : columns.count }
  fileprivate var operation: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }
}

extension Matrix where Scalar == Float {
  /// A range of columns as a factor; all columns if the range is nil.
  package func part(_ columns: Range<Int>? = nil) -> Operand {
    Operand(matrix: self, columns: columns ?? 0..<self.columns, isTransposed: false)
  }

  /// Like `part`, but transposed.
  package func transposed(_ columns: Range<Int>? = nil) -> Operand {
    Operand(matrix: self, columns: columns ?? 0..<self.columns, isTransposed: true)
  }

  /// Adds `left · right` to a range of columns, or to all columns if the range is nil. Source: BLAS `sgemm`.
  /// - Precondition: left is rows × n, and right is n × the columns of the range.
  package mutating func addProduct(_ left: Operand, _ right: Operand, to columns: Range<Int>? = nil) {
    let columns = columns ?? 0..<self.columns
    precondition(left.columnCount == right.rowCount && left.rowCount == rows && right.columnCount == columns.count)
    precondition(columns.lowerBound >= 0 && columns.upperBound <= self.columns)
    guard !columns.isEmpty, rows > 0, left.columnCount > 0 else { return }
    let (rows, stride) = (rows, stride)
    left.matrix.elements.withUnsafeBufferPointer { leftElements in
      right.matrix.elements.withUnsafeBufferPointer { rightElements in
        elements.withUnsafeMutableBufferPointer { elements in
          guard let a = leftElements.baseAddress, let b = rightElements.baseAddress, let c = elements.baseAddress
          else { return }
          cblas_sgemm(
            CblasRowMajor, left.operation, right.operation, Int32(rows), Int32(columns.count),
            Int32(left.columnCount), 1, a + left.columns.lowerBound, Int32(left.matrix.stride),
            b + right.columns.lowerBound, Int32(right.matrix.stride), 1, c + columns.lowerBound, Int32(stride))
        }
      }
    }
  }

  /// `left · right`.
  package static func product(_ left: Operand, _ right: Operand) -> Matrix {
    var result = Matrix(rows: left.rowCount, columns: right.columnCount)
    result.addProduct(left, right)
    return result
  }
}
