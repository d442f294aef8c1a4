/// The file formats of a source.
package enum FileLayout: Sendable, Equatable, CaseIterable {
  /// RecBole's atomic files `.inter`, `.item`, `.user`: tabs, a header with `name:type`, UTF-8.
  case atomic
  /// MovieLens 100K as GroupLens distributes it, `u.data`, `u.item`, `u.user`, `u.genre`: tabs or `|`, no header,
  /// Latin-1.
  case u
  /// MovieLens 1M and 10M, `ratings.dat`, `movies.dat`, `users.dat`: `::`, no header, Latin-1 (1M) or UTF-8 (10M).
  case dat
  /// MovieLens 20M and later, `ratings.csv`, `movies.csv`: RFC 4180 with a header, UTF-8.
  case csv

  var ratings: TableFormat {
    switch self {
    case .atomic: TableFormat(separator: .tab, columns: nil)
    case .u: TableFormat(separator: .tab, columns: [.user, .movie, .rating, .timestamp])
    case .dat: TableFormat(separator: .doubleColon, columns: [.user, .movie, .rating, .timestamp])
    case .csv: TableFormat(separator: .comma, columns: nil)
    }
  }

  /// - Parameter genres: the number of genre flags in `u.item`.
  func movies(genres: Int) -> TableFormat {
    switch self {
    case .u:
      TableFormat(
        separator: .pipe, columns: [.movie, .title, .date] + Array(repeating: nil, count: 2 + genres))
    case .dat: TableFormat(separator: .doubleColon, columns: [.movie, .title, .genres])
    case .atomic, .csv: ratings
    }
  }

  /// The last two columns are occupation and zip code.
  var users: TableFormat {
    switch self {
    case .u: TableFormat(separator: .pipe, columns: [.user, .age, .gender, nil, nil])
    case .dat: TableFormat(separator: .doubleColon, columns: [.user, .gender, .age, nil, nil])
    case .atomic, .csv: ratings
    }
  }

  /// Recognises the layout of a ratings file by its first line and, if that is ambiguous, by its name; nil if unknown.
  static func recognise(firstLine: String, path: String) -> FileLayout? {
    if firstLine.lowercased().contains(":token") { return .atomic }
    if namesUser(firstLine.split(separator: ",")) { return .csv }
    let columns = firstLine.split(separator: "\t")
    if namesUser(columns) { return path.hasSuffix(".inter") ? .atomic : .u }
    if isNumbers(columns) { return .u }
    let parts = firstLine.split(separator: "::")
    return parts.count > 1 && (isNumbers(parts) || namesUser(parts)) ? .dat : nil
  }

  private static func namesUser(_ fields: [Substring]) -> Bool {
    fields.count > 1 && fields.contains { FileColumn.named(by: $0)?.column == .user }
  }

  private static func isNumbers(_ fields: [Substring]) -> Bool {
    fields.count >= 3 && fields.prefix(3).allSatisfy { Double($0.filter { $0 != " " }) != nil }
  }
}

/// The separator and the columns of a table.
struct TableFormat: Sendable {
  let separator: FieldSeparator
  /// The columns of a file without a header, with nil for unused ones. Nil if the first line names the columns.
  let columns: [FileColumn?]?
}
