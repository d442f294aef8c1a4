import func Glibc.exp
import func Glibc.lgamma
import func Glibc.log

/// Student's t-distribution.
struct StudentT {
  private let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: at least 1.
  init(degreesOfFreedom: Int) {
    precondition(degreesOfFreedom >= 1)
    self.degreesOfFreedom = Double(degreesOfFreedom)
  }

  /// The probability of a value at least as far from 0 as `t`: `I_x(ν / 2, 1 / 2)` with `x = ν / (ν + t²)`.
  func twoSided(_ t: Double) -> Double {
    let (square, a, b) = (t * t, degreesOfFreedom / 2, 0.5)
    let (x, rest) = (degreesOfFreedom / (degreesOfFreedom + square), square / (degreesOfFreedom + square))
    guard x > 0 else { return 0 }
    guard rest > 0 else { return 1 }
    // The fraction converges fast on one side of the mean of the distribution, and mirrors to the other.
    return x < (a + 1) / (a + b + 2)
      ? Self.incompleteBeta(x, rest, a, b) : 1 - Self.incompleteBeta(rest, x, b, a)
  }

  /// The value that is exceeded, in either direction, with probability `p`, 0–1.
  func quantile(_ p: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    while twoSided(high) > p { high *= 2 }
    while high - low > 1e-10 * high {
      let middle = (low + high) / 2
      if twoSided(middle) > p { low = middle } else { high = middle }
    }
    return high
  }

  /// The regularised incomplete beta function `I_x(a, b)`, by the continued fraction 8.17.22 of the NIST Digital
  /// Library of Mathematical Functions, evaluated by Lentz's method.
  /// - Parameter rest: 1 − x, which has more digits if x is close to 1.
  private static func incompleteBeta(_ x: Double, _ rest: Double, _ a: Double, _ b: Double) -> Double {
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest)) / a
    let tiny = 1e-300
    var (fraction, c, d) = (1.0, 1.0, 0.0)
    for step in 0..<1_000 {
      let m = Double(step / 2)
      let numerator =
        if step == 0 { 1.0 } else if step.isMultiple(of: 2) {
          m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        } else {
          -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        }
      d = 1 + numerator * d
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = 1 + numerator / c
      if abs(c) < tiny { c = tiny }
      fraction *= c * d
      if abs(c * d - 1) < 1e-14 { break }
    }
    return front * (fraction - 1)
  }
}
