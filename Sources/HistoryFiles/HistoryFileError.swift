/// Why a file is refused as a whole. A single bad row is not an error: it is listed with its reason.
package enum HistoryFileError: Error, Equatable, CustomStringConvertible {
  case empty
  /// The contents are of none of the known layouts.
  case unknownLayout
  /// The list is a Letterboxd list, and neither its name nor the sender says which.
  case unnamedList
  /// Compressed in another way than ZIP, or in another encoding than UTF-8.
  case notPlainText
  /// It begins like a ZIP archive but is damaged, split or ZIP64.
  case damagedArchive
  case encryptedArchive
  case tooManyMembers(limit: Int)
  /// It has more bytes, once decompressed, than are read.
  case tooLarge
  case tooManyRows(limit: Int)
  /// It is not valid JSON. `reason` says where.
  case invalidJSON(reason: String)

  /// Continues a sentence that begins with the file.
  package var description: String {
    switch self {
    case .empty: "is empty"
    case .unknownLayout:
      "is not an export that is known here: Letterboxd (the zip or a file of it), IMDb ratings, MovieLens, Trakt, "
        + "TMDb, or the viewing history of Netflix"
    case .unnamedList: "is a list of movies from Letterboxd: 'list' must say which, watched, watchlist or likes"
    case .notPlainText: "is compressed or not in UTF-8"
    case .damagedArchive: "is a damaged zip, or one of a kind that is not supported"
    case .encryptedArchive: "is a zip with a password"
    case .tooManyMembers(let limit): "is a zip of more than \(limit) files"
    case .tooLarge: "is too large once it is unpacked"
    case .tooManyRows(let limit): "has more than \(limit) rows"
    case .invalidJSON(let reason): "is not valid JSON: \(reason)"
    }
  }
}
