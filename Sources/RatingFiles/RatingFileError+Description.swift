import Glibc

extension RatingFileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let call, let path, let code): "cannot \(call) \(path): \(String(cString: strerror(code)))"
    case .notRegular(let file):
      "\(file) is not a regular file. It is read more than once, as a pipe cannot be: write it to a file first"
    case .noRatings(let folder, let packed):
      "there is no *.inter, u.data, ratings.dat, ratings.csv or rating.csv in \(folder), nor in a folder directly "
        + "inside it" + (packed.isEmpty ? "" : "; unpack this first: \(packed.joined(separator: ", "))")
    case .ambiguous(let folder, let found):
      "\(folder) has more than one file of ratings (\(found.joined(separator: ", "))): name the file"
    case .notPlainText(let file, let format): "\(file) is \(format.remedy(for: file))"
    case .notUTF8(let file, let byte):
      "the first line of \(file) is not UTF-8, as byte \(byte) of the file shows. If you know its encoding, convert it "
        + "first: iconv -f ENCODING -t UTF-8 '\(file)' >'\(file).utf8'"
    case .empty(let file): "\(file) is empty"
    case .unknownLayout(let file, let firstLine):
      "\(file) is in no known layout: its first line is '\(firstLine)'; expected is "
        + "'userId,movieId,rating,timestamp' (ratings.csv), the same columns named user_id:token and so on and "
        + "separated by tabs (.inter), or rows of user, film, rating and time separated by tabs (u.data) or by '::' "
        + "(ratings.dat)"
    case .genresOutOfOrder(let file, let line):
      "\(file):\(line): expected is a genre and its number, counted from 0: 'Action|1'"
    case .missingColumn(let file, let column, let firstLine):
      "\(file) has no column '\(column.spellings[0])': its first line is '\(firstLine)'; looked for is "
        + column.spellings.joined(separator: ", ") + " in any case"
    case .repeatedColumn(let file, let column, let firstLine):
      "\(file) has more than one column '\(column.spellings[0])': its first line is '\(firstLine)'"
    case .nothingToTake(let file, nil): "\(file) has no rows"
    case .nothingToTake(let file, let first?):
      "no row of \(file) can be taken: is this the right data? The first: \(first.withRow)"
    }
  }
}
