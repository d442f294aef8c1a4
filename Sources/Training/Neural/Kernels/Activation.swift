import LinearAlgebra

import func Glibc.tanhf

extension Matrix where Scalar == Float {
  /// Replaces every element with its hyperbolic tangent.
  mutating func applyTanh() {
    elements.withUnsafeMutableBufferPointer { elements in
      for index in elements.indices { elements[index] = tanhf(elements[index]) }
    }
  }

  /// Turns a gradient with respect to the outputs of `applyTanh` into one with respect to its inputs: multiplies by `1
  /// − y²` for each output y.
  mutating func multiplyByTanhGradient(at outputs: Matrix) {
    precondition(elements.count == outputs.elements.count)
    outputs.elements.withUnsafeBufferPointer { outputs in
      elements.withUnsafeMutableBufferPointer { elements in
        for index in elements.indices { elements[index] *= 1 - outputs[index] * outputs[index] }
      }
    }
  }
}
