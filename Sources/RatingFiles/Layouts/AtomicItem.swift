import Domain

/// A movie in RecBole's `.item` format: title, year and genres in separate columns. There is no date beyond the year.
///
/// In RecBole's MovieLens 100K, movie 267 has `unkonwn` as title and year, and the title of movie 1412 was split at the
/// wrong parenthesis: `… (1995) (V)` became the title `… (1995)` and the year `V`.
enum AtomicItem {
  static func movie(_ table: borrowing Table, _ id: MovieID) -> ParsedRow<Movie> {
    let title = table.text(.title)
    let year = FieldValue.integer(table.bytes(.year)).flatMap { firstDay(of: Int($0)) }
    let genres = genres(table.text(.genres), separatedBy: " ")
    if ["", "unkonwn", unknownTitle].contains(title) {
      let movie = Movie(id: id, title: unknownTitle, genres: genres, date: year)
      return .mended(movie, table.remark("movie \(id) has no title; it is stored as '\(unknownTitle)'"))
    }
    if let year { return .accepted(Movie(id: id, title: title, genres: genres, date: year)) }
    let (name, yearInTitle) = Title.splitYear(title)
    let given = Excerpt.quoted(table.bytes(.year))
    guard let yearInTitle, let date = firstDay(of: yearInTitle) else {
      let movie = Movie(id: id, title: title, genres: genres, date: nil)
      guard !table.text(.year).isEmpty else { return .accepted(movie) }
      return .mended(movie, table.remark("movie \(id) has no date: \(given) is not a year"))
    }
    let movie = Movie(id: id, title: name, genres: genres, date: date)
    guard table.has(.year) else { return .accepted(movie) }
    return .mended(movie, table.remark("movie \(id) has the year \(given); \(yearInTitle) in its title is used"))
  }

  private static func firstDay(of year: Int) -> CalendarDate? {
    year < 1_000 ? nil : CalendarDate(year: year, month: 1, day: 1)
  }
}
