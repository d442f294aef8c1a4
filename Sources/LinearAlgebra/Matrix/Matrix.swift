/// A dense matrix, row-major: element (r, c) is at `r × stride + c`. Elements after the last column of a row are
/// padding.
package struct Matrix<Scalar: BLASScalar>: Equatable, Sendable {
  package let rows: Int
  package let columns: Int
  /// Elements from one row to the next; at least `columns`.
  package let stride: Int
  package var elements: [Scalar]

  /// A matrix of zeros.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package init(rows: Int, columns: Int, stride: Int? = nil) {
    precondition(rows >= 0 && columns >= 0 && (stride ?? columns) >= columns)
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
    elements = [Scalar](repeating: 0, count: rows * self.stride)
  }

  /// - Precondition: all rows have the same length.
  package init(_ rows: [[Scalar]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0)
    precondition(rows.allSatisfy { $0.count == columns })
    elements = rows.flatMap(\.self)
  }

  /// A copy of a range of columns, without padding.
  package func columns(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns)
    var copy = Matrix(rows: rows, columns: range.count)
    copy.elements = (0..<rows).flatMap { elements[$0 * stride + range.lowerBound..<$0 * stride + range.upperBound] }
    return copy
  }

  package subscript(row: Int, column: Int) -> Scalar {
    get {
      precondition((0..<rows).contains(row) && (0..<columns).contains(column))
      return elements[row * stride + column]
    }
    set {
      precondition((0..<rows).contains(row) && (0..<columns).contains(column))
      elements[row * stride + column] = newValue
    }
  }
}
