/// Why a matrix cannot be worked with.
package enum LinearAlgebraError: Error, Equatable {
  /// The leading minor of this order, from 1, is not positive.
  case notPositiveDefinite(order: Int)
  /// LAPACK counts in 32 bits.
  case tooLarge(order: Int)
  /// LAPACK found no singular values; a matrix with numbers that are not finite has none.
  case notConverged
}

extension LinearAlgebraError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notPositiveDefinite(let order): "the matrix is not positive definite (leading minor \(order))"
    case .notConverged: "the singular values of a matrix cannot be found"
    case .tooLarge(let order): "a matrix of order \(order) is too large for LAPACK"
    }
  }
}
