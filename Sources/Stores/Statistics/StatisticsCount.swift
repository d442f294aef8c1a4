import Domain
import MariaDB
import System

/// One count: finds out what has changed since the last one, and brings that up to date, a part at a time.
///
/// New interactions are found by their ids. A transaction may commit after one with higher ids, so an id is done only
/// once it was the highest a while ago (`lag`): until then, all rows above are looked at again in each count, which
/// does no harm (see `CountedMovies`). Whose interactions or ratings were changed or removed is in `taste_changes`, by
/// ids of the same kind.
struct StatisticsCount {
  private let connection: Connection
  private let counted: CountedMovies
  private let lag: Duration

  /// - Parameter lag: longer than any transaction that saves or changes an interaction.
  init(_ connection: Connection, at time: Timestamp, version: Int64, lag: Duration) {
    self.connection = connection
    counted = CountedMovies(connection: connection, time: time, version: version)
    self.lag = lag
  }

  private typealias Ids = (interaction: Int64, change: Int64)

  /// - Parameter lastCount: when the last one succeeded.
  func run(lastCount: Timestamp?) throws(MariaDBError) {
    let progress = try progress()
    let newest = try newest(above: progress.seen)
    // What is not safe yet stays as it is noted.
    let safe = progress.isSeenLongAgo ? progress.seen : nil
    if progress.seenAt == nil || safe != nil {
      try write(
        "seen_up_to = \(newest.interaction), seen_changes_up_to = \(newest.change), seen_at = \(counted.time)")
    }
    try moveWindows(from: progress.windowsAt)
    // Changes are recorded for a day.
    let knowsChanges = lastCount.map { (counted.time - $0).magnitude < Self.longestPause } ?? false
    if knowsChanges, let done = progress.counted {
      try countNew(after: done.interaction, upTo: newest.interaction, safe: safe?.interaction)
      try countChanges(after: done.change, upTo: newest.change)
      if let safe {
        try writeIfCounted("counted_up_to = \(safe.interaction), counted_changes_up_to = \(safe.change)")
      }
    } else {
      // It counts rows above `safe`, too, but may miss some that commit late.
      try write(done: nil)
      try countAll()
      try write(done: safe)
    }
    try counted.removeOldVisits()
  }

  private func moveWindows(from before: Timestamp?) throws(MariaDBError) {
    try connection.transaction { () throws(MariaDBError) in
      if let before { try counted.moveWindows(from: before) }
      try write("windows_at = \(counted.time)")
    }
  }

  // ---- Parts --------------------------------------------------------------------------------------------------------

  private func countAll() throws(MariaDBError) {
    var first = UserID.min
    while let last = try lastUser(of: Self.usersAtOnce, from: first) {
      try counted.update(CountedMovies.Part(first...last))
      first = last + 1
    }
    // Whoever is gone.
    try counted.update(CountedMovies.Part(first...UserID.max))
  }

  /// The last of the next existing users; nil if there are no more.
  private func lastUser(of count: Int, from first: UserID) throws(MariaDBError) -> UserID? {
    try connection.rows(
      "SELECT MAX(id) FROM (SELECT id FROM users WHERE id >= \(first) ORDER BY id LIMIT \(count)) AS block"
    ) { try $0.optionalInteger(0) }.first ?? nil
  }

  private func countNew(after first: Int64, upTo newest: Int64, safe: Int64?) throws(MariaDBError) {
    var first = first
    while let last = try connection.rows(HistoryBlock.last(after: first, upTo: newest), { try $0.optionalInteger(0) })
      .first ?? nil
    {
      try update(try changed(after: first, upTo: last))
      // A failure later on loses nothing of this.
      if let safe, last <= safe { try writeIfCounted("counted_up_to = \(last)") }
      first = last
    }
  }

  private func update(_ changed: [UserID: [MovieID?]]) throws(MariaDBError) {
    var pairs: [(user: UserID, movie: MovieID)] = []
    var listUsers: [UserID] = []
    for (user, movies) in changed.sorted(by: { $0.key < $1.key }) {
      guard movies.count <= Self.moviesOfUser else {
        // Each pair is looked for in the user's whole history.
        try counted.update(CountedMovies.Part([user]))
        continue
      }
      pairs += movies.compactMap { movie in movie.map { (user, $0) } }
      if movies.contains(nil) { listUsers.append(user) }
      if pairs.count + listUsers.count >= Self.pairsAtOnce {
        try counted.update(CountedMovies.Part(pairs, listsOf: listUsers))
        (pairs, listUsers) = ([], [])
      }
    }
    try counted.update(CountedMovies.Part(pairs, listsOf: listUsers))
  }

  /// The movies of new rows by user; nil stands for recommendations.
  private func changed(after first: Int64, upTo last: Int64) throws(MariaDBError) -> [UserID: [MovieID?]] {
    let rows = try connection.rows(
      """
      SELECT DISTINCT user_id, IF(kind = 'recommend', NULL, movie_id) FROM interactions FORCE INDEX (id)
      WHERE id > \(first) AND id <= \(last)
      """
    ) { (user: try $0.integer(0) as UserID, movie: try $0.optionalInteger(1)) }
    return Dictionary(grouping: rows, by: \.user).mapValues { $0.map(\.movie) }
  }

  private func countChanges(after first: Int64, upTo last: Int64) throws(MariaDBError) {
    let users = try connection.rows(
      "SELECT DISTINCT user_id FROM taste_changes FORCE INDEX (PRIMARY) WHERE id > \(first) AND id <= \(last)"
    ) { try $0.integer(0) as UserID }.sorted()
    for part in users.parts(of: Self.changedUsersAtOnce) { try counted.update(CountedMovies.Part(Array(part))) }
  }

  // So that a transaction replaces some ten thousand rows, and no statement takes more than a second or two.
  private static let usersAtOnce = 500
  /// Their whole histories are read.
  private static let changedUsersAtOnce = 20
  private static let pairsAtOnce = 500
  private static let moviesOfUser = 50
  private static let longestPause = Duration.seconds(20 * 3_600)

  // ---- Progress -----------------------------------------------------------------------------------------------------

  private struct Progress {
    /// Nil if everything is to be counted.
    let counted: Ids?
    let seen: Ids
    let seenAt: Timestamp?
    let isSeenLongAgo: Bool
    let windowsAt: Timestamp?
  }

  private func progress() throws(MariaDBError) -> Progress {
    let rows = try connection.rows(
      // A time in the future was written by a clock that has since been set back.
      """
      SELECT counted_up_to, counted_changes_up_to, seen_up_to, seen_changes_up_to, seen_at,
        COALESCE(seen_at NOT BETWEEN \(counted.time - lag) AND \(counted.time), FALSE), windows_at
      FROM statistics_progress WHERE id = 1
      """
    ) { row in
      let counted: Ids? =
        if let id = try row.optionalInteger(0), let change = try row.optionalInteger(1) { (id, change) } else { nil }
      return Progress(
        counted: counted, seen: (try row.integer(2), try row.integer(3)), seenAt: try row.optionalTime(4),
        isSeenLongAgo: try row.integer(5) != 0, windowsAt: try row.optionalTime(6))
    }
    return rows[0]
  }

  private func newest(above seen: Ids) throws(MariaDBError) -> Ids {
    func newest(in table: SQL) throws(MariaDBError) -> Int64 {
      try connection.rows("SELECT COALESCE(MAX(id), 0) FROM \(table)") { try $0.integer(0) }[0]
    }
    return (
      max(seen.interaction, try newest(in: "interactions")), max(seen.change, try newest(in: "taste_changes"))
    )
  }

  private func write(done: Ids?) throws(MariaDBError) {
    try write("counted_up_to = \(done?.interaction), counted_changes_up_to = \(done?.change)")
  }

  /// Unless someone wants everything to be counted anew.
  private func writeIfCounted(_ assignments: SQL) throws(MariaDBError) {
    try connection.write(
      "UPDATE statistics_progress SET \(assignments) WHERE id = 1 AND counted_up_to IS NOT NULL")
  }

  private func write(_ assignments: SQL) throws(MariaDBError) {
    try connection.write("UPDATE statistics_progress SET \(assignments) WHERE id = 1")
  }
}
