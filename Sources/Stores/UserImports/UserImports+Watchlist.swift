import Domain
import MariaDB

// The following methods must run in a transaction that has locked the user.

extension UserImports {
  /// The movies that no import has named before with the same date, so that what a user has removed does not come back.
  /// `unlisted` are not on the watchlist and have room there; `listed` are on it already.
  func news(
    of wanted: [WantedMovie], _ user: UserID
  ) throws(MariaDBError) -> (unlisted: [WantedMovie], listed: [WantedMovie]) {
    guard !wanted.isEmpty else { return ([], []) }
    var known: Set<SaidMovie> = []
    var listed: Set<MovieID> = []
    for part in wanted.parts(of: Self.part) {
      let movies = SQL.list(Array(Set(part.map(\.movie))))
      known.formUnion(
        try connection.rows(
          "SELECT movie_id, said_at FROM imported_watchlist WHERE user_id = \(user) AND movie_id IN (\(movies))",
          isKept: false
        ) { SaidMovie(movie: try $0.integer(0), at: try $0.time(1)) })
      listed.formUnion(
        try connection.rows(
          "SELECT movie_id FROM watchlist WHERE user_id = \(user) AND movie_id IN (\(movies))", isKept: false
        ) { try $0.integer(0) })
    }
    let count = try connection.rows("SELECT COUNT(*) FROM watchlist WHERE user_id = \(user)") { try $0.count(0) }[0]
    let new = wanted.filter { known.insert(SaidMovie($0)).inserted }
    let own = new.filter { listed.contains($0.movie) }
    let unlisted = new.filter { listed.insert($0.movie).inserted }.prefix(max(0, MarkLimit.most - count))
    return (Array(unlisted), own)
  }

  /// Puts new movies on the watchlist. Also records those that were on it already, because an undo must leave them
  /// there.
  func insert(
    _ wanted: ArraySlice<WantedMovie>, _ id: ImportID, of user: UserID, at time: Timestamp
  ) throws(MariaDBError) -> ImportCounts {
    let (new, own) = try news(of: Array(wanted), user)
    let records =
      new.map { recording($0, id, of: user, $0.at ?? time) } + own.map { recording($0, id, of: user, Self.notAdded) }
    if !records.isEmpty {
      try connection.write(
        """
        INSERT INTO imported_watchlist (user_id, movie_id, said_at, import_id, added_at)
        VALUES \(SQL.joined(records, by: ", "))
        """, isKept: false)
    }
    var added = ImportCounts()
    guard !new.isEmpty else { return added }
    let entries = new.map { wanted -> SQL in "(\(user), \(wanted.movie), \(wanted.at ?? time))" }
    try connection.write(
      "INSERT INTO watchlist (user_id, movie_id, added_at) VALUES \(SQL.joined(entries, by: ", "))", isKept: false)
    try connection.write("UPDATE imports SET watchlist = watchlist + \(new.count) WHERE id = \(id)")
    added.watchlist = new.count
    return added
  }

  private func recording(
    _ wanted: WantedMovie, _ id: ImportID, of user: UserID, _ addedAt: Timestamp
  ) -> SQL {
    "(\(user), \(wanted.movie), \(SaidMovie(wanted).at), \(id), \(addedAt))"
  }

  /// Earlier than any time on a watchlist, so that an undo takes no such entry for one that the import has added.
  private static let notAdded = Timestamp(seconds: -1)

  /// Takes movies that an import has added off the watchlist, at most `limit`. A movie that the user has removed and
  /// added again stays.
  /// - Returns: how many of the import's records were handled; 0 if none were left.
  func takeBackWatchlist(of id: ImportID, _ user: UserID, limit: Int) throws(MariaDBError) -> Int {
    let records = try connection.rows(
      """
      SELECT movie_id, added_at FROM imported_watchlist FORCE INDEX (import)
      WHERE user_id = \(user) AND import_id = \(id) LIMIT \(limit)
      """
    ) { SaidMovie(movie: try $0.integer(0), at: try $0.time(1)) }
    guard !records.isEmpty else { return 0 }
    let movies = SQL.list(records.map(\.movie))
    let listed = try connection.rows(
      "SELECT movie_id, added_at FROM watchlist WHERE user_id = \(user) AND movie_id IN (\(movies))", isKept: false
    ) { SaidMovie(movie: try $0.integer(0), at: try $0.time(1)) }
    let own = Set(records)
    let gone = listed.filter(own.contains).map(\.movie)
    if !gone.isEmpty {
      try connection.write(
        "DELETE FROM watchlist WHERE user_id = \(user) AND movie_id IN (\(SQL.list(gone)))", isKept: false)
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
