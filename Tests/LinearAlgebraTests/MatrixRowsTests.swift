import LinearAlgebra
import Testing

struct MatrixRowsTests {
  @Test func `rows are added to a part of a matrix, one row to all, and all rows to one`() {
    var matrix = Matrix<Float>([[1, 2], [3, 4], [5, 6]])
    matrix.add(Matrix<Float>([[10, 20], [30, 40]]), from: 1)
    #expect(matrix == Matrix<Float>([[1, 2], [13, 24], [35, 46]]))
    matrix.addToRows(Matrix<Float>([[100, 200]]))
    #expect(matrix == Matrix<Float>([[101, 202], [113, 224], [135, 246]]))
    var sum = Matrix<Float>([[1, 1]])
    sum.addRowSum(of: matrix)
    #expect(sum == Matrix<Float>([[350, 673]]))
  }
}
