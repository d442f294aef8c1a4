import Domain

/// Several models as one. The score of an item is the weighted sum of its scores in each model, after shifting these to
/// mean 0 over all items and scaling them to variance 1: raw scores of two models cannot be compared.
struct Blend: Scorer {
  struct Part: Sendable {
    let scorer: any Scorer
    let weight: Float
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
    blend(into: scores) { scorer, own in scorer.score(context: context, for: user, into: own) }
  }

  /// None: a blend has no file.
  var arrays: [NumberArray] { [] }

  func bytesRead(for context: [Int32]) -> Int { parts.reduce(0) { $0 + $1.scorer.bytesRead(for: context) } }

  func similarity(to item: Int32, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>) {
    blend(into: scores) { scorer, own in scorer.similarity(to: item, into: own) }
  }

  /// The sum of the contributions in each part, with the scale that its scores are added with: means and deviations
  /// remain those of the whole context.
  func addContributions(
    of context: [Int32], for user: Demographics, to targets: [Int32], times scales: Scales,
    into contributions: inout [Float]
  ) {
    for (place, part) in parts.enumerated() where scales[place] != 0 {
      let own = Scales(whole: scales[place])
      part.scorer.addContributions(of: context, for: user, to: targets, times: own, into: &contributions)
    }
  }

  /// Returns the scale of each part: its weight divided by the deviation of its scores, or 0 if all are equal.
  /// - Parameter score: writes the scores of one part.
  @discardableResult
  private func blend(
    into scores: UnsafeMutableBufferPointer<SIMD16<Float>>,
    _ score: (any Scorer, UnsafeMutableBufferPointer<SIMD16<Float>>) -> Void
  ) -> Scales {
    let sum = UnsafeMutableBufferPointer(rebasing: scores[..<blocks(of: itemCount)])
    sum.initialize(repeating: .zero)
    var scales = Scales.zero
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: sum.count) { own in
      own.initialize(repeating: .zero)
      for (place, part) in parts.enumerated() {
        score(part.scorer, own)
        let spread = Spread(of: own, itemCount: itemCount)
        guard spread.isUseful else { continue }
        let scale = part.weight / spread.deviation
        for block in sum.indices { sum[block] += (own[block] - spread.mean) * scale }
        scales[place] = scale
      }
    }
    return scales
  }
}
