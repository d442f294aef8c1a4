/// Why a source of ratings cannot be read at all. A single bad row is no error: it is rejected, with its reason.
package enum RatingFileError: Error, Equatable {
  /// A call that failed, on which path, and the value of `errno`.
  case system(call: String, path: String, code: Int32)
  /// A pipe or a device.
  case notRegular(file: String)
  /// Nothing with ratings in this folder, nor one level below; what there is packed.
  case noRatings(folder: String, packed: [String])
  /// More than one file could be meant.
  case ambiguous(folder: String, found: [String])
  /// Compressed, or in another encoding.
  case notPlainText(file: String, ForeignFormat)
  /// The line that should tell what is in it is in no encoding that is read; `byte` is the first to show it, from 0.
  case notUTF8(file: String, byte: Int)
  /// There is nothing in it.
  case empty(file: String)
  /// The first line is in none of the known layouts.
  case unknownLayout(file: String, firstLine: String)
  /// The genres of `u.genre` are not numbered from 0.
  case genresOutOfOrder(file: String, line: Int)
  /// The header does not name a column that is needed.
  case missingColumn(file: String, Column, firstLine: String)
  /// The header names a column more than once.
  case repeatedColumn(file: String, Column, firstLine: String)
  /// Not a single row can be taken; the first that was rejected, nil if there is none.
  case nothingToTake(file: String, first: Remark?)
}
