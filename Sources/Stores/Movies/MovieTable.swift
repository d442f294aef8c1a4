import Domain
import MariaDB

/// A table with a time for each user and movie, and an index `newest` on user, time and movie.
struct MovieTable {
  let name: SQL
  let time: SQL

  static let watchlist = MovieTable(name: "watchlist", time: "added_at")
  static let dismissals = MovieTable(name: "dismissals", time: "dismissed_at")
  static let ratings = MovieTable(name: "ratings", time: "rated_at")

  /// For the rows of one user.
  var newestFirst: SQL { "ORDER BY \(time) DESC, movie_id DESC" }
}

extension Connection {
  /// Reads a page for the owner of the session.
  /// - Parameter before: the `next` of the previous page.
  func page<Entry: MovieEntry>(
    of table: MovieTable, _ columns: SQL, for session: SessionClaim, limit: Int, before: MovieCursor?,
    _ decode: (borrowing Row) throws -> Entry
  ) throws(StoreError) -> MoviePage<Entry> {
    // The time is bounded twice, because MariaDB cannot use a comparison of pairs as an index range.
    let start: SQL =
      if let before {
        " AND \(table.time) <= \(before.time) AND (\(table.time) < \(before.time) OR movie_id < \(before.movie))"
      } else {
        ""
      }
    let found = try rows(
      for: session, "\(columns), user_id", of: "\(table.name) FORCE INDEX (newest)",
      where: "user_id = \(session.user)\(start)", "\(table.newestFirst) LIMIT \(limit + 1)", decode)
    return MoviePage(found, limit: limit)
  }
}
