import Testing

@testable import LinearAlgebra

struct PartialGramTests {
  /// 40 rows × 12 columns.
  private let matrix = SparseMatrix(
    columns: 12, (0..<40).map { row in (0..<12).filter { (row * 7 + Int($0) * 5) % 11 < 4 }.map { Int32($0) } })

  @Test(arguments: [0, 1, 5, 11, 12, 99])
  func `the Gram matrix of selected columns is part of the whole one, for one selection after another`(head: Int) {
    let coOccurrence = CoOccurrence(matrix)
    let whole = coOccurrence.gram(as: Float.self)
    var grams = PartialGram(coOccurrence, PartialGram.Head(coOccurrence, size: head))
    for columns in [[3], [0, 5, 11], [], [2, 4, 6, 8, 1], Array(0..<12)] as [[Int32]] {
      let gram = grams.gram(of: columns)
      for (row, first) in columns.enumerated() {
        for (column, second) in columns.enumerated() {
          let expected = column < row ? 0 : whole[Int(min(first, second)), Int(max(first, second))]
          #expect(gram[row, column] == expected)
        }
      }
    }
  }

  @Test func `the weights of a regression match those worked by hand`() throws {
    // A = [[3, 1], [1, 2]], b = (5, 5): x = (1, 2).
    let gram = Matrix<Float>([[3, 1, 5], [0, 2, 5], [0, 0, 9]])
    let weights = try gram.regressionOfLast()
    #expect(abs(weights[0] - 1) < 1e-6 && abs(weights[1] - 2) < 1e-6)
    #expect(try Matrix<Float>([[4]]).regressionOfLast().isEmpty)
  }

  @Test func `a regression on a matrix that is not positive definite is refused`() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
      try Matrix<Float>([[1, 2, 0], [0, 1, 0], [0, 0, 1]]).regressionOfLast()
    }
  }
}
