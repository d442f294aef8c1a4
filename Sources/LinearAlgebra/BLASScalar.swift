import COpenBLAS

/// A LAPACK precision and its routines.
package protocol BLASScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// Replaces the lower triangle (column-major) with its Cholesky factor. Returns LAPACK's `info`.
  static func factorise(_ matrix: UnsafeMutablePointer<Self>, order: Int32, stride: Int32) -> Int32
  /// Replaces the factor with the inverse. Returns LAPACK's `info`.
  static func invert(_ factor: UnsafeMutablePointer<Self>, order: Int32, stride: Int32) -> Int32
}

/// LAPACK's `uplo`: `L`. A lower triangle by columns is an upper triangle by rows.
private let lowerByColumns: CChar = 0x4C

extension Float: BLASScalar {
  package static func factorise(_ matrix: UnsafeMutablePointer<Float>, order: Int32, stride: Int32) -> Int32 {
    callLAPACK(spotrf_, matrix, order, stride)
  }

  package static func invert(_ factor: UnsafeMutablePointer<Float>, order: Int32, stride: Int32) -> Int32 {
    callLAPACK(spotri_, factor, order, stride)
  }
}

extension Double: BLASScalar {
  package static func factorise(_ matrix: UnsafeMutablePointer<Double>, order: Int32, stride: Int32) -> Int32 {
    callLAPACK(dpotrf_, matrix, order, stride)
  }

  package static func invert(_ factor: UnsafeMutablePointer<Double>, order: Int32, stride: Int32) -> Int32 {
    callLAPACK(dpotri_, factor, order, stride)
  }
}

private func callLAPACK<Scalar>(
  _ routine: (
    UnsafePointer<CChar>?, UnsafePointer<Int32>?, UnsafeMutablePointer<Scalar>?, UnsafePointer<Int32>?,
    UnsafeMutablePointer<Int32>?
  ) -> Void,
  _ matrix: UnsafeMutablePointer<Scalar>, _ order: Int32, _ stride: Int32
) -> Int32 {
  var triangle = lowerByColumns
  var order = order
  var stride = stride
  var info: Int32 = 0
  routine(&triangle, &order, matrix, &stride, &info)
  return info
}
