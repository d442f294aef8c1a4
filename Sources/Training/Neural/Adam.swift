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

  mutating func descend(_ parameters: inout NeuralParameters, along gradient: NeuralParameters) {
    steps += 1
    let correction = (1 - pow(0.999, Double(steps))).squareRoot() / (1 - pow(0.9, Double(steps)))
    let rate = Float(learningRate * correction)
    parameters.forEachPart(gradient, &mean, &square) { part, gradient, mean, square in
      part.descend(gradient, mean: &mean, square: &square, rate: rate)
    }
  }
}

extension Matrix where Scalar == Float {
  /// One step of Adam down a gradient, section 2 of the paper.
  /// - Parameters:
  ///   - mean, square: the decaying means of the gradient and of its square.
  ///   - rate: the learning rate with the bias correction of both moments, `√(1 − β₂ᵗ) / (1 − β₁ᵗ)` at step t.
  fileprivate mutating func descend(_ gradient: Matrix, mean: inout Matrix, square: inout Matrix, rate: Float) {
    precondition(elements.count == gradient.elements.count)
    precondition(elements.count == mean.elements.count && elements.count == square.elements.count)
    let (decay1, decay2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    gradient.elements.withUnsafeBufferPointer { gradient in
      mean.elements.withUnsafeMutableBufferPointer { mean in
        square.elements.withUnsafeMutableBufferPointer { square in
          elements.withUnsafeMutableBufferPointer { elements in
            for index in elements.indices {
              mean[index] = decay1 * mean[index] + (1 - decay1) * gradient[index]
              square[index] = decay2 * square[index] + (1 - decay2) * gradient[index] * gradient[index]
              elements[index] -= rate * mean[index] / (square[index].squareRoot() + epsilon)
            }
          }
        }
      }
    }
  }
}
