import ModelFile
import System

/// Why a model cannot be used.
package enum ModelError: Error, Equatable {
  /// No file is at this path.
  case notFound(path: String)
  /// The file holds a different model.
  case wrongModel(expected: ModelName, found: String)
  /// The file cannot be opened, or is damaged.
  case file(ModelFileError)
  /// A section does not have the number of elements that the model needs.
  case wrongCount(section: String, expected: Int, found: Int)
  /// The offset of this row of a sparse matrix lies outside the matrix or before the previous row's.
  case badRow(Int)
  /// An entry in this row of a sparse matrix has a column that is not an item.
  case columnOutOfRange(row: Int, column: Int32)
  /// The sizes in the `shape` section of a neural model contradict each other, or are out of bounds.
  case badShape
  /// The model has more items than 32 bits can number.
  case tooManyItems(Int)

  init(_ error: ModelFileError, path: String) {
    if case .system(let failure) = error, failure.isMissing {
      self = .notFound(path: path)
    } else {
      self = .file(error)
    }
  }
}

extension ModelError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFound(let path): "there is no model file \(path)"
    case .wrongModel(let expected, let found): "the file holds \(found), not \(expected.rawValue)"
    case .file(let error): error.description
    case .wrongCount(let section, let expected, let found):
      "section '\(section)' has \(found) elements, not \(expected)"
    case .badRow(let row): "the offset of row \(row) lies outside of the sparse matrix"
    case .columnOutOfRange(let row, let column): "row \(row) has an entry in column \(column), which is not an item"
    case .badShape: "the sizes of the neural model contradict each other"
    case .tooManyItems(let count): "\(count) items are more than 32 bits can number"
    }
  }
}
