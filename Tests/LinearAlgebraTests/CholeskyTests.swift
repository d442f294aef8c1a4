import Testing

@testable import LinearAlgebra

struct CholeskyTests {
  @Test func `the inverse of a matrix of order two is the one worked by hand`() throws {
    // [[4, 2], [2, 3]] has the determinant 8 and the inverse [[3, -2], [-2, 4]] / 8.
    let inverse = try Cholesky(Matrix<Double>([[4, 2], [2, 3]])).inverse()
    expect(inverse, equals: Matrix([[0.375, -0.25], [-0.25, 0.5]]), within: 1e-15)
  }

  @Test func `the inverse ignores the lower triangle`() throws {
    let inverse = try Cholesky(Matrix<Double>([[4, 2], [-99, 3]])).inverse()
    expect(inverse, equals: Matrix([[0.375, -0.25], [-0.25, 0.5]]), within: 1e-15)
  }

  @Test(arguments: [1, 2, 31, 33, 50])
  func `a matrix times its inverse is one, in both precisions`(order: Int) throws {
    let inverse = try Cholesky(positiveDefinite(order, Double.self)).inverse()
    expect(product(positiveDefinite(order), inverse), equals: identity(order), within: 1e-10)
    let single = try Cholesky(positiveDefinite(order, Float.self)).inverse()
    expect(product(positiveDefinite(order), single), equals: identity(order), within: 1e-3)
  }

  @Test func `the inverse leaves the padding behind its rows alone`() throws {
    var matrix = Matrix<Double>(rows: 2, columns: 2, stride: 5)
    matrix[0, 0] = 4
    matrix[0, 1] = 2
    matrix[1, 1] = 3
    matrix.elements[2] = 77
    let inverse = try Cholesky(matrix).inverse()
    #expect(inverse.stride == 5)
    #expect(inverse.elements[2] == 77)
    #expect(abs(inverse[1, 0] + 0.25) < 1e-15 && abs(inverse[1, 1] - 0.5) < 1e-15)
  }

  @Test func `the inverse of a matrix that is not positive definite is refused, with the leading minor at fault`() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
      try inverse(Matrix<Double>([[1, 2], [2, 1]]))
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) { try inverse(Matrix<Float>([[0]])) }
  }

  @Test func `an empty matrix has an empty inverse`() throws {
    #expect(try inverse(Matrix<Float>(rows: 0, columns: 0)) == Matrix(rows: 0, columns: 0))
  }

  private func inverse<Scalar>(_ matrix: Matrix<Scalar>) throws -> Matrix<Scalar> { try Cholesky(matrix).inverse() }

  /// AᵀA + 1 for a matrix A of small whole numbers.
  private func positiveDefinite<Scalar>(_ order: Int, _: Scalar.Type = Scalar.self) -> Matrix<Scalar> {
    let a = (0..<order).map { row in (0..<order).map { Scalar((row * 7 + $0 * 3) % 5) - 2 } }
    var matrix = Matrix<Scalar>(rows: order, columns: order)
    for row in 0..<order {
      for column in 0..<order { matrix[row, column] = (0..<order).reduce(0) { $0 + a[$1][row] * a[$1][column] } }
    }
    matrix.addToDiagonal(1)
    return matrix
  }

  private func product<Scalar>(_ left: Matrix<Scalar>, _ right: Matrix<Scalar>) -> Matrix<Scalar> {
    Matrix(
      (0..<left.rows).map { row in
        (0..<right.columns).map { column in (0..<left.columns).reduce(0) { $0 + left[row, $1] * right[$1, column] } }
      })
  }

  private func identity<Scalar>(_ order: Int) -> Matrix<Scalar> {
    var matrix = Matrix<Scalar>(rows: order, columns: order)
    matrix.addToDiagonal(1)
    return matrix
  }
}
