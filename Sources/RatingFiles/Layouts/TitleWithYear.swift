import Domain

/// A movie in `movies.dat` or `movies.csv`: the year is part of the title, and the genres are separated by `|`.
enum TitleWithYear {
  static func movie(_ table: borrowing Table, _ id: MovieID) -> ParsedRow<Movie> {
    let title = table.text(.title)
    let genres = genres(table.text(.genres), separatedBy: "|")
    guard !title.isEmpty else {
      let movie = Movie(id: id, title: unknownTitle, genres: genres, date: nil)
      return .mended(movie, table.remark("movie \(id) has no title; it is stored as '\(unknownTitle)'"))
    }
    let date = Title.year(in: title).flatMap { CalendarDate(year: $0, month: 1, day: 1) }
    return .accepted(Movie(id: id, title: title, genres: genres, date: date))
  }
}
