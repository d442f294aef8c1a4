import Glibc

extension RatingFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let call, let path, let code): "cannot \(call) \(path): \(String(cString: strerror(code)))"
    case .noRatings(let folder):
      "there is no *.inter, u.data, ratings.dat or ratings.csv in \(folder), nor in a folder directly inside it"
    case .ambiguous(let folder, let found):
      "\(folder) has more than one file of ratings (\(found.joined(separator: ", "))): name the file"
    case .unknownLayout(let file):
      "\(file) is not in a known layout: .inter with a header, u.data, ratings.dat or ratings.csv"
    case .missingColumn(let file, let column): "\(file) has no column '\(column)'"
    }
  }
}
