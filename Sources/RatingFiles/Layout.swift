/// How a source writes its files down.
package enum Layout: Sendable, Equatable, CaseIterable {
  /// RecBole's atomic files `.inter`, `.item`, `.user`: tabs, a header `name:type`, UTF-8.
  case atomic
  /// MovieLens 100K as GroupLens gives it, `u.data`, `u.item`, `u.user`, `u.genre`: tabs or `|`, no header, Latin-1.
  case u
  /// MovieLens 1M and 10M, `ratings.dat`, `movies.dat`, `users.dat`: `::`, no header, Latin-1 (1M) or UTF-8 (10M).
  case dat
  /// MovieLens 20M and later, `ratings.csv`, `movies.csv`: RFC 4180 with a header, UTF-8.
  case csv

  var ratings: TableFormat {
    switch self {
    case .atomic: TableFormat(separator: .tab, header: true)
    case .u: TableFormat(separator: .tab, header: false)
    case .dat: TableFormat(separator: .doubleColon, header: false)
    case .csv: TableFormat(separator: .comma, header: true)
    }
  }

  /// Of films and users.
  var facts: TableFormat {
    self == .u ? TableFormat(separator: .pipe, header: false) : ratings
  }

  /// The layout of a file of ratings, by its first line; nil for none of them.
  static func recognise(firstLine: String) -> Layout? {
    if firstLine.contains(":token") { return .atomic }
    let fields = firstLine.split(separator: ",", omittingEmptySubsequences: false)
    if fields.contains(where: { Column.user.names.contains(unquoted($0)) }) { return .csv }
    if isNumbers(firstLine.split(separator: "\t"), atLeast: 3) { return .u }
    let parts = firstLine.split(separator: ":", omittingEmptySubsequences: false)
    return isNumbers(parts.filter { !$0.isEmpty }, atLeast: 3) && firstLine.contains("::") ? .dat : nil
  }

  private static func isNumbers(_ fields: [Substring], atLeast count: Int) -> Bool {
    fields.count >= count && fields.allSatisfy { Double($0) != nil }
  }

  private static func unquoted(_ field: Substring) -> String { field.filter { $0 != "\"" && $0 != "\r" } }
}

/// What separates the fields of a table, and whether its first line names them.
struct TableFormat: Sendable {
  enum Separator: Sendable {
    case tab, pipe, doubleColon
    /// With quotes as in RFC 4180.
    case comma

    var byte: UInt8 {
      switch self {
      case .tab: 0x09
      case .pipe: UInt8(ascii: "|")
      case .doubleColon: UInt8(ascii: ":")
      case .comma: UInt8(ascii: ",")
      }
    }
  }

  let separator: Separator
  let header: Bool
}

/// A column by the names that headers give it.
enum Column: CaseIterable {
  case user, movie, rating, timestamp, title, year, genres, age, gender

  /// The first is the one that errors name.
  var names: [String] {
    switch self {
    case .user: ["user_id", "userId"]
    case .movie: ["item_id", "movieId", "movie_id"]
    case .rating: ["rating"]
    case .timestamp: ["timestamp"]
    case .title: ["movie_title", "title"]
    case .year: ["release_year"]
    case .genres: ["class", "genres", "genre"]
    case .age: ["age"]
    case .gender: ["gender"]
    }
  }
}
