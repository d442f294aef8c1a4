import Domain
import MariaDB

/// The tables `counted_movies`, `counted_users`, `recent_visits` and `movie_tallies`: what the statistics hold of each
/// history, and the sums.
///
/// A change of a history is not added to the sums. Instead, what is counted of it is subtracted, read anew, and added.
/// So counting something twice does no harm, whatever was deleted or changed meanwhile needs no account of what it was
/// before. A count of everything starts from nothing instead, so it also mends whatever was wrong.
struct CountedMovies {
  let connection: Connection
  /// When the windows end.
  let time: Timestamp
  /// The version of the statistics that this count will make.
  let version: Int64

  /// A part of all histories.
  struct Part {
    /// Whose lists are counted: a condition on `user_id`. Nil if nobody's are.
    fileprivate let listUsers: SQL?
    private let selection: Selection

    private enum Selection {
      /// Whole histories: a condition on `user_id`.
      case users(SQL)
      /// A JSON array of pairs of a user and a movie.
      case pairs(String)
    }

    init(_ users: ClosedRange<UserID>) {
      self.init(whole: "user_id BETWEEN \(users.lowerBound) AND \(users.upperBound)")
    }

    init(_ users: [UserID]) { self.init(whole: "user_id IN (\(SQL.list(users)))") }

    private init(whole users: SQL) {
      listUsers = users
      selection = .users(users)
    }

    init(_ pairs: [(user: UserID, movie: MovieID)], listsOf users: [UserID]) {
      listUsers = users.isEmpty ? nil : "user_id IN (\(SQL.list(users)))"
      selection = .pairs("[" + pairs.map { "[\($0.user),\($0.movie)]" }.joined(separator: ",") + "]")
    }

    /// A table reference and a condition: the part's rows.
    fileprivate func rows(of table: SQL, index: SQL, joining other: SQL = "") -> SQL {
      switch selection {
      case .users(let users): "\(table) FORCE INDEX (\(index)) \(other) WHERE \(table).\(users)"
      case .pairs(let pairs):
        // MariaDB's optimiser does not cope with a list of pairs after IN.
        """
        JSON_TABLE(\(pairs), '$[*]' COLUMNS (u BIGINT PATH '$[0]', m BIGINT PATH '$[1]')) AS pair
          STRAIGHT_JOIN \(table) FORCE INDEX (\(index)) ON \(table).user_id = u AND \(table).movie_id = m \(other)
        WHERE TRUE
        """
      }
    }
  }

  /// Runs `work` in a transaction of this count.
  ///
  /// The lock that keeps other workers from counting is lost with its session, and then the connection reopens by
  /// itself. So each transaction fails once another count has begun, which moves the windows.
  func transaction(_ work: () throws(MariaDBError) -> Void) throws(MariaDBError) {
    try connection.transaction { () throws(MariaDBError) in
      let isLatest = try connection.rows(
        "SELECT windows_at <=> \(time) FROM statistics_progress WHERE id = 1 FOR UPDATE"
      ) { try $0.integer(0) != 0 }
      guard isLatest == [true] else {
        throw MariaDBError(code: Self.interrupted, message: "another count has begun", statement: "a count")
      }
      try work()
    }
  }

  /// `ER_QUERY_INTERRUPTED`: a later count may succeed.
  private static let interrupted = 1317

  /// Forgets all sums, for a count of everything.
  func clear() throws(MariaDBError) {
    try transaction { () throws(MariaDBError) in
      let zeros = Self.columns.map { "\($0) = 0" as SQL }
      try write("UPDATE movie_tallies SET \(SQL.joined(zeros, by: ", ")), changed_in = \(version)")
      try write("UPDATE statistics_progress SET recommends = 0 WHERE id = 1")
    }
    try removeVisits("TRUE")
  }

  /// Brings what is counted of a part up to date. Locks no row that a request needs.
  /// - Parameter isCleared: whether the sums no longer have what was counted of the part.
  func update(_ part: Part, isCleared: Bool = false) throws(MariaDBError) {
    let deleted = try deletedUsers()
    let counted = part.rows(of: "counted_movies", index: "PRIMARY")
    try transaction { () throws(MariaDBError) in
      if let users = part.listUsers { try updateLists(of: users, isCleared: isCleared, deleted) }
      if !isCleared {
        try add("-", counted)
        try write(
          """
          DELETE recent_visits
          FROM (SELECT last_at, user_id, movie_id FROM \(counted) AND last_at IS NOT NULL) AS old
          STRAIGHT_JOIN recent_visits USING (last_at, user_id, movie_id)
          """)
      }
      try write("DELETE counted_movies FROM \(counted)")
      // Of interactions, the index alone.
      let history = part.rows(
        of: "interactions", index: "history",
        joining: """
          LEFT JOIN ratings ON ratings.user_id = interactions.user_id AND ratings.movie_id = interactions.movie_id
          """)
      try write(
        """
        INSERT INTO counted_movies (user_id, movie_id, views, selects, rates, half_stars, last_at)
        SELECT interactions.user_id, interactions.movie_id, SUM(kind = 'view'), SUM(kind = 'select'),
          SUM(kind = 'rate'), MAX(ratings.half_stars),
          IF(MAX(created_at) > \(time - Self.memory), MAX(created_at), NULL)
        FROM \(history) AND kind IN ('view', 'select', 'rate') AND interactions.movie_id IS NOT NULL
          \(deleted("interactions.user_id"))
        GROUP BY interactions.user_id, interactions.movie_id
        """)
      try write(
        """
        INSERT INTO recent_visits (last_at, user_id, movie_id)
        SELECT last_at, user_id, movie_id FROM \(counted) AND last_at IS NOT NULL
        """)
      try add("+", counted)
    }
  }

  /// Counts what was recommended, in an index alone.
  private func updateLists(of users: SQL, isCleared: Bool, _ deleted: (SQL) -> SQL) throws(MariaDBError) {
    func add(_ sign: SQL) throws(MariaDBError) {
      try write(
        """
        UPDATE statistics_progress SET recommends = recommends \(sign)
          COALESCE((SELECT SUM(recommends) FROM counted_users WHERE \(users)), 0)
        WHERE id = 1
        """)
    }
    if !isCleared { try add("-") }
    try write("DELETE FROM counted_users WHERE \(users)")
    try write(
      """
      INSERT INTO counted_users (user_id, recommends)
      SELECT user_id, SUM(\(HistoryRow.interactionCount)) FROM interactions FORCE INDEX (history)
      WHERE \(users) AND kind = 'recommend' \(deleted("user_id")) GROUP BY user_id
      """)
    try add("+")
  }

  /// Adds rows of `counted_movies` to the tallies, or subtracts them.
  private func add(_ sign: SQL, _ rows: SQL) throws(MariaDBError) {
    func isIn(_ window: RecentWindow) -> SQL {
      let (start, end) = window.ends(at: time)
      return "last_at IS NOT NULL AND last_at > \(start) AND last_at <= \(end)"
    }
    let sums =
      ["views", "selects", "rates", "1", isIn(.day), isIn(.week), isIn(.month)]
      + (1...10).map { "half_stars <=> \($0)" as SQL }
    try write(
      """
      INSERT INTO movie_tallies (movie_id, \(SQL.joined(Self.columns, by: ", ")), changed_in)
      SELECT movie_id, \(SQL.joined(sums.map { "\(sign) SUM(\($0))" }, by: ", ")), \(version)
      FROM \(rows) GROUP BY movie_id
      ON DUPLICATE KEY UPDATE
        \(SQL.joined(Self.columns.map { "\($0) = \($0) + VALUE(\($0))" }, by: ", ")),
        changed_in = VALUE(changed_in)
      """)
  }

  /// Moves the windows of the tallies on to `time`. Reads what enters or leaves them.
  func moveWindows(from before: Timestamp) throws(MariaDBError) {
    // A clock that was set back moves them back.
    let isForward = before <= time
    let (earlier, later) = isForward ? (before, time) : (time, before)
    for window in RecentWindow.allCases {
      let (old, new) = (window.ends(at: earlier), window.ends(at: later))
      try move(window, isForward ? "-" : "+", after: old.start, upTo: min(new.start, old.end))
      try move(window, isForward ? "+" : "-", after: max(old.end, new.start), upTo: new.end)
    }
  }

  private func move(
    _ window: RecentWindow, _ sign: SQL, after start: Timestamp, upTo end: Timestamp
  ) throws(MariaDBError) {
    try write(
      """
      INSERT INTO movie_tallies (movie_id, \(window.column), changed_in)
      SELECT movie_id, \(sign) COUNT(*), \(version) FROM recent_visits FORCE INDEX (PRIMARY)
      WHERE last_at > \(start) AND last_at <= \(end) GROUP BY movie_id
      ON DUPLICATE KEY UPDATE \(window.column) = \(window.column) + VALUE(\(window.column)),
        changed_in = VALUE(changed_in)
      """)
  }

  /// Removes visits that have left every window.
  func removeOldVisits() throws(MariaDBError) { try removeVisits("last_at <= \(time - Self.memory)") }

  private func removeVisits(_ condition: SQL) throws(MariaDBError) {
    var removed = 0
    repeat {
      try transaction { () throws(MariaDBError) in
        removed = try connection.write("DELETE FROM recent_visits WHERE \(condition) LIMIT \(Self.piece)").rows
      }
    } while removed == Self.piece
  }

  /// The columns that hold sums.
  static let columns =
    ["views", "selects", "rates", "users"] + ([.day, .week, .month] as [RecentWindow]).map(\.column) + stars
  /// The columns that count ratings, of half a star first.
  static let stars = (1...10).map { SQL(unchecked: "stars_\($0)") }

  /// How long visits are kept: two days more than a month, so that a clock may be set back a little.
  private static let memory = RecentWindow.month.length + .seconds(2 * 86_400)
  private static let piece = 1_000

  /// A condition that leaves out deleted accounts. Usually there are none, and the count is spared the look-ups.
  private func deletedUsers() throws(MariaDBError) -> (_ user: SQL) -> SQL {
    let hasDeleted = try !connection.rows("SELECT id FROM users WHERE deleted_at IS NOT NULL LIMIT 1") {
      try $0.integer(0)
    }.isEmpty
    return { user in
      hasDeleted ? "AND \(user) NOT IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)" : ""
    }
  }

  private func write(_ statement: SQL) throws(MariaDBError) { try connection.write(statement, isKept: false) }
}

extension RecentWindow {
  /// The times after `start` and up to `end` are in the window.
  fileprivate func ends(at time: Timestamp) -> (start: Timestamp, end: Timestamp) {
    (time - length, time + Self.clockTolerance)
  }

  /// How far a machine's clock may be ahead of the database's. Anything later has not happened yet.
  private static let clockTolerance = Duration.seconds(300)

  fileprivate var column: SQL {
    switch self {
    case .day: "users_of_day"
    case .week: "users_of_week"
    case .month: "users_of_month"
    }
  }
}
