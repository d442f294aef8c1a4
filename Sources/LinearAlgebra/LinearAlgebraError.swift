/// Why a computation on a matrix failed.
package enum LinearAlgebraError: Error, Equatable {
  /// The leading minor of this order, counted from 1, is not positive.
  case notPositiveDefinite(order: Int)
  /// The changed matrix is singular, or so near to it that its inverse is not finite.
  case singular
  /// The order does not fit in the 32 bits that LAPACK uses for sizes.
  case tooLarge(order: Int)
  /// LAPACK found no singular values, for example because the matrix has a number that is not finite.
  case notConverged
  /// OpenBLAS needs so much address space, in bytes.
  case noWorkspace(needed: Int, available: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notPositiveDefinite(let order): "the matrix is not positive definite (leading minor \(order))"
    case .singular: "the changed matrix is singular"
    case .notConverged: "the singular values of the matrix did not converge"
    case .noWorkspace(let needed, let available):
      "OpenBLAS needs \(needed >> 20) MiB of address space, but only \(available >> 20) MiB are left (ulimit -v)"
    case .tooLarge(let order): "a matrix of order \(order) is too large for LAPACK"
    }
  }
}
