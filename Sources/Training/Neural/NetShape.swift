/// How large the parts of a net are, and how they are joined.
///
/// A person and a film are vectors of `width` numbers each. The score is `⟨p, q⟩` over the columns `factors`, plus the
/// film's bias, plus `outputScale` times a perceptron that reads the columns `perceptron` of both.
struct NetShape: Sendable {
  let width: Int
  let factors: Range<Int>
  let perceptron: Range<Int>
  /// Units of the two hidden layers.
  let hidden: (first: Int, second: Int)
  let outputScale: Float
  /// Whether the person's vector goes through a hyperbolic tangent.
  let isSquashed: Bool

  /// Twice as many units of each are no better on MovieLens 100K, and cost a request almost three times as much.
  static let usualLayers = (first: 16, second: 8)
}
