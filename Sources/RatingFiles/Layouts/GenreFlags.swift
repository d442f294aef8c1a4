import Domain

/// A movie in `u.item`: `id|title|release date|video release date|URL|` and a flag for each genre.
enum GenreFlags {
  private static let firstFlag = 5

  /// The genres in the order of the flags, used if `u.genre` is missing.
  private static let standard = [
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
    "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
  ]

  /// Reads `u.genre`: `name|position of the flag`. Also throws `genresOutOfOrder`.
  static func names(_ path: String?) throws(RatingFileError) -> [String] {
    guard let path else { return standard }
    var reader = try RecordReader(path, .pipe)
    var names: [String] = []
    while try reader.next() != nil {
      guard reader.fieldCount == 2, FieldValue.integer(reader.bytes(1)) == Int64(names.count) else {
        throw .genresOutOfOrder(file: path, line: reader.line)
      }
      names.append(FieldValue.text(reader.bytes(0)))
    }
    return names
  }

  static func movie(_ table: borrowing Table, _ id: MovieID, _ names: [String]) -> ParsedRow<Movie> {
    let flagged = names.indices.filter { table.text(firstFlag + $0) == "1" }
    let genres = distinct(flagged.map { names[$0] })
    let title = table.text(.title)
    let dateText = table.text(.date)
    let date = FieldValue.dayMonthYear(dateText)
    guard title != unknownTitle, !title.isEmpty else {
      let movie = Movie(id: id, title: unknownTitle, genres: genres, date: date)
      return .mended(movie, table.remark("movie \(id) has no title; it is stored as '\(unknownTitle)'"))
    }
    let movie = Movie(id: id, title: title, genres: genres, date: date)
    guard date == nil, !dateText.isEmpty else { return .accepted(movie) }
    return .mended(movie, table.remark("movie \(id) has no date: \(Excerpt.quoted(table.bytes(.date))) is not one"))
  }
}
