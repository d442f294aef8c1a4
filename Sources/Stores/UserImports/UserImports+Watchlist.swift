import Domain
import MariaDB

// The following belongs in a transaction that has locked the user.

extension UserImports {
  /// Puts movies on the watchlist that are not on it, unless an import has put them there before with the same date:
  /// what a user has removed does not come back. Takes as many as there is room for.
  func insert(
    _ wanted: ArraySlice<WantedMovie>, _ id: ImportID, of user: UserID, at time: Timestamp
  ) throws(MariaDBError) -> ImportCounts {
    var added = ImportCounts()
    guard !wanted.isEmpty else { return added }
    let movies = SQL.joined(Set(wanted.map(\.movie)).map { "\($0)" }, by: ", ")
    let known = Set(
      try connection.rows(
        "SELECT movie_id, said_at FROM imported_watchlist WHERE user_id = \(user) AND movie_id IN (\(movies))",
        isKept: false
      ) { SaidMovie(movie: try $0.integer(0), at: try $0.time(1)) })
    var listed = Set(
      try connection.rows(
        "SELECT movie_id FROM watchlist WHERE user_id = \(user) AND movie_id IN (\(movies))", isKept: false
      ) { try $0.integer(0) })
    let count = try connection.rows("SELECT COUNT(*) FROM watchlist WHERE user_id = \(user)") { try $0.count(0) }[0]
    let new = wanted.filter { !known.contains(SaidMovie($0)) && listed.insert($0.movie).inserted }
      .prefix(max(0, MarkLimit.most - count))
    guard !new.isEmpty else { return added }
    let entries = new.map { wanted -> SQL in "(\(user), \(wanted.movie), \(wanted.at ?? time))" }
    try connection.write(
      "INSERT INTO watchlist (user_id, movie_id, added_at) VALUES \(SQL.joined(entries, by: ", "))", isKept: false)
    let records = new.map { wanted -> SQL in
      "(\(user), \(wanted.movie), \(SaidMovie(wanted).at), \(id), \(wanted.at ?? time))"
    }
    try connection.write(
      """
      INSERT INTO imported_watchlist (user_id, movie_id, said_at, import_id, added_at)
      VALUES \(SQL.joined(records, by: ", "))
      """, isKept: false)
    try connection.write("UPDATE imports SET watchlist = watchlist + \(new.count) WHERE id = \(id)")
    added.watchlist = new.count
    return added
  }

  /// Takes movies off the watchlist that an import has put on it, at most `limit`. One that the user has removed and
  /// added again stays.
  /// - Returns: how many there were; 0 if none was left.
  func takeBackWatchlist(of id: ImportID, _ user: UserID, limit: Int) throws(MariaDBError) -> Int {
    let records = try connection.rows(
      """
      SELECT movie_id, added_at FROM imported_watchlist FORCE INDEX (import)
      WHERE user_id = \(user) AND import_id = \(id) LIMIT \(limit)
      """
    ) { SaidMovie(movie: try $0.integer(0), at: try $0.time(1)) }
    guard !records.isEmpty else { return 0 }
    let movies = SQL.joined(records.map { "\($0.movie)" }, by: ", ")
    let listed = try connection.rows(
      "SELECT movie_id, added_at FROM watchlist WHERE user_id = \(user) AND movie_id IN (\(movies))", isKept: false
    ) { SaidMovie(movie: try $0.integer(0), at: try $0.time(1)) }
    let own = Set(records)
    let gone = listed.filter(own.contains).map { record -> SQL in "\(record.movie)" }
    if !gone.isEmpty {
      try connection.write(
        "DELETE FROM watchlist WHERE user_id = \(user) AND movie_id IN (\(SQL.joined(gone, by: ", ")))", isKept: false)
    }
    try connection.write(
      """
      DELETE FROM imported_watchlist WHERE user_id = \(user) AND import_id = \(id) AND movie_id IN (\(movies))
      """, isKept: false)
    return records.count
  }
}

/// A movie, and when a file says that it was put on a watchlist; 1970-01-01 if it does not.
private struct SaidMovie: Hashable {
  let movie: MovieID
  let at: Timestamp

  init(movie: MovieID, at: Timestamp) {
    self.movie = movie
    self.at = at
  }

  init(_ wanted: WantedMovie) { self.init(movie: wanted.movie, at: wanted.at ?? Timestamp(seconds: 0)) }
}
