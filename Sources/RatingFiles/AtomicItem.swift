import Domain

/// A film in RecBole's `.item`: title, year and genres in columns of their own. The year is all there is of a date.
///
/// In the MovieLens 100K that comes with RecBole, film 267 has `unkonwn` for title and year, and film 1412 lost its
/// year to a column that was cut at the last parenthesis: `… (1995)` and `V`, of `… (1995) (V)`.
enum AtomicItem {
  static func movie(_ table: borrowing Table, _ id: MovieID) -> Row<Movie> {
    let title = table.text(.title)
    let year = FieldValue.integer(table.bytes(.year)).flatMap { firstDay(of: Int($0)) }
    let genres = genres(table.text(.genres), separatedBy: " ")
    if ["", "unkonwn", unknownTitle].contains(title) {
      let movie = Movie(id: id, title: unknownTitle, genres: genres, date: year)
      return .mended(movie, table.remark("film \(id) has no title: it is called '\(unknownTitle)'"))
    }
    if let year { return .accepted(Movie(id: id, title: title, genres: genres, date: year)) }
    let (name, yearInTitle) = Title.splitYear(title)
    let given = Excerpt.quoted(table.bytes(.year))
    guard let yearInTitle, let date = firstDay(of: yearInTitle) else {
      let movie = Movie(id: id, title: title, genres: genres, date: nil)
      guard !table.text(.year).isEmpty else { return .accepted(movie) }
      return .mended(movie, table.remark("film \(id) has no date: \(given) is no year"))
    }
    let movie = Movie(id: id, title: name, genres: genres, date: date)
    guard table.has(.year) else { return .accepted(movie) }
    return .mended(movie, table.remark("film \(id) has the year \(given): \(yearInTitle) is in its title"))
  }

  private static func firstDay(of year: Int) -> CalendarDate? {
    year < 1_000 ? nil : CalendarDate(year: year, month: 1, day: 1)
  }
}
