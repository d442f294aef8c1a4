extension Matrix where Scalar == Float {
  /// Adds the rows of `other` to the rows of this matrix from `first` on.
  /// - Precondition: both have the same stride and columns.
  package mutating func add(_ other: Matrix, from first: Int) {
    precondition(stride == other.stride && columns == other.columns && first + other.rows <= rows)
    let start = first * stride
    other.elements.withUnsafeBufferPointer { other in
      elements.withUnsafeMutableBufferPointer { elements in
        for index in other.indices { elements[start + index] += other[index] }
      }
    }
  }

  /// Adds one row, a 1 × columns matrix, to every row.
  package mutating func addToRows(_ row: Matrix) {
    precondition(row.rows == 1 && row.columns == columns)
    let (rows, columns, stride) = (rows, columns, stride)
    row.elements.withUnsafeBufferPointer { row in
      elements.withUnsafeMutableBufferPointer { elements in
        for index in 0..<rows {
          for column in 0..<columns { elements[index * stride + column] += row[column] }
        }
      }
    }
  }

  /// Adds the sum of the rows of `matrix` to this one, which has one row.
  package mutating func addRowSum(of matrix: Matrix) {
    precondition(rows == 1 && columns == matrix.columns)
    let columns = columns
    matrix.elements.withUnsafeBufferPointer { source in
      elements.withUnsafeMutableBufferPointer { elements in
        for row in 0..<matrix.rows {
          for column in 0..<columns { elements[column] += source[row * matrix.stride + column] }
        }
      }
    }
  }
}
