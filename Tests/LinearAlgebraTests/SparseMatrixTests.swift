import Testing

@testable import LinearAlgebra

struct SparseMatrixTests {
  /// Four rows over three columns.
  private let matrix = SparseMatrix(columns: 3, [[0, 1], [0, 1, 2], [], [1, 2]])

  @Test func `a sparse matrix returns the rows that it was made of`() {
    #expect(matrix.rows == 4)
    #expect(matrix.count == 7)
    #expect((0..<4).map { Array(matrix.row($0)) } == [[0, 1], [0, 1, 2], [], [1, 2]])
  }

  @Test func `the transpose lists the rows of each column, ascending`() {
    #expect(matrix.transposed() == SparseMatrix(columns: 4, [[0, 1], [0, 1, 3], [1, 3]]))
    #expect(matrix.transposed().transposed() == matrix)
  }

  @Test func `the Gram matrix counts the rows that have both columns`() {
    let gram: Matrix<Float> = CoOccurrence(matrix).gram()
    #expect(gram == Matrix([[2, 2, 1], [0, 3, 2], [0, 0, 2]]))
    #expect((0..<3).map { CoOccurrence(matrix).count(of: $0) } == [2, 3, 2])
  }

  @Test func `some entries of a sparse matrix can be kept`() {
    let kept = matrix.keeping([false, true, true, false, true, false, false])
    #expect(kept == SparseMatrix(columns: 3, [[1], [0, 2], [], []]))
    #expect(matrix.keeping([Bool](repeating: true, count: 7)) == matrix)
  }

  @Test func `the Gram matrix of further rows is added to one`() {
    let (first, second) = (SparseMatrix(columns: 3, [[0, 1], [0, 1, 2]]), SparseMatrix(columns: 3, [[], [1, 2]]))
    let whole: Matrix<Float> = CoOccurrence(first.appending(second)).gram(stride: 16, weights: [1, 2, 0.5, 3])
    var gram: Matrix<Float> = CoOccurrence(first).gram(stride: 16, weights: [1, 2])
    CoOccurrence(second).addGram(to: &gram, weights: [0.5, 3])
    #expect(gram == whole)
  }

  @Test func `the Gram matrix has the stride that was asked for`() {
    let gram: Matrix<Double> = CoOccurrence(matrix).gram(stride: 16)
    #expect(gram.stride == 16)
    #expect(gram[0, 2] == 1 && gram[1, 2] == 2 && gram[2, 2] == 2)
    #expect(gram.elements.count == 48)
  }

  @Test func `the co-occurrence counts of a column are a row of the symmetric Gram matrix`() {
    var counts = [Float](repeating: 0, count: 3)
    counts.withUnsafeMutableBufferPointer { CoOccurrence(matrix).add(column: 2, from: 0, to: $0) }
    #expect(counts == [1, 2, 2])
  }

  @Test func `a sparse matrix without rows and columns has an empty transpose and Gram matrix`() {
    let empty = SparseMatrix(columns: 0, [])
    #expect(empty.transposed() == empty)
    #expect(CoOccurrence(empty).gram(as: Float.self) == Matrix(rows: 0, columns: 0))
  }

  @Test func `each column is scaled by its own factor, and the diagonal can be read and set`() {
    var matrix = Matrix<Float>([[1, 2], [3, 4]])
    matrix.scaleColumns(by: [10, -1])
    #expect(matrix == Matrix([[10, -2], [30, -4]]))
    #expect(matrix.diagonal == [10, -4])
    matrix.setDiagonal(to: 0)
    #expect(matrix == Matrix([[0, -2], [30, 0]]))
  }
}
