import Domain

/// A film in RecBole's `.item`: title, year and genres in columns of their own. The year is all there is of a date.
///
/// In the MovieLens 100K that comes with RecBole, film 267 has `unkonwn` for title and year, and film 1412 lost its
/// year to a column that was cut at the last parenthesis: `… (1995)` and `V`, of `… (1995) (V)`.
enum AtomicItem {
  static func movie(_ table: borrowing Table, _ id: MovieID) -> Row<Movie> {
    let title = table.text(.title)
    let year = table.text(.year)
    let genres = genres(table.text(.genres), separatedBy: " ")
    if ["", "unkonwn", unknownTitle].contains(title) {
      let movie = Movie(id: id, title: unknownTitle, genres: genres, date: firstDay(of: year))
      return .mended(movie, table.remark("film \(id) has no title: it is called '\(unknownTitle)'"))
    }
    if let date = firstDay(of: year) {
      return .accepted(Movie(id: id, title: title, genres: genres, date: date))
    }
    guard let recovered = Title.year(in: title), let date = firstDay(of: String(recovered)) else {
      let movie = Movie(id: id, title: title, genres: genres, date: nil)
      guard !year.isEmpty, table.has(.year) else { return .accepted(movie) }
      return .mended(movie, table.remark("film \(id) has no date: '\(year.prefix(40))' is no year"))
    }
    let movie = Movie(id: id, title: withoutYear(title), genres: genres, date: date)
    guard table.has(.year) else { return .accepted(movie) }
    return .mended(movie, table.remark("film \(id) has the year '\(year.prefix(40))': \(recovered) is in its title"))
  }

  private static func firstDay(of year: String) -> CalendarDate? { CalendarDate(iso: "\(year)-01-01") }

  private static func withoutYear(_ title: String) -> String {
    let rest = title.dropLast(6)
    return String(rest.hasSuffix(" ") ? rest.dropLast() : rest)
  }
}
