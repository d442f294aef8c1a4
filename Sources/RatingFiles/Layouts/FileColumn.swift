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

  /// The index of the spelling that a header field has, ignoring case, separators and a type, as in `User ID`, `userid`
  /// or `user_id:token`; nil if the field names another column.
  func spelling(of field: some StringProtocol) -> Int? {
    let name = Self.folded(field)
    return spellings.firstIndex { Self.folded($0) == name }
  }

  func isNamed(_ field: some StringProtocol) -> Bool { spelling(of: field) != nil }

  private static func folded(_ name: some StringProtocol) -> String {
    name.prefix { $0 != ":" }.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
