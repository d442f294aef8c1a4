import Testing

@testable import LinearAlgebra

struct UpdatedInverseTests {
  @Test func `a term changes the inverse of order two as worked by hand`() throws {
    // The inverse of [[2, 0], [0, 4]] + [[2, 2], [2, 2]] = [[4, 2], [2, 6]] is [[6, -2], [-2, 4]] / 20.
    var inverse = UpdatedInverse(Matrix([[0.5, 0], [0, 0.25]]))
    try inverse.add([UpdatedInverse.Term(2, [0, 1])])
    expect(inverse.matrix, equals: Matrix([[0.3, -0.1], [-0.1, 0.2]]), within: 1e-6)
  }

  @Test(arguments: [1, 2, 127, 128, 129, 300])
  func `terms of both signs change the inverse like an inversion from scratch`(count: Int) throws {
    let order = 40
    var random = Steps()
    var gram = diagonal(order, 50)
    var inverse = UpdatedInverse(try Cholesky(gram).inverse())
    var terms: [UpdatedInverse.Term] = []
    for number in 0..<count {
      let ones = (0..<order).filter { _ in random.next(5) == 0 }.map(Int32.init) + []
      guard !ones.isEmpty else { continue }
      let coefficient: Float = number.isMultiple(of: 3) ? -0.25 : 1.5
      terms.append(UpdatedInverse.Term(coefficient, ones))
      for row in ones { for column in ones { gram[Int(row), Int(column)] += coefficient } }
    }
    try inverse.add(terms)
    expect(inverse.matrix, equals: try Cholesky(gram).inverse(), within: 1e-6)
  }

  @Test func `adding terms and taking them away again restores the inverse, with the padding untouched`() throws {
    var before = Matrix<Float>(rows: 20, columns: 20, stride: 32)
    for index in 0..<20 { before[index, index] = 0.125 }
    var inverse = UpdatedInverse(before)
    for first in 0..<15 {
      let ones = (first..<first + 5).map(Int32.init)
      try inverse.add([UpdatedInverse.Term(1, ones)])
      try inverse.add([UpdatedInverse.Term(-1, ones)])
    }
    expect(inverse.matrix, equals: before, within: 1e-6)
    #expect((0..<20).allSatisfy { row in (20..<32).allSatisfy { inverse.matrix.elements[row * 32 + $0] == 0 } })
  }

  @Test func `a term that makes the matrix singular is an error`() {
    var inverse = UpdatedInverse(Matrix<Float>([[1, 0], [0, 1]]))
    #expect(throws: LinearAlgebraError.singular) { try inverse.add([UpdatedInverse.Term(-1, [0])]) }
  }

  private func diagonal(_ order: Int, _ value: Float) -> Matrix<Float> {
    var matrix = Matrix<Float>(rows: order, columns: order)
    for index in 0..<order { matrix[index, index] = value }
    return matrix
  }

  /// Pseudo-random steps: what is drawn matters less than that it is the same each time.
  private struct Steps {
    var state: UInt64 = 1
    mutating func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
  }
}
