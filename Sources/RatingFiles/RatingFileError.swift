/// Why a source of ratings cannot be read at all. A single bad row is no error: it is rejected, with its reason.
package enum RatingFileError: Error, Equatable {
  /// A call that failed, on which path, and the value of `errno`.
  case system(call: String, path: String, code: Int32)
  /// Nothing with ratings in this folder, nor one level below.
  case noRatings(folder: String)
  /// More than one file could be meant.
  case ambiguous(folder: String, found: [String])
  /// The first line is in none of the known layouts.
  case unknownLayout(file: String)
  /// The header does not name a column that is needed.
  case missingColumn(file: String, column: String)
}
