import Domain
import MariaDB

extension CountedMovies {
  /// A user and a movie.
  struct Pair: Hashable {
    let user: UserID
    let movie: MovieID
  }

  /// What is counted of a pair.
  private struct Counted: Equatable {
    let views: Int64
    let selects: Int64
    let rates: Int64
    let halfStars: Int64?
    let lastAt: Timestamp?
    /// In the order of `columns`.
    let sums: [Int64]
  }

  /// Brings what is counted of some pairs up to date: reads it, and what it should be, and writes the difference. Most
  /// pairs are new, or have been counted before and are looked at again.
  func update(_ pairs: [Pair]) throws(MariaDBError) {
    guard !pairs.isEmpty else { return }
    let new = try history(
      """
      \(Self.table(of: pairs)) STRAIGHT_JOIN interactions FORCE INDEX (history)
        ON interactions.user_id = pair.u AND interactions.movie_id = pair.m
      """, "TRUE")
    try transaction { () throws(MariaDBError) in
      let old = try counted(
        "SELECT user_id, movie_id, views, selects, rates, half_stars, last_at FROM \(Self.rows(of: pairs))")
      let new = try counted(new)
      let changed = pairs.filter { old[$0] != new[$0] }
      try removeVisits(changed.filter { old[$0]?.lastAt != nil })
      try remove(changed.filter { new[$0] == nil })
      try insert(changed.compactMap { pair in new[pair].map { (pair, $0) } })
      try addDifferences(changed.map { ($0.movie, old[$0], new[$0]) })
    }
  }

  private func counted(_ selection: SQL) throws(MariaDBError) -> [Pair: Counted] {
    let rows = try connection.rows(
      "SELECT counted.*, \(SQL.joined(isInWindows, by: ", ")) FROM (\(selection)) AS counted", isKept: false
    ) { row in
      let halfStars = try row.optionalInteger(5)
      let windows = try (7...9).map { try row.integer($0) }
      return (
        Pair(user: try row.integer(0), movie: try row.integer(1)),
        Counted(
          views: try row.integer(2), selects: try row.integer(3), rates: try row.integer(4), halfStars: halfStars,
          lastAt: try row.optionalTime(6),
          sums: try (2...4).map { try row.integer($0) } + [1] + windows + (1...10).map { $0 == halfStars ? 1 : 0 })
      )
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  private func removeVisits(_ pairs: [Pair]) throws(MariaDBError) {
    guard !pairs.isEmpty else { return }
    try write(
      """
      DELETE recent_visits FROM (SELECT last_at, user_id, movie_id FROM \(Self.rows(of: pairs))) AS old
      STRAIGHT_JOIN recent_visits USING (last_at, user_id, movie_id)
      """)
  }

  private func remove(_ pairs: [Pair]) throws(MariaDBError) {
    guard !pairs.isEmpty else { return }
    try write("DELETE counted_movies FROM \(Self.rows(of: pairs))")
  }

  private func insert(_ counted: [(pair: Pair, count: Counted)]) throws(MariaDBError) {
    guard !counted.isEmpty else { return }
    let rows = counted.map { pair, count in
      let lastAt: SQL = count.lastAt.map { "\($0)" } ?? "NULL"
      return """
        (\(pair.user), \(pair.movie), \(count.views), \(count.selects), \(count.rates), \(count.halfStars), \(lastAt))
        """ as SQL
    }
    try write(
      """
      INSERT INTO counted_movies (user_id, movie_id, views, selects, rates, half_stars, last_at)
      VALUES \(SQL.joined(rows, by: ", "))
      ON DUPLICATE KEY UPDATE views = VALUE(views), selects = VALUE(selects), rates = VALUE(rates),
        half_stars = VALUE(half_stars), last_at = VALUE(last_at)
      """)
    let visits = counted.compactMap { pair, count in
      count.lastAt.map { "(\($0), \(pair.user), \(pair.movie))" as SQL }
    }
    guard !visits.isEmpty else { return }
    try write("INSERT INTO recent_visits (last_at, user_id, movie_id) VALUES \(SQL.joined(visits, by: ", "))")
  }

  private func addDifferences(_ pairs: [(movie: MovieID, old: Counted?, new: Counted?)]) throws(MariaDBError) {
    guard !pairs.isEmpty else { return }
    let none = Array(repeating: 0 as Int64, count: Self.columns.count)
    var differences: [MovieID: [Int64]] = [:]
    for (movie, old, new) in pairs {
      for (column, (before, now)) in zip(old?.sums ?? none, new?.sums ?? none).enumerated() {
        differences[movie, default: none][column] += now - before
      }
    }
    // In the order of the table.
    let rows = differences.sorted { $0.key < $1.key }.map { movie, sums in
      "(\(movie), \(SQL.joined(sums.map { "\($0)" as SQL }, by: ", ")), \(version))" as SQL
    }
    try addToTallies("VALUES \(SQL.joined(rows, by: ", "))")
  }

  /// A table reference: `pair`, with the columns `u` and `m`.
  private static func table(of pairs: [Pair]) -> SQL {
    // MariaDB's optimiser does not cope with a list of pairs after IN.
    let list = "[" + pairs.map { "[\($0.user),\($0.movie)]" }.joined(separator: ",") + "]"
    return "JSON_TABLE(\(list), '$[*]' COLUMNS (u BIGINT PATH '$[0]', m BIGINT PATH '$[1]')) AS pair"
  }

  /// The rows of `counted_movies`.
  private static func rows(of pairs: [Pair]) -> SQL {
    """
    \(table(of: pairs)) STRAIGHT_JOIN counted_movies FORCE INDEX (PRIMARY)
      ON counted_movies.user_id = pair.u AND counted_movies.movie_id = pair.m
    """
  }
}
