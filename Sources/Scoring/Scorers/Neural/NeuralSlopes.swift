import ModelFile

/// Estimates what the scores of some targets lose without each item of a context: the first-order term of the Taylor
/// series.
struct NeuralSlopes {
  /// The embeddings of sixteen context items stay in the first-level cache for this many targets.
  static let targetsAtOnce = 8

  private let leaveOneOut: LeaveOneOut
  private let layers: NeuralLayers
  private let whole: NeuralLayers.UserTerms
  private let activation: Activation
  /// E of the context, in blocks of sixteen items: the first column of each item, then the second, …
  private let embeddings: [SIMD16<Float>]
  /// A row for each target, in blocks of sixteen context items.
  private var losses: [SIMD16<Float>]

  private var width: Int { leaveOneOut.whole.count }
  private var blocksPerRow: Int { blocks(of: leaveOneOut.context.count) }

  init(_ scorer: NeuralScorer, _ leaveOneOut: LeaveOneOut, _ layers: NeuralLayers, _ whole: NeuralLayers.UserTerms) {
    (self.leaveOneOut, self.layers, self.whole) = (leaveOneOut, layers, whole)
    activation = scorer.shape.activation
    let (width, count) = (scorer.shape.width, blocks(of: leaveOneOut.context.count))
    var embeddings = [SIMD16<Float>](repeating: .zero, count: count * width)
    embeddings.withUnsafeMutableBytes { bytes in
      let blocked = bytes.assumingMemoryBound(to: Float.self)
      scorer.contextEmbedding.withUnsafeBufferPointer { rows in
        for (place, item) in leaveOneOut.context.enumerated() {
          let start = place / 16 * width * 16 + place % 16
          for column in 0..<width { blocked[start + column * 16] = rows[Int(item) * width + column] }
        }
      }
    }
    self.embeddings = embeddings
    losses = [SIMD16<Float>](repeating: .zero, count: count * Self.targetsAtOnce)
  }

  /// - Parameter targets: at most `targetsAtOnce`.
  mutating func update(for targets: ArraySlice<NeuralLayers.ItemTerms>) {
    let (width, blocksPerRow, scale) = (width, blocksPerRow, leaveOneOut.scale)
    // By columns, with zeros after the last target.
    var gradients = [Float](repeating: 0, count: width * Self.targetsAtOnce)
    var common = [Float](repeating: 0, count: Self.targetsAtOnce)
    for (row, target) in targets.enumerated() {
      for (column, slope) in gradient(of: target).enumerated() {
        gradients[column * Self.targetsAtOnce + row] = slope
        common[row] += slope * leaveOneOut.lossOfScale[column]
      }
    }
    embeddings.withUnsafeBufferPointer { embeddings in
      losses.withUnsafeMutableBufferPointer { losses in
        gradients.withUnsafeBufferPointer { gradients in
          for block in 0..<blocksPerRow {
            let items = UnsafeBufferPointer(rebasing: embeddings[block * width..<(block + 1) * width])
            for row in stride(from: 0, to: targets.count, by: 4) {
              let sums = Self.sums(of: items, gradients, from: row)
              func write(_ sum: SIMD16<Float>, _ row: Int) {
                losses[row * blocksPerRow + block] = sum * scale + common[row]
              }
              write(sums.0, row)
              write(sums.1, row + 1)
              write(sums.2, row + 2)
              write(sums.3, row + 3)
            }
          }
        }
      }
    }
  }

  /// The products of sixteen context items with the gradients of four targets. The sums stay in registers.
  @inline(__always)
  private static func sums(
    of items: UnsafeBufferPointer<SIMD16<Float>>, _ gradients: UnsafeBufferPointer<Float>, from row: Int
  ) -> (SIMD16<Float>, SIMD16<Float>, SIMD16<Float>, SIMD16<Float>) {
    var sums = (SIMD16<Float>.zero, SIMD16<Float>.zero, SIMD16<Float>.zero, SIMD16<Float>.zero)
    for column in items.indices {
      let (item, start) = (items[column], column * targetsAtOnce + row)
      sums.0 += item * gradients[start]
      sums.1 += item * gradients[start + 1]
      sums.2 += item * gradients[start + 2]
      sums.3 += item * gradients[start + 3]
    }
    return sums
  }

  /// Calls `body` with the losses of a target's score, by place in the context.
  mutating func withLosses(of row: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let (start, count) = (row * blocksPerRow * 16, leaveOneOut.context.count)
    losses.withUnsafeMutableBytes { bytes in
      let losses = bytes.assumingMemoryBound(to: Float.self)
      body(UnsafeMutableBufferPointer(rebasing: losses[start..<start + count]))
    }
  }

  /// The gradient of a target's score with respect to p before its activation.
  private func gradient(of target: NeuralLayers.ItemTerms) -> [Float] {
    var gradient = layers.gradient(of: target, for: whole)
    if activation == .tanh {
      for (column, number) in leaveOneOut.whole.enumerated() { gradient[column] *= 1 - number * number }
    }
    return gradient
  }
}
