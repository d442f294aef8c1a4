import Domain
import MariaDB

/// The tables `counted_movies`, `counted_users`, `recent_visits` and `movie_tallies`: what the statistics hold of each
/// history, and the sums.
///
/// New interactions are added to what is counted of their user and movie. After any other change, what is counted of a
/// user is read anew. Both replace rows of `counted_movies`, and the sums are moved by the difference: by what the rows
/// held before, subtracted, and what they hold now, added. A count of everything starts from nothing instead, so it
/// also mends whatever was wrong.
struct CountedMovies {
  let connection: Connection
  /// When the windows end.
  let time: Timestamp
  /// The version of the statistics that this count will make.
  let version: Int64

  /// Users whose histories are read anew.
  struct Users {
    /// On `user_id`.
    fileprivate let condition: SQL

    init(_ users: ClosedRange<UserID>) {
      condition = "user_id BETWEEN \(users.lowerBound) AND \(users.upperBound)"
    }

    init(_ users: [UserID]) { condition = "user_id IN (\(SQL.list(users)))" }
  }

  /// The interactions that are counted.
  enum Extent {
    case all
    /// Those with ids up to this one, and those in `counted_interactions`.
    case known(upTo: Int64)

    /// To be appended to a condition on `interactions`.
    fileprivate var condition: SQL {
      switch self {
      case .all: ""
      case .known(let last):
        "AND (interactions.id <= \(last) OR interactions.id IN (SELECT id FROM counted_interactions))"
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
    try remove(from: "recent_visits", where: "TRUE")
    try remove(from: "counted_interactions", where: "TRUE")
  }

  /// Adds the interactions with ids above `first` and up to `last` that are not counted yet. Locks no row that a
  /// request needs.
  func addNew(after first: Int64, upTo last: Int64) throws(MariaDBError) {
    let new = try NewInteractions(connection, after: first, upTo: last)
    guard !new.ids.isEmpty else { return }
    let pairs = Self.pairs(new)
    try transaction { () throws(MariaDBError) in
      try write(
        """
        INSERT INTO counted_interactions (id)
        SELECT id FROM JSON_TABLE(\(new.idsJSON), '$[*]' COLUMNS (id BIGINT PATH '$')) AS new
        """)
      try addLists(new)
      // MariaDB's optimiser does not cope with a list of pairs after IN.
      let counted: SQL = """
        \(pairs) STRAIGHT_JOIN counted_movies FORCE INDEX (PRIMARY)
          ON counted_movies.user_id = u AND counted_movies.movie_id = m
        WHERE TRUE
        """
      try replacing(counted, isCleared: false) { () throws(MariaDBError) in
        try write(
          """
          INSERT INTO counted_movies (user_id, movie_id, views, selects, rates, half_stars, last_at)
          SELECT u, m, new_views, new_selects, new_rates, ratings.half_stars,
            IF(newest_at > \(time - Self.memory), newest_at, NULL)
          FROM \(pairs) LEFT JOIN ratings FORCE INDEX (PRIMARY) ON ratings.user_id = u AND ratings.movie_id = m
          ON DUPLICATE KEY UPDATE views = views + VALUE(views), selects = selects + VALUE(selects),
            rates = rates + VALUE(rates), half_stars = VALUE(half_stars),
            last_at = COALESCE(GREATEST(last_at, VALUE(last_at)), last_at, VALUE(last_at))
          """)
      }
    }
  }

  /// Reads anew what is counted of some users. Locks no row that a request needs.
  /// - Parameter isCleared: whether the sums no longer have what was counted of them.
  func recount(_ users: Users, _ extent: Extent, isCleared: Bool = false) throws(MariaDBError) {
    let deleted = try deletedUsers()
    let counted: SQL = "counted_movies FORCE INDEX (PRIMARY) WHERE \(users.condition)"
    try transaction { () throws(MariaDBError) in
      try replaceLists(of: users, extent, isCleared: isCleared, deleted)
      try replacing(counted, isCleared: isCleared) { () throws(MariaDBError) in
        try write("DELETE FROM counted_movies WHERE \(users.condition)")
        // Of interactions, the index alone.
        try write(
          """
          INSERT INTO counted_movies (user_id, movie_id, views, selects, rates, half_stars, last_at)
          SELECT interactions.user_id, interactions.movie_id, SUM(kind = 'view'), SUM(kind = 'select'),
            SUM(kind = 'rate'), MAX(ratings.half_stars),
            IF(MAX(created_at) > \(time - Self.memory), MAX(created_at), NULL)
          FROM interactions FORCE INDEX (history)
            LEFT JOIN ratings ON ratings.user_id = interactions.user_id AND ratings.movie_id = interactions.movie_id
          WHERE interactions.\(users.condition) AND kind IN ('view', 'select', 'rate')
            AND interactions.movie_id IS NOT NULL \(deleted("interactions.user_id")) \(extent.condition)
          GROUP BY interactions.user_id, interactions.movie_id
          """)
      }
    }
  }

  /// Reads anew what was recommended to some users.
  func recountLists(of users: Users, _ extent: Extent) throws(MariaDBError) {
    let deleted = try deletedUsers()
    try transaction { () throws(MariaDBError) in
      try replaceLists(of: users, extent, isCleared: false, deleted)
    }
  }

  /// Moves the sums by what `replace` makes of rows.
  /// - Parameter counted: a table reference and a condition: rows of `counted_movies`.
  private func replacing(
    _ counted: SQL, isCleared: Bool, _ replace: () throws(MariaDBError) -> Void
  ) throws(MariaDBError) {
    if !isCleared {
      try add("-", counted)
      try write(
        """
        DELETE recent_visits
        FROM (SELECT last_at, user_id, movie_id FROM \(counted) AND last_at IS NOT NULL) AS old
        STRAIGHT_JOIN recent_visits USING (last_at, user_id, movie_id)
        """)
    }
    try replace()
    try write(
      """
      INSERT INTO recent_visits (last_at, user_id, movie_id)
      SELECT last_at, user_id, movie_id FROM \(counted) AND last_at IS NOT NULL
      """)
    try add("+", counted)
  }

  /// A table reference: the sums of new interactions by user and movie.
  private static func pairs(_ new: NewInteractions) -> SQL {
    """
    JSON_TABLE(\(new.pairsJSON), '$[*]' COLUMNS (u BIGINT PATH '$[0]', m BIGINT PATH '$[1]',
      new_views BIGINT PATH '$[2]', new_selects BIGINT PATH '$[3]', new_rates BIGINT PATH '$[4]',
      newest_at DATETIME(6) PATH '$[5]')) AS new
    """
  }

  private func addLists(_ new: NewInteractions) throws(MariaDBError) {
    guard !new.recommends.isEmpty else { return }
    try write(
      """
      INSERT INTO counted_users (user_id, recommends)
      SELECT u, new_recommends
      FROM JSON_TABLE(\(new.recommendsJSON), '$[*]' COLUMNS (u BIGINT PATH '$[0]', new_recommends BIGINT PATH '$[1]'))
        AS new
      ON DUPLICATE KEY UPDATE recommends = recommends + VALUE(recommends)
      """)
    let sum = new.recommends.values.reduce(0, +)
    try write("UPDATE statistics_progress SET recommends = recommends + \(sum) WHERE id = 1")
  }

  /// Counts what was recommended, in an index alone.
  private func replaceLists(
    of users: Users, _ extent: Extent, isCleared: Bool, _ deleted: (SQL) -> SQL
  ) throws(MariaDBError) {
    func add(_ sign: SQL) throws(MariaDBError) {
      try write(
        """
        UPDATE statistics_progress SET recommends = recommends \(sign)
          COALESCE((SELECT SUM(recommends) FROM counted_users WHERE \(users.condition)), 0)
        WHERE id = 1
        """)
    }
    if !isCleared { try add("-") }
    try write("DELETE FROM counted_users WHERE \(users.condition)")
    try write(
      """
      INSERT INTO counted_users (user_id, recommends)
      SELECT user_id, SUM(\(HistoryRow.interactionCount)) FROM interactions FORCE INDEX (history)
      WHERE \(users.condition) AND kind = 'recommend' \(deleted("user_id")) \(extent.condition) GROUP BY user_id
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
  func removeOldVisits() throws(MariaDBError) {
    try remove(from: "recent_visits", where: "last_at <= \(time - Self.memory)")
  }

  /// Forgets which interactions with ids up to `last` are counted: all of them are.
  func forgetInteractions(upTo last: Int64) throws(MariaDBError) {
    try remove(from: "counted_interactions", where: "id <= \(last)")
  }

  private func remove(from table: SQL, where condition: SQL) throws(MariaDBError) {
    var removed = 0
    repeat {
      try transaction { () throws(MariaDBError) in
        removed = try connection.write("DELETE FROM \(table) WHERE \(condition) LIMIT \(Self.piece)").rows
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
