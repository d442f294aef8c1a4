import Glibc
import LinearAlgebra

/// Steps down a gradient. Source: Kingma, Ba 2015, "Adam: A Method for Stochastic Optimization".
struct Adam: Sendable {
  let learningRate: Double
  private var first: NetParameters
  private var second: NetParameters
  private var steps = 0

  /// - Parameter zero: parameters of the same shape, all zero.
  init(learningRate: Double, zero: NetParameters) {
    self.learningRate = learningRate
    first = zero
    second = zero
  }

  mutating func descend(_ parameters: inout NetParameters, along gradient: NetParameters) {
    steps += 1
    let correction = (1 - pow(0.999, Double(steps))).squareRoot() / (1 - pow(0.9, Double(steps)))
    let rate = Float(learningRate * correction)
    parameters.forEachPart(gradient, &first, &second) { part, gradient, first, second in
      part.descend(gradient, first: &first, second: &second, rate: rate)
    }
  }
}
