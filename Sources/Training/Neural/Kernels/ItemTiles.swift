import LinearAlgebra

/// A matrix of items × units, transposed and cut into tiles of 256 items: tile × unit × item. A unit of a tile is 16
/// blocks of 16 items. Elements after the last item are zero.
struct ItemTiles {
  static let blocks = 16
  static let width = 16 * blocks

  private let rows: Int
  private let units: Int
  let count: Int
  var elements: [SIMD16<Float>]

  init(rows: Int, units: Int) {
    self.rows = rows
    self.units = units
    count = (rows + Self.width - 1) / Self.width
    elements = [SIMD16<Float>](repeating: .zero, count: count * units * Self.blocks)
  }

  init(_ matrix: Matrix<Float>) {
    self.init(rows: matrix.rows, units: matrix.columns)
    for row in 0..<rows {
      for unit in 0..<units {
        elements[block(row, unit)][row % 16] = matrix.elements[row * matrix.stride + unit]
      }
    }
  }

  /// The items in a tile.
  func items(of tile: Int) -> Range<Int> { tile * Self.width..<min(rows, (tile + 1) * Self.width) }

  /// Where a tile begins, with all its units.
  func start(of tile: Int) -> Int { tile * units * Self.blocks }

  /// Writes the tiles back as items × units.
  func store(to matrix: inout Matrix<Float>) {
    for row in 0..<rows {
      for unit in 0..<units {
        matrix.elements[row * matrix.stride + unit] = elements[block(row, unit)][row % 16]
      }
    }
  }

  private func block(_ row: Int, _ unit: Int) -> Int {
    (row / Self.width * units + unit) * Self.blocks + row % Self.width / 16
  }
}
