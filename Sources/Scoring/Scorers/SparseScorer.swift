import Domain
import ModelFile

/// Scores of ItemKNN and of sparse EASE: the sum of the rows of the context in a sparse matrix.
///
/// The sections of its file, in addition to those of every file, for n items and m weights:
///
///     NAME     TYPE   COUNT  DESCRIPTION
///     rows     Int64  n + 1  row i has the entries rows[i]..<rows[i + 1]; the first is 0, the last m
///     columns  Int32  m      the position of the item that is scored, ascending in a row
///     weights  Float  m      the weight of the row's item for the column's: a similarity (ItemKNN), or fitted (EASE)
///
/// Rows are context items, columns are scored items. Training limits the number of entries in a column.
package struct SparseScorer: Scorer {
  static let rowsSection = "rows"
  private static let columnsSection = "columns"
  private static let weightsSection = "weights"

  private let itemCount: Int
  private let rows: MappedArray<Int64>
  private let columns: MappedArray<Int32>
  private let weights: MappedArray<Float>

  init(_ file: ModelFile) throws(ModelError) {
    do {
      rows = try file.section(Self.rowsSection)
      columns = try file.section(Self.columnsSection)
      weights = try file.section(Self.weightsSection)
    } catch { throw .file(error) }
    itemCount = file.items.count
    guard rows.count == itemCount + 1 else {
      throw .wrongCount(section: Self.rowsSection, expected: itemCount + 1, found: rows.count)
    }
    guard weights.count == columns.count else {
      throw .wrongCount(section: Self.weightsSection, expected: columns.count, found: weights.count)
    }
    try checkRows()
    try checkColumns()
  }

  /// The sections of the table above.
  package static func sections(rows: [Int64], columns: [Int32], weights: [Float]) -> [SectionContents] {
    [
      SectionContents(rowsSection, .int64(rows)), SectionContents(columnsSection, .int32(columns)),
      SectionContents(weightsSection, .float(weights)),
    ]
  }

  func score(
    context: [Int32], for _: Demographics, into scores: UnsafeMutableBufferPointer<SIMD16<Float>>
  ) -> Scales {
    for block in 0..<blocks(of: itemCount) { scores[block] = .zero }
    scores.withMemoryRebound(to: Float.self) { scores in
      rows.withUnsafeBufferPointer { rows in
        columns.withUnsafeBufferPointer { columns in
          weights.withUnsafeBufferPointer { weights in
            for item in context {
              for entry in Int(rows[Int(item)])..<Int(rows[Int(item) + 1]) {
                scores[Int(columns[entry])] += weights[entry]
              }
            }
          }
        }
      }
    }
    return Scales(whole: 1)
  }

  /// As `scipy.sparse.csr_array((weights, columns, rows))` takes them.
  var arrays: [NumberArray] {
    [
      NumberArray(Self.rowsSection, rows), NumberArray(Self.columnsSection, columns),
      NumberArray(Self.weightsSection, weights),
    ]
  }

  func bytesRead(for context: [Int32]) -> Int {
    context.reduce(0) { $0 + Int(rows[Int($1) + 1] - rows[Int($1)]) } * 8
  }

  /// The contributions are the weights, because a score is their sum. Reads each row of the context once.
  func addContributions(
    of context: [Int32], for _: Demographics, to targets: [Int32], times scales: Scales,
    into contributions: inout [Float]
  ) {
    // The number of each target by its position; −1 for an item that is not a target.
    var numbers = [Int32](repeating: -1, count: itemCount)
    for (number, target) in targets.enumerated() { numbers[Int(target)] = Int32(number) }
    rows.withUnsafeBufferPointer { rows in
      columns.withUnsafeBufferPointer { columns in
        weights.withUnsafeBufferPointer { weights in
          for (column, item) in context.enumerated() {
            for entry in Int(rows[Int(item)])..<Int(rows[Int(item) + 1]) {
              let target = Int(numbers[Int(columns[entry])])
              if target >= 0 { contributions[target * context.count + column] += weights[entry] * scales[0] }
            }
          }
        }
      }
    }
  }

  private func checkRows() throws(ModelError) {
    guard rows[0] == 0 else { throw .badRow(0) }
    for row in 0..<itemCount where rows[row] > rows[row + 1] { throw .badRow(row) }
    guard rows[itemCount] == Int64(columns.count) else { throw .badRow(itemCount) }
  }

  private func checkColumns() throws(ModelError) {
    let limit = Int32(itemCount)
    for row in 0..<itemCount {
      for entry in Int(rows[row])..<Int(rows[row + 1]) where !(0..<limit).contains(columns[entry]) {
        throw .columnOutOfRange(row: row, column: columns[entry])
      }
    }
  }
}
