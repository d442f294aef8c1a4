import LinearAlgebra

import func Glibc.tanhf

extension Matrix where Scalar == Float {
  /// Replaces every element by its hyperbolic tangent.
  mutating func applyTanh() {
    elements.withUnsafeMutableBufferPointer { elements in
      for index in elements.indices { elements[index] = tanhf(elements[index]) }
    }
  }

  /// Turns a gradient by the outputs of `applyTanh` into one by its inputs: multiplies by `1 − y²` for each output y.
  mutating func multiplyByTanhGradient(at outputs: Matrix) {
    precondition(elements.count == outputs.elements.count)
    outputs.elements.withUnsafeBufferPointer { outputs in
      elements.withUnsafeMutableBufferPointer { elements in
        for index in elements.indices { elements[index] *= 1 - outputs[index] * outputs[index] }
      }
    }
  }
}
