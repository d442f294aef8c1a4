import Glibc
import ModelFile

/// Why a model cannot be used.
package enum ModelError: Error, Equatable {
  /// There is no file at that path.
  case notFound(path: String)
  /// The file is another model's.
  case wrongModel(expected: ModelName, found: String)
  /// The file cannot be opened, or is damaged.
  case file(ModelFileError)
  /// A section has not as many elements as the model needs.
  case wrongCount(section: String, expected: Int, found: Int)
  /// The table of a sparse matrix points outside of it, or backwards.
  case badRow(Int)
  case columnOutOfRange(row: Int, column: Int32)
  /// The sizes of a neural model do not go together.
  case badShape
  case tooManyItems(Int)

  init(_ error: ModelFileError, path: String) {
    if case .system(let failure) = error, failure.code == ENOENT {
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
    case .badRow(let row): "row \(row) lies outside of the sparse matrix"
    case .columnOutOfRange(let row, let column): "row \(row) has the column \(column), which no item has"
    case .badShape: "the sizes of the neural model do not go together"
    case .tooManyItems(let count): "\(count) items are more than a position can number"
    }
  }
}
