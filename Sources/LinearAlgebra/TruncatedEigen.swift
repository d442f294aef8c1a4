/// The greatest eigenvalues of a symmetric positive semidefinite matrix, and their vectors. Only products with the
/// matrix need to be known.
///
/// Found by subspace iteration from random directions, `surplus` more than the requested rank. Source: Halko,
/// Martinsson, Tropp 2011, "Finding Structure with Randomness", algorithm 4.4.
package struct TruncatedEigen: Sendable {
  /// Descending.
  package let values: [Float]
  /// order × rank.
  package let vectors: Matrix<Float>

  private static let surplus = 16
  private static let passes = 8

  /// Throws `notConverged`.
  /// - Parameters:
  ///   - rank: the number of values; fewer come back if the order is less.
  ///   - directions: draws random numbers of mean 0 for the first basis.
  ///   - multiply: multiplies the matrix by another one, which has `order` rows and any number of columns.
  package init(
    order: Int, rank: Int, directions: () -> Float, multiply: (Matrix<Float>) -> Matrix<Float>
  ) throws(LinearAlgebraError) {
    let rank = min(rank, order)
    var basis = Matrix<Float>(rows: order, columns: min(rank + Self.surplus, order))
    for index in basis.elements.indices { basis.elements[index] = directions() }
    for _ in 0..<Self.passes { basis = try TruncatedSVD.decompose(multiply(basis)).vectors }
    // The basis spans the same space as the eigenvectors, so the singular values of the product are the eigenvalues.
    let (vectors, values, _) = try TruncatedSVD.decompose(multiply(basis))
    self.vectors = vectors.columns(0..<rank)
    self.values = Array(values.prefix(rank))
  }
}
