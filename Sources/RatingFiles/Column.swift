/// A column by the names that headers give it.
package enum Column: CaseIterable, Sendable {
  case user, movie, rating, timestamp, title, year, date, genres, age, gender

  /// The first is the one that errors name.
  var spellings: [String] {
    switch self {
    case .user: ["user_id", "userId"]
    case .movie: ["item_id", "movieId", "movie_id"]
    case .rating: ["rating"]
    case .timestamp: ["timestamp"]
    case .title: ["movie_title", "title"]
    case .year: ["release_year"]
    case .date: ["release_date"]
    case .genres: ["class", "genres", "genre"]
    case .age: ["age"]
    case .gender: ["gender"]
    }
  }

  /// Whether a header's field names this column: in any case, with spaces and quotes around it and a type behind it, as
  /// in `User ID`, `userid` or `user_id:token`.
  func isNamed(_ field: some StringProtocol) -> Bool {
    let name = Self.folded(field)
    return spellings.contains { Self.folded($0) == name }
  }

  private static func folded(_ name: some StringProtocol) -> String {
    name.prefix { $0 != ":" }.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
