import Domain
import RatingFiles

/// Why a file is refused as a whole. A single bad row is not an error: it is listed with its reason.
package enum HistoryFileError: Error, Equatable, CustomStringConvertible {
  case empty
  /// The contents have none of the known layouts. `found` is a clause about what they are instead.
  case unknownLayout(found: String)
  /// It is a list of movies, and neither its name nor the sender says what they are to the user.
  case unnamedList
  /// An archive has files from several sites.
  case severalSites
  /// It is compressed other than as ZIP, or encoded other than in UTF-8.
  case notPlainText(ForeignFormat)
  /// A title is neither in UTF-8 nor in Windows-1252.
  case unknownEncoding(row: Int)
  /// It begins like a ZIP archive but is damaged, split or ZIP64, or its members overlap.
  case damagedArchive
  case encryptedArchive
  case tooManyMembers(limit: Int)
  /// Once decompressed, it exceeds the limit.
  case tooLarge
  case tooManyRows(limit: Int)
  case tooManyMalformedRows(limit: Int)
  /// It is not valid JSON. `reason` says where.
  case invalidJSON(reason: String)

  /// Continues a sentence that begins with the file's name.
  package var description: String {
    switch self {
    case .empty: "is empty"
    case .unknownLayout(let found):
      "is not an export that is known here: \(found). Expected: an export of Letterboxd (the zip or a file of it), "
        + "IMDb, MovieLens, Trakt (the zip or a file of it) or TMDb, or the viewing history of Netflix"
    case .unnamedList:
      "is a list of movies: 'list' must say which, "
        + HistoryList.allCases.map(\.rawValue).joined(separator: ", ")
    case .severalSites: "has files from several sites: import one site at a time"
    case .notPlainText(let format):
      "is \(format.name): \(format.isEncoding ? "save it in UTF-8" : "unpack it") first"
    case .unknownEncoding(let row):
      "is neither in UTF-8 nor in Windows-1252 (the title in row \(row)): save it in UTF-8 first"
    case .damagedArchive: "is a damaged zip, or one of an unsupported kind"
    case .encryptedArchive: "is a zip with a password"
    case .tooManyMembers(let limit): "is a zip with more than \(limit) files"
    case .tooLarge: "is too large once it is unpacked"
    case .tooManyRows(let limit): "has more than \(limit) rows"
    case .tooManyMalformedRows(let limit): "has more than \(limit) rows that cannot be read"
    case .invalidJSON(let reason): "is not valid JSON: \(reason)"
    }
  }
}
