extension RatingFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let error): "cannot \(error)"
    case .notRegular(let file):
      "\(file) is not a regular file. It must be readable more than once: write the contents of a pipe to a file first"
    case .noRatings(let folder, let packed):
      "there is no *.inter, u.data, ratings.dat, ratings.csv or rating.csv in \(folder) or in a folder directly "
        + "inside it" + (packed.isEmpty ? "" : "; unpack this first: \(packed.joined(separator: ", "))")
    case .ambiguous(let folder, let found):
      "\(folder) has more than one ratings file (\(found.joined(separator: ", "))): specify one of them"
    case .notPlainText(let file, let format): "\(file) is \(format.remedy(for: file))"
    case .notUTF8(let file, let byte):
      "the first line of \(file) is not UTF-8 (byte \(byte) of the file). If you know its encoding, convert it first: "
        + "iconv -f ENCODING -t UTF-8 '\(file)' >'\(file).utf8'"
    case .empty(let file): "\(file) is empty"
    case .unknownLayout(let file, let firstLine):
      "\(file) has an unknown layout: its first line is '\(firstLine)'; expected "
        + "'userId,movieId,rating,timestamp' (ratings.csv), the same columns named user_id:token and so on and "
        + "separated by tabs (.inter), or rows of user, movie, rating and time separated by tabs (u.data) or by '::' "
        + "(ratings.dat)\(Self.advice(firstLine))"
    case .genresOutOfOrder(let file, let line):
      "\(file):\(line): expected a genre and its number, counted from 0, as in 'Action|1'"
    case .missingColumn(let file, let column, let firstLine):
      "\(file) has no column '\(column.spellings[0])': its first line is '\(firstLine)'; expected "
        + column.spellings.joined(separator: " or ") + ", in any case\(Self.advice(firstLine))"
    case .repeatedColumn(let file, let column, let firstLine):
      "\(file) has more than one column '\(column.spellings[0])': its first line is '\(firstLine)'"
    case .nothingToTake(let file, nil): "\(file) has no rows"
    case .nothingToTake(let file, let first?):
      "no row of \(file) is valid: is this the right data? The first: \(first.withRow)"
    }
  }

  /// Advice about a first line with another separator, such as one that a spreadsheet wrote in a locale with decimal
  /// commas.
  private static func advice(_ firstLine: String) -> String {
    guard !firstLine.contains(",") else { return "" }
    return if firstLine.contains(";") {
      ". Its fields are separated by semicolons: save it with commas between them and points in decimal numbers"
    } else if firstLine.contains("|") {
      ". Its fields are separated by '|': save it with commas between them"
    } else {
      ""
    }
  }
}
