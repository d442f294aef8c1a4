/// Why a matrix cannot be worked with.
package enum LinearAlgebraError: Error, Equatable {
  /// The leading minor of this order, from 1, is not positive.
  case notPositiveDefinite(order: Int)
  /// LAPACK counts in 32 bits.
  case tooLarge(order: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notPositiveDefinite(let order): "the matrix is not positive definite (leading minor \(order))"
    case .tooLarge(let order): "a matrix of order \(order) is too large for LAPACK"
    }
  }
}
