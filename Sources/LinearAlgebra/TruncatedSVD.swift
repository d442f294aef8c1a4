import COpenBLAS

/// The greatest singular values of a matrix and their vectors: `matrix ≈ left · diag(values) · rightᵀ`.
///
/// Found by subspace iteration from random directions, `surplus` more than the requested rank. A pass costs two
/// products with the matrix instead of a whole decomposition. Source: Halko, Martinsson, Tropp 2011, "Finding Structure
/// with Randomness", algorithms 4.4 and 5.1.
package struct TruncatedSVD: Sendable {
  /// rows × rank.
  package let left: Matrix<Float>
  /// Descending.
  package let values: [Float]
  /// columns × rank.
  package let right: Matrix<Float>

  private static let surplus = 16
  private static let passes = 8

  /// Throws `notConverged`.
  /// - Parameters:
  ///   - rank: the number of values; fewer come back if the matrix has fewer rows or columns.
  ///   - directions: draws random numbers of mean 0 for the first basis.
  package init(
    of matrix: Matrix<Float>, rank: Int, directions: () -> Float
  ) throws(LinearAlgebraError) {
    let rank = min(rank, matrix.rows, matrix.columns)
    let width = min(rank + Self.surplus, matrix.rows, matrix.columns)
    var basis = Matrix<Float>(rows: matrix.rows, columns: width)
    for index in basis.elements.indices { basis.elements[index] = directions() }
    for _ in 0..<Self.passes {
      basis = try Self.basis(of: .product(matrix.transposed(), basis.part()))
      basis = try Self.basis(of: .product(matrix.part(), basis.part()))
    }
    // The basis spans the left vectors; decompose the small projection on it, columns × width.
    let (vectors, values, inner) = try Self.decompose(.product(matrix.transposed(), basis.part()))
    right = vectors.columns(0..<rank)
    left = Matrix.product(basis.part(), inner.transposed()).columns(0..<rank)
    self.values = Array(values.prefix(rank))
  }

  /// Orthonormal columns with the span of the columns of `matrix`.
  private static func basis(of matrix: Matrix<Float>) throws(LinearAlgebraError) -> Matrix<Float> {
    try decompose(matrix).vectors
  }

  /// `matrix = vectors · diag(values) · inner`, for rows ≥ columns. Source: LAPACK's `gesdd`.
  static func decompose(
    _ matrix: Matrix<Float>
  ) throws(LinearAlgebraError) -> (vectors: Matrix<Float>, values: [Float], inner: Matrix<Float>) {
    let (rows, columns) = (matrix.rows, matrix.columns)
    precondition(rows >= columns && matrix.stride == columns)
    guard columns > 0 else { return (matrix, [], Matrix(rows: 0, columns: 0)) }
    // LAPACK reads the rows as columns, and so sees the transpose, columns × rows = innerᵀ · diag · vectorsᵀ.
    // Left and right are swapped.
    var copy = matrix.elements
    var values = [Float](repeating: 0, count: columns)
    var inner = Matrix<Float>(rows: columns, columns: columns)
    var vectors = Matrix<Float>(rows: rows, columns: columns)
    var integers = [Int32](repeating: 0, count: 8 * columns)
    var (m, n, info, length) = (Int32(columns), Int32(rows), Int32(0), Int32(-1))
    var job = CChar(0x53)
    var size: Float = 0
    sgesdd_(
      &job, &m, &n, &copy, &m, &values, &inner.elements, &m, &vectors.elements, &m, &size, &length, &integers, &info)
    length = Int32(size) + 1
    var work = [Float](repeating: 0, count: Int(length))
    sgesdd_(
      &job, &m, &n, &copy, &m, &values, &inner.elements, &m, &vectors.elements, &m, &work, &length, &integers, &info)
    guard info == 0 else { throw .notConverged }
    return (vectors, values, inner.flipped())
  }
}

extension Matrix where Scalar == Float {
  /// The transpose of a square matrix.
  fileprivate func flipped() -> Matrix {
    var flipped = self
    for row in 0..<rows {
      for column in 0..<columns { flipped.elements[column * stride + row] = elements[row * stride + column] }
    }
    return flipped
  }
}
