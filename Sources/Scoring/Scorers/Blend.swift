import Domain

/// Several models as one. The score of an item is the weighted sum of its scores in each model, after shifting these to
/// mean 0 over all items and scaling them to variance 1: raw scores of two models cannot be compared.
///
/// Logits (`LogitScorer`) have too few high ones to compare: what is a hundred times as probable stands out in
/// other scores. So they enter as `exp z`, where z is the logit in units of their spread. On MovieLens 100K this gains
/// .004 NDCG@100 with three or ten items, and .002 with all.
struct Blend: Scorer {
  struct Part: Sendable {
    let scorer: any Scorer
    let weight: Float
    /// The scorer, if it gives logits.
    let logits: (any LogitScorer)?

    init(scorer: any Scorer, weight: Float) {
      (self.scorer, self.weight, logits) = (scorer, weight, scorer as? any LogitScorer)
    }
  }

  private let parts: [Part]
  private let itemCount: Int

  /// - Precondition: there are no more parts than `Scales` holds, and all score the same items.
  init(_ parts: [Part], itemCount: Int) {
    precondition(parts.count <= Scales.scalarCount)
    self.parts = parts
    self.itemCount = itemCount
  }

  func score(
    context: [Int32], for user: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    blend(into: scores, areLogits: { $0.logits != nil }, { $0.score(context: context, for: user, into: $1) })
  }

  /// None: a blend has no file.
  var arrays: [NumberArray] { [] }

  func bytesRead(for context: [Int32]) -> Int { parts.reduce(0) { $0 + $1.scorer.bytesRead(for: context) } }

  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    blend(into: scores, areLogits: { _ in false }, { $0.similarity(to: item, into: $1) })
  }

  /// The sum of the contributions in each part, with the scale that its scores are added with: means and deviations
  /// remain those of the whole context. For logits, it is their contribution times the slope of `exp z`. That is the
  /// first-order term of a Taylor series, so the contribution itself need not be better than that in a long context.
  func addContributions(
    of context: [Int32], for user: Demographics, to targets: [Int32], times scales: Scales,
    into contributions: inout [Float]
  ) {
    for (place, part) in parts.enumerated() where scales[place] != 0 {
      if let scorer = part.logits {
        let factors = slopes(of: scorer, for: context, user, at: targets).map { $0 * scales[place] }
        scorer.addEstimates(of: context, for: user, to: targets, times: factors, into: &contributions)
      } else {
        let own = Scales(whole: scales[place])
        part.scorer.addContributions(of: context, for: user, to: targets, times: own, into: &contributions)
      }
    }
  }

  /// The slope of `exp z` as a function of the logit, at the logit of each target.
  private func slopes(
    of scorer: any Scorer, for context: [Int32], _ user: Demographics, at targets: [Int32]
  ) -> [Float] {
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: blocks(of: itemCount)) { own in
      own.initialize(repeating: .zero)
      scorer.score(context: context, for: user, into: own)
      let spread = Spread(of: own, itemCount: itemCount)
      exponentiate(own, in: spread)
      return targets.map { own[Int($0) / 16][Int($0) % 16] / spread.deviation }
    }
  }

  /// Replaces logits by `exp z`.
  private func exponentiate(_ logits: UnsafeMutableBufferPointer<SIMD16<Float>>, in spread: Spread) {
    let unit = 1 / spread.deviation
    for block in logits.indices { logits[block] = exponential((logits[block] - spread.mean) * unit) }
  }

  /// Returns the scale of each part: its weight divided by the deviation of its scores, or 0 if all are equal.
  /// - Parameters:
  ///   - areLogits: whether what `score` writes for a part are logits.
  ///   - score: writes the scores of one part.
  @discardableResult
  private func blend(
    into scores: UnsafeMutableBufferPointer<SIMD16<Float>>, areLogits: (Part) -> Bool,
    _ score: (any Scorer, UnsafeMutableBufferPointer<SIMD16<Float>>) -> Void
  ) -> Scales {
    let sum = UnsafeMutableBufferPointer(rebasing: scores[..<blocks(of: itemCount)])
    sum.initialize(repeating: .zero)
    var scales = Scales.zero
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: sum.count) { own in
      own.initialize(repeating: .zero)
      for (place, part) in parts.enumerated() {
        score(part.scorer, own)
        var spread = Spread(of: own, itemCount: itemCount)
        guard spread.isUseful else { continue }
        if areLogits(part) {
          exponentiate(own, in: spread)
          spread = Spread(of: own, itemCount: itemCount)
          guard spread.isUseful else { continue }
        }
        let scale = part.weight / spread.deviation
        for block in sum.indices { sum[block] += (own[block] - spread.mean) * scale }
        scales[place] = scale
      }
    }
    return scales
  }
}
