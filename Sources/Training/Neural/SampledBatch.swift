import LinearAlgebra

import func Glibc.log

/// A mini-batch as the part of a network sees it that scores only some of the items.
struct SampledBatch {
  /// What the part consists of.
  let rows: ParameterRows
  /// The users, whose histories and targets name items by their position in `rows`.
  let batch: MiniBatch

  /// - Parameters:
  ///   - batch: a mini-batch for the whole network.
  ///   - negatives: the items drawn, ascending.
  init(_ batch: MiniBatch, negatives: [Int32], _ sampling: NegativeSampling) {
    let items = batch.targets.columns
    let histories = PositionsOfItems(batch.users.histories.indices, of: items)
    let scored = PositionsOfItems(batch.targets.indices + negatives, of: items)
    rows = ParameterRows(histories: histories.items, items: scored.items)
    let corrections = scored.items.map { Float(-log(sampling.presence(of: $0, users: batch.users.count))) }
    self.batch = MiniBatch(
      users: UserFeatures(
        histories: histories.renamed(batch.users.histories), demographics: batch.users.demographics),
      targets: scored.renamed(batch.targets), corrections: corrections)
  }
}

/// Some of the items, ascending, each once, and where each is among them.
private struct PositionsOfItems {
  let items: [Int32]
  private var positions: [Int32]

  init(_ indices: [Int32], of count: Int) {
    positions = [Int32](repeating: -1, count: count)
    for item in indices { positions[Int(item)] = 0 }
    items = positions.indices.lazy.filter { [positions] in positions[$0] == 0 }.map { Int32($0) }
    for (position, item) in items.enumerated() { positions[Int(item)] = Int32(position) }
  }

  /// The same rows with columns for these items only.
  func renamed(_ matrix: SparseMatrix) -> SparseMatrix {
    SparseMatrix(columns: items.count, offsets: matrix.offsets, indices: matrix.indices.map { positions[Int($0)] })
  }
}
