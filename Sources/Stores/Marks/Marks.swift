import Domain
import MariaDB

/// The tables `watchlist` and `dismissals`.
package final class Marks: MarkStore {
  let connection: Connection
  private let maximum: Int

  /// - Parameter maximum: how many movies a user may have in each table.
  package init(_ connection: Connection, maximum: Int = MarkLimit.most) {
    self.connection = connection
    self.maximum = maximum
  }

  package func watchlist(
    of session: SessionClaim, limit: Int, before: MovieCursor?
  ) throws(StoreError) -> MoviePage<WatchlistEntry> {
    try connection.page(of: .watchlist, WatchlistEntry.columns, for: session, limit: limit, before: before) {
      try WatchlistEntry($0)
    }
  }

  package func dismissals(
    of session: SessionClaim, limit: Int, before: MovieCursor?
  ) throws(StoreError) -> MoviePage<Dismissal> {
    try connection.page(of: .dismissals, Dismissal.columns, for: session, limit: limit, before: before) {
      try Dismissal($0)
    }
  }

  package func watchlist(
    of user: UserID, rejected: ((String) -> Void)? = nil
  ) throws(StoreError) -> [WatchlistEntry] {
    try all(in: .watchlist, WatchlistEntry.columns, user, rejected) { row in try WatchlistEntry(row) }
  }

  package func dismissals(of user: UserID, rejected: ((String) -> Void)? = nil) throws(StoreError) -> [Dismissal] {
    try all(in: .dismissals, Dismissal.columns, user, rejected) { row in try Dismissal(row) }
  }

  private func all<Mark: MovieEntry>(
    in table: MovieTable, _ columns: SQL, _ user: UserID, _ rejected: ((String) -> Void)?,
    _ decode: (borrowing Row) throws -> Mark
  ) throws(StoreError) -> [Mark] {
    try translated(
      try connection.rows(
        """
        SELECT \(columns), user_id FROM \(table.name) FORCE INDEX (newest) WHERE user_id = \(user) \(table.newestFirst)
        """
      ) { try $0.possible(rejected, decode) }
    ).compactMap(\.self)
  }

  @discardableResult
  package func addToWatchlist(
    _ movie: MovieID, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> Marked<WatchlistEntry> {
    let before = try mark(
      movie, in: .watchlist, of: session,
      """
      INSERT INTO watchlist (user_id, movie_id, added_at) VALUES (\(session.user), \(movie), \(time))
      ON DUPLICATE KEY UPDATE movie_id = VALUES(movie_id)
      """)
    return Marked(mark: WatchlistEntry(movie: movie, addedAt: before ?? time), isNew: before == nil)
  }

  @discardableResult
  package func dismiss(
    _ movie: MovieID, _ reason: Dismissal.Reason, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> Marked<Dismissal> {
    let before = try mark(
      movie, in: .dismissals, of: session,
      """
      INSERT INTO dismissals (user_id, movie_id, reason, dismissed_at)
      VALUES (\(session.user), \(movie), \(reason.rawValue), \(time))
      ON DUPLICATE KEY UPDATE reason = VALUES(reason)
      """)
    return Marked(mark: Dismissal(movie: movie, reason: reason, dismissedAt: before ?? time), isNew: before == nil)
  }

  /// Runs `upsert`, unless the table is full and the movie is not in it. Two simultaneous requests may both pass the
  /// limit: it bounds disk use and need not be exact.
  /// - Returns: when the movie was added to the table before; nil if it was not in it.
  private func mark(
    _ movie: MovieID, in table: MovieTable, of session: SessionClaim, _ upsert: SQL
  ) throws(StoreError) -> Timestamp? {
    let (name, user) = (table.name, session.user)
    let results = try translated(
      try connection.run(
        Block(
          reads: [
            Block.Read(["session"], "last_use", "FROM \(session.row)").joined(
              "since", "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', \(table.time))", of: name,
              on: "\(name).user_id = \(user) AND movie_id = \(movie)"),
            Block.Read(
              ["last"], "user_id", "FROM \(name) WHERE user_id = \(user) LIMIT 1 OFFSET \(maximum - 1)"),
          ],
          if: "session IS NOT NULL AND (since IS NOT NULL OR last IS NULL)", writes: [upsert],
          results: ["session", "since", "last"])))
    try connection.confirm(session, lastUse: results[0])
    guard results[1] != nil || results[2] == nil else { throw .listFull }
    return results[1].map { Timestamp(microseconds: $0) }
  }

  package func removeFromWatchlist(_ movie: MovieID, of session: SessionClaim) throws(StoreError) {
    try remove(movie, from: .watchlist, of: session)
  }

  package func takeBackDismissal(of movie: MovieID, of session: SessionClaim) throws(StoreError) {
    try remove(movie, from: .dismissals, of: session)
  }

  private func remove(_ movie: MovieID, from table: MovieTable, of session: SessionClaim) throws(StoreError) {
    let results = try translated(
      try connection.run(
        Block(
          reads: [Block.Read(["session"], "last_use", "FROM \(session.row)")], if: "session IS NOT NULL",
          writes: ["DELETE FROM \(table.name) WHERE user_id = \(session.user) AND movie_id = \(movie)"],
          results: ["session"])))
    try connection.confirm(session, lastUse: results[0])
  }
}

extension Block.Read {
  /// Adds `wanted`, NULL unless the movie is on the user's watchlist.
  func onWatchlist(_ movie: MovieID, of user: UserID) -> Block.Read {
    joined(
      "wanted", "watchlist.user_id", of: "watchlist",
      on: "watchlist.user_id = \(user) AND watchlist.movie_id = \(movie)")
  }
}

extension WatchlistEntry {
  fileprivate static let columns: SQL = "movie_id, added_at"

  /// - Parameter row: begins with `columns`.
  fileprivate init(_ row: borrowing Row) throws(ImpossibleValue) {
    self.init(movie: try row.integer(0), addedAt: try row.time(1))
  }
}

extension Dismissal {
  static let columns: SQL = "movie_id, reason, dismissed_at"

  /// - Parameter first: the index of the first of `columns`.
  init(_ row: borrowing Row, from first: Int = 0) throws(ImpossibleValue) {
    self.init(
      movie: try row.integer(first), reason: try row.enumeration(first + 1), dismissedAt: try row.time(first + 2))
  }
}
