/// A column, recognised by the names that headers give it.
package enum FileColumn: CaseIterable, Sendable {
  case user, movie, rating, timestamp, title, year, date, genres, age, gender, imdb, tmdb

  /// Errors name the first one.
  var spellings: [String] {
    switch self {
    case .user: ["user_id", "userId"]
    case .movie: ["item_id", "movieId", "movie_id"]
    case .rating: ["rating"]
    case .timestamp: ["timestamp", "unix_timestamp", "rated_at", "time"]
    case .title: ["movie_title", "title"]
    case .year: ["release_year"]
    case .date: ["release_date"]
    case .genres: ["class", "genres", "genre"]
    case .age: ["age"]
    case .gender: ["gender"]
    case .imdb: ["imdbId"]
    case .tmdb: ["tmdbId"]
    }
  }

  /// The column that a header field names, ignoring case, separators and a type, as in `User ID`, `userid` or
  /// `user_id:token`, and the index of its spelling; nil if there is no such column.
  static func named(by field: some StringProtocol) -> (column: FileColumn, spelling: Int)? { known[folded(field)] }

  /// By folded spelling. Two spellings of one column may fold to the same: the first counts.
  private static let known = Dictionary(
    allCases.flatMap { column in
      column.spellings.enumerated().map { (folded($1), (column: column, spelling: $0)) }
    }, uniquingKeysWith: { first, _ in first })

  private static func folded(_ name: some StringProtocol) -> String {
    name.prefix { $0 != ":" }.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
