import Testing

@testable import LinearAlgebra

struct TruncatedSVDTests {
  private func directions() -> () -> Float {
    var state: UInt64 = 1
    return {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
    }
  }

  @Test func `the factors of a matrix of low rank multiply back to it`() throws {
    // Rank 2, 5 × 4.
    let rows: [[Float]] = [[2, 3, 4, 5], [3, 6, 9, 12], [6, 9, 12, 15], [7, 12, 17, 22], [10, 15, 20, 25]]
    let matrix = Matrix(rows)
    let svd = try TruncatedSVD(of: matrix, rank: 2, directions: directions())
    #expect(svd.values.count == 2 && svd.values[0] >= svd.values[1])
    for row in 0..<5 {
      for column in 0..<4 {
        let value = (0..<2).reduce(Float(0)) { $0 + svd.left[row, $1] * svd.values[$1] * svd.right[column, $1] }
        #expect(abs(value - rows[row][column]) < 1e-3)
      }
    }
    #expect(abs(column(svd.left, 0, 0) - 1) < 1e-4 && abs(column(svd.left, 0, 1)) < 1e-4)
  }

  @Test func `a truncated decomposition keeps the greatest singular values`() throws {
    let svd = try TruncatedSVD(
      of: Matrix<Float>([[3, 0, 0], [0, -7, 0], [0, 0, 5]]), rank: 2, directions: directions())
    #expect(zip(svd.values, [7, 5]).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `a rank above the order of the matrix gives all its singular values`() throws {
    let svd = try TruncatedSVD(of: Matrix<Float>([[2, 0], [0, 1]]), rank: 9, directions: directions())
    #expect(svd.values.count == 2)
    #expect(try TruncatedSVD(of: Matrix<Float>(rows: 0, columns: 0), rank: 3, directions: directions()).values == [])
  }

  private func column(_ matrix: Matrix<Float>, _ first: Int, _ second: Int) -> Float {
    (0..<matrix.rows).reduce(0) { $0 + matrix[$1, first] * matrix[$1, second] }
  }
}
