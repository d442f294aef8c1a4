import LinearAlgebra

/// The rows of a network's parameters that belong to some of the items. A mini-batch that scores few items reads and
/// changes only these, and everything that does not belong to an item.
struct ParameterRows: Sendable {
  /// The items that stand in histories, ascending: rows of the first user embedding.
  let histories: [Int32]
  /// The items that are scored, ascending: rows of the first item embedding, and entries of the bias.
  let items: [Int32]
}

extension NeuralParameters {
  /// A copy of some rows.
  func part(_ rows: ParameterRows) -> NeuralParameters {
    var part = self
    part.userEmbeddings[0] = userEmbeddings[0].rows(rows.histories)
    part.itemEmbeddings[0] = itemEmbeddings[0].rows(rows.items)
    part.itemBias = Matrix([rows.items.map { itemBias[0, Int($0)] }])
    return part
  }
}

extension NeuralNetwork {
  /// The network with a catalogue of some of the items.
  func part(_ rows: ParameterRows) -> NeuralNetwork {
    NeuralNetwork(
      shape: shape, outputScale: outputScale,
      itemFeatures: [.identity(rows.items.count)] + itemFeatures.dropFirst().map { $0.rows(rows.items) },
      parameters: parameters.part(rows))
  }
}

extension Matrix where Scalar == Float {
  fileprivate func rows(_ positions: [Int32]) -> Matrix {
    var part = Matrix(rows: positions.count, columns: columns, stride: stride)
    let stride = stride
    elements.withUnsafeBufferPointer { source in
      part.elements.withUnsafeMutableBufferPointer { part in
        for (row, position) in positions.enumerated() {
          let (target, start) = (row * stride, Int(position) * stride)
          for column in 0..<stride { part[target + column] = source[start + column] }
        }
      }
    }
    return part
  }
}

extension SparseMatrix {
  fileprivate func rows(_ positions: [Int32]) -> SparseMatrix {
    SparseMatrix(columns: columns, positions.map { Array(row(Int($0))) })
  }
}
