import Domain

/// Scores every item for a context, using the numbers of a model file.
protocol Scorer: Sendable {
  /// Writes the score of every item, by position, and returns the scales of its parts.
  ///
  /// Must give the same bits for the same context, and must not allocate: it runs once per request.
  /// - Parameters:
  ///   - context: positions, ascending, each once.
  ///   - user: the demographics of the user, for models that use them.
  ///   - scores: one score for each item, in whole blocks of 16. Scores after the last item may be anything.
  @discardableResult
  func score(
    context: [Int32], for user: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales

  /// Bytes of the model file that scoring this context reads.
  func bytesRead(for context: [Int32]) -> Int

  /// Writes the similarity of every item to one item, by position. Like `score`, it must be repeatable and not
  /// allocate.
  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>)

  /// Adds the contribution of each context item to the score of each target. However many items and targets there are,
  /// it must cost no more than a few times as much as scoring, because anybody may ask for it.
  /// - Parameters:
  ///   - context, targets: positions, each once.
  ///   - user: as in `score`.
  ///   - scales: the result of `score` for the same context, or a multiple of it.
  ///   - contributions: targets × context, by rows.
  func addContributions(
    of context: [Int32], for user: Demographics, to targets: [Int32], times scales: Scales,
    into contributions: inout [Float])

  /// The sections of the file without padding, for other programs (`Model.export`).
  var arrays: [NumberArray] { get }
}

/// A scorer whose scores are logits: logarithms of probabilities, except for a constant. The scores of others are as
/// good as probabilities, because they are least-squares estimates of zeros and ones, or counts.
protocol LogitScorer: Scorer {
  /// Like `addContributions`, but all contributions in a long context may be estimates, which cost a fraction.
  /// - Parameter factors: what to multiply the contributions to each target by.
  func addEstimates(
    of context: [Int32], for user: Demographics, to targets: [Int32], times factors: [Float],
    into contributions: inout [Float])
}

/// The factor by which each part of a blend multiplies its scores, in the order of the parts. A scorer without parts
/// has a single factor, 1.
typealias Scales = SIMD8<Float>

extension Scales {
  /// The scales of a scorer without parts.
  init(whole scale: Float) {
    self = .zero
    self[0] = scale
  }
}

extension Scorer {
  /// For item-item models: the score for a user who likes only that item.
  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    score(context: [item], for: .unknown, into: scores)
  }
}

/// Adds the contribution of each context item to the score of each target, for models whose score is a sum of weights.
/// - Parameters:
///   - contributions: targets × context, by rows.
///   - weight: the weight of a context item for a target, by their positions.
@inline(__always)
func addWeights(
  of context: [Int32], to targets: [Int32], times factor: Float, into contributions: inout [Float],
  _ weight: (_ item: Int, _ target: Int) -> Float
) {
  // This reads weights in memory order: item by item, and each row from left to right.
  let rows = targets.indices.sorted { targets[$0] < targets[$1] }
  contributions.withUnsafeMutableBufferPointer { contributions in
    for (column, item) in context.enumerated() {
      for row in rows { contributions[row * context.count + column] += weight(Int(item), Int(targets[row])) * factor }
    }
  }
}
