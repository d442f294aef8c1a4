import LinearAlgebra

import func Glibc.pow

/// Gradient descent with adaptive moments. Source: Kingma, Ba 2015, "Adam: A Method for Stochastic Optimization".
struct Adam: Sendable {
  let learningRate: Double
  private var mean: NeuralParameters
  private var square: NeuralParameters
  private var steps = 0

  /// - Parameter zero: parameters of the same form, all zero.
  init(learningRate: Double, zero: NeuralParameters) {
    self.learningRate = learningRate
    mean = zero
    square = zero
  }

  /// - Parameters:
  ///   - gradient: with respect to all parameters, or to the part of them that `rows` names.
  ///   - rows: nil for all. Elsewhere the gradient is zero, and there the moments wait instead of decaying, so that a
  ///     step costs what its rows cost (the "lazy" or "sparse" Adam of TensorFlow and PyTorch).
  mutating func descend(
    _ parameters: inout NeuralParameters, along gradient: NeuralParameters, in rows: ParameterRows? = nil
  ) {
    steps += 1
    let correction = (1 - pow(0.999, Double(steps))).squareRoot() / (1 - pow(0.9, Double(steps)))
    let rate = Float(learningRate * correction)
    parameters.forEachPart(gradient, &mean, &square, in: rows) { part, gradient, mean, square, positions in
      part.descend(gradient, mean: &mean, square: &square, rate: rate, at: positions)
    }
  }
}

extension Matrix where Scalar == Float {
  /// One step of Adam down a gradient, section 2 of the paper.
  /// - Parameters:
  ///   - mean, square: the decaying means of the gradient and of its square.
  ///   - rate: the learning rate with the bias correction of both moments, `√(1 − β₂ᵗ) / (1 − β₁ᵗ)` at step t.
  ///   - positions: of each row of the gradient among the rows of this matrix, or of each entry if they have one row;
  ///     nil if they are equally large.
  fileprivate mutating func descend(
    _ gradient: Matrix, mean: inout Matrix, square: inout Matrix, rate: Float, at positions: [Int32]?
  ) {
    let positions = positions ?? [0]
    guard !positions.isEmpty else { return }
    let length = gradient.elements.count / positions.count
    precondition(length * positions.count == gradient.elements.count)
    precondition(positions.allSatisfy { $0 >= 0 && (Int($0) + 1) * length <= elements.count })
    precondition(elements.count == mean.elements.count && elements.count == square.elements.count)
    let (decay1, decay2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    gradient.elements.withUnsafeBufferPointer { gradient in
      mean.elements.withUnsafeMutableBufferPointer { mean in
        square.elements.withUnsafeMutableBufferPointer { square in
          elements.withUnsafeMutableBufferPointer { elements in
            for (number, position) in positions.enumerated() {
              let (start, slopes) = (Int(position) * length, number * length)
              for offset in 0..<length {
                let (index, slope) = (start + offset, gradient[slopes + offset])
                mean[index] = decay1 * mean[index] + (1 - decay1) * slope
                square[index] = decay2 * square[index] + (1 - decay2) * slope * slope
                elements[index] -= rate * mean[index] / (square[index].squareRoot() + epsilon)
              }
            }
          }
        }
      }
    }
  }
}
