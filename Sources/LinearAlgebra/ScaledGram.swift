/// `C Xᵀ R X C`, where X is sparse and R and C are diagonal: products with it need no matrix of its size.
package struct ScaledGram: Sendable {
  private let rows: SparseMatrix
  private let rowWeights: [Float]
  private let columnScales: [Float]

  /// - Parameters:
  ///   - rowWeights: R, one for each row of X.
  ///   - columnScales: C, one for each column of X.
  package init(_ rows: SparseMatrix, rowWeights: [Float], columnScales: [Float]) {
    precondition(rowWeights.count == rows.rows && columnScales.count == rows.columns)
    self.rows = rows
    self.rowWeights = rowWeights
    self.columnScales = columnScales
  }

  /// The product with a matrix that has as many rows as X has columns.
  package func times(_ matrix: Matrix<Float>) -> Matrix<Float> {
    precondition(matrix.rows == rows.columns)
    let width = matrix.columns
    var result = Matrix<Float>(rows: rows.columns, columns: width)
    var sum = [Float](repeating: 0, count: width)
    matrix.elements.withUnsafeBufferPointer { from in
      result.elements.withUnsafeMutableBufferPointer { to in
        sum.withUnsafeMutableBufferPointer { sum in
          for row in 0..<rows.rows {
            sum.update(repeating: 0)
            for column in rows.row(row) {
              let (start, scale) = (Int(column) * matrix.stride, columnScales[Int(column)] * rowWeights[row])
              for index in 0..<width { sum[index] += from[start + index] * scale }
            }
            for column in rows.row(row) {
              let (start, scale) = (Int(column) * width, columnScales[Int(column)])
              for index in 0..<width { to[start + index] += sum[index] * scale }
            }
          }
        }
      }
    }
    return result
  }
}
