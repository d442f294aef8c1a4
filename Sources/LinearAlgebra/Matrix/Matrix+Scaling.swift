extension Matrix {
  package mutating func addToDiagonal(_ value: Scalar) {
    for index in 0..<min(rows, columns) { elements[index * stride + index] += value }
  }

  package mutating func scaleDiagonal(by factor: Scalar) {
    for index in 0..<min(rows, columns) { elements[index * stride + index] *= factor }
  }

  package var diagonal: [Scalar] { (0..<min(rows, columns)).map { elements[$0 * stride + $0] } }

  /// Multiplies column c by `factors[c]`.
  /// - Precondition: there is one factor per column.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func scaleColumns(by factors: [Scalar]) {
    precondition(factors.count == columns)
    let (rows, columns, stride) = (rows, columns, stride)
    elements.withUnsafeMutableBufferPointer { elements in
      for row in 0..<rows {
        for column in 0..<columns { elements[row * stride + column] *= factors[column] }
      }
    }
  }

  /// Multiplies row r by `factors[r]`.
  /// - Precondition: there is one factor per row.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package mutating func scaleRows(by factors: [Scalar]) {
    precondition(factors.count == rows)
    let (rows, columns, stride) = (rows, columns, stride)
    elements.withUnsafeMutableBufferPointer { elements in
      for row in 0..<rows {
        let factor = factors[row]
        for column in 0..<columns { elements[row * stride + column] *= factor }
      }
    }
  }

  package mutating func setDiagonal(to value: Scalar) {
    for index in 0..<min(rows, columns) { elements[index * stride + index] = value }
  }
}
