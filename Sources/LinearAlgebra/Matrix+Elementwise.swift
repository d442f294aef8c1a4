import Glibc

extension Matrix where Scalar == Float {
  /// The hyperbolic tangent of every element.
  package mutating func squash() {
    elements.withUnsafeMutableBufferPointer { elements in
      for index in elements.indices { elements[index] = tanhf(elements[index]) }
    }
  }

  /// The gradient of `squash`: multiplies by `1 − y²`, where y is what it gave.
  package mutating func multiplyBySquashGradient(of squashed: Matrix) {
    precondition(elements.count == squashed.elements.count)
    squashed.elements.withUnsafeBufferPointer { squashed in
      elements.withUnsafeMutableBufferPointer { elements in
        for index in elements.indices { elements[index] *= 1 - squashed[index] * squashed[index] }
      }
    }
  }

  /// Adds the rows of a matrix to those from `first` on.
  /// - Precondition: both have the same stride.
  mutating func add(_ other: Matrix, from first: Int) {
    precondition(stride == other.stride && columns == other.columns && first + other.rows <= rows)
    let start = first * stride
    other.elements.withUnsafeBufferPointer { other in
      elements.withUnsafeMutableBufferPointer { elements in
        for index in other.indices { elements[start + index] += other[index] }
      }
    }
  }

  /// Adds a row to every row.
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

  /// Adds the sum of the rows of a matrix to this one, which has one row.
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

  /// One step of Adam down a gradient. Source: Kingma, Ba 2015, "Adam: A Method for Stochastic Optimization", section
  /// 2, with the corrections of both moments in `rate` as there suggested.
  /// - Parameters:
  ///   - first, second: the decaying means of the gradient and of its square.
  ///   - rate: the learning rate times `√(1 − β₂ᵗ) / (1 − β₁ᵗ)` at step t.
  package mutating func descend(_ gradient: Matrix, first: inout Matrix, second: inout Matrix, rate: Float) {
    precondition(elements.count == gradient.elements.count)
    precondition(elements.count == first.elements.count && elements.count == second.elements.count)
    let (decay1, decay2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    gradient.elements.withUnsafeBufferPointer { gradient in
      first.elements.withUnsafeMutableBufferPointer { first in
        second.elements.withUnsafeMutableBufferPointer { second in
          elements.withUnsafeMutableBufferPointer { elements in
            for index in elements.indices {
              first[index] = decay1 * first[index] + (1 - decay1) * gradient[index]
              second[index] = decay2 * second[index] + (1 - decay2) * gradient[index] * gradient[index]
              elements[index] -= rate * first[index] / (second[index].squareRoot() + epsilon)
            }
          }
        }
      }
    }
  }
}
