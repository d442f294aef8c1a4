import System

/// Why a source of ratings cannot be read at all. A single bad row is not an error: it is rejected with a reason.
package enum RatingFileError: Error, Equatable {
  /// A system call failed.
  case system(SystemCallError)
  /// The file is a pipe or a device.
  case notRegular(file: String)
  /// No ratings file in the folder or one level below. `packed` lists the compressed files in it.
  case noRatings(folder: String, packed: [String])
  /// The folder has more than one ratings file.
  case ambiguous(folder: String, found: [String])
  /// The file is compressed or in another encoding.
  case notPlainText(file: String, ForeignFormat)
  /// The first line, which should identify the contents, is not UTF-8. `byte` is the offset of the first invalid byte.
  case notUTF8(file: String, byte: Int)
  /// The file is empty.
  case empty(file: String)
  /// The first line matches none of the known layouts.
  case unknownLayout(file: String, firstLine: String)
  /// The genres of `u.genre` are not numbered from 0.
  case genresOutOfOrder(file: String, line: Int)
  /// The header lacks a required column.
  case missingColumn(file: String, FileColumn, firstLine: String)
  /// The header names a column more than once.
  case repeatedColumn(file: String, FileColumn, firstLine: String)
  /// No row is valid. `first` is the first rejected one; nil if there are no rows.
  case nothingToTake(file: String, first: Remark?)
}
