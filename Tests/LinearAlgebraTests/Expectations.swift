import Testing

@testable import LinearAlgebra

/// Expects that no element differs by more than `tolerance`.
func expect<Scalar: BLASScalar>(
  _ matrix: Matrix<Scalar>, equals expected: Matrix<Scalar>, within tolerance: Scalar,
  _ location: SourceLocation = #_sourceLocation
) {
  var largest: Scalar = 0
  for row in 0..<expected.rows {
    for column in 0..<expected.columns { largest = max(largest, abs(matrix[row, column] - expected[row, column])) }
  }
  #expect(largest <= tolerance, sourceLocation: location)
}
