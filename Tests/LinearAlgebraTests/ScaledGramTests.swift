import Testing

@testable import LinearAlgebra

struct ScaledGramTests {
  private let rows = SparseMatrix(columns: 4, [[0, 1], [1, 2, 3], [], [0, 3]])
  private let weights: [Float] = [0.5, 2, 9, 1]
  private let scales: [Float] = [1, 0.5, 3, 2]

  private var dense: Matrix<Float> {
    var dense = Matrix<Float>(rows: 4, columns: 4)
    for row in 0..<rows.rows {
      for i in rows.row(row) {
        for j in rows.row(row) { dense[Int(i), Int(j)] += weights[row] * scales[Int(i)] * scales[Int(j)] }
      }
    }
    return dense
  }

  @Test func `a product with a scaled Gram matrix equals the product with the whole matrix`() {
    let matrix = Matrix<Float>([[1, 2], [-1, 0], [3, 5], [0, 7]])
    let gram = ScaledGram(rows, rowWeights: weights, columnScales: scales)
    #expect(gram.times(matrix) == Matrix.product(dense.part(), matrix.part()))
  }

  @Test func `the greatest eigenvalues and their vectors are found from products`() throws {
    var state: UInt64 = 1
    let eigen = try TruncatedEigen(
      order: 4, rank: 2,
      directions: {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
      }, multiply: ScaledGram(rows, rowWeights: weights, columnScales: scales).times)
    #expect(eigen.values.count == 2 && eigen.values[0] > eigen.values[1] && eigen.vectors.columns == 2)
    let product = Matrix.product(dense.part(), eigen.vectors.part())
    for row in 0..<4 {
      for column in 0..<2 {
        #expect(abs(product[row, column] - eigen.values[column] * eigen.vectors[row, column]) < 1e-3)
      }
    }
  }

  @Test func `rows count as often as their weights say`() {
    let gram = CoOccurrence(rows).gram(as: Float.self, weights: weights)
    #expect(gram[0, 0] == 1.5 && gram[0, 1] == 0.5 && gram[1, 1] == 2.5 && gram[2, 3] == 2 && gram[0, 3] == 1)
  }

  @Test func `rows are appended below`() {
    let both = rows.appending(SparseMatrix(columns: 4, [[3], [0, 2]]))
    #expect(both == SparseMatrix(columns: 4, [[0, 1], [1, 2, 3], [], [0, 3], [3], [0, 2]]))
  }
}
