/// A column by the names that headers give it.
package enum Column: CaseIterable, Sendable {
  case user, movie, rating, timestamp, title, year, date, genres, age, gender

  /// The first is the one that errors name.
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
    }
  }

  /// Which of the spellings a header's field has: in any case, with spaces and quotes around it and a type behind it,
  /// as in `User ID`, `userid` or `user_id:token`; nil if it names another column.
  func spelling(of field: some StringProtocol) -> Int? {
    let name = Self.folded(field)
    return spellings.firstIndex { Self.folded($0) == name }
  }

  func isNamed(_ field: some StringProtocol) -> Bool { spelling(of: field) != nil }

  private static func folded(_ name: some StringProtocol) -> String {
    name.prefix { $0 != ":" }.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
