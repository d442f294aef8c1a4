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
  init(_ connection: Connection, _ counted: CountedMovies, lag: Duration) {
    self.connection = connection
    self.counted = counted
    self.lag = lag
  }

  private typealias Ids = (interaction: Int64, change: Int64)

  /// - Parameter lastCount: when the last one succeeded.
  func run(lastCount: Timestamp?) throws(MariaDBError) {
    let plan = try begin(lastCount)
    if let done = plan.counted {
      try countNew(after: done.interaction, upTo: plan.newest.interaction, safe: plan.safe?.interaction)
      try countChanges(after: done.change, upTo: plan.newest.change)
    } else {
      try countAll()
    }
    // A count of everything has counted rows above `safe`, too, but may have missed some that commit late.
    if let safe = plan.safe {
      try writeDone("counted_up_to = \(safe.interaction), counted_changes_up_to = \(safe.change)")
    }
    try counted.removeOldVisits()
  }

  private struct Plan {
    /// Nil if everything is to be counted.
    let counted: Ids?
    let newest: Ids
    /// No transaction can still add an id up to here. Nil if that is not known yet.
    let safe: Ids?
  }

  /// Finds out what to do, and moves the windows on. From here on, no transaction of an earlier count succeeds.
  private func begin(_ lastCount: Timestamp?) throws(MariaDBError) -> Plan {
    try connection.transaction { () throws(MariaDBError) in
      let progress = try progress()
      let newest = try newest(above: progress.seen)
      if let before = progress.windowsAt { try counted.moveWindows(from: before) }
      try connection.write("UPDATE statistics_progress SET windows_at = \(counted.time) WHERE id = 1")
      // What is not safe yet stays as it is noted.
      let safe = progress.isSeenLongAgo ? progress.seen : nil
      if safe != nil {
        try write(
          "seen_up_to = \(newest.interaction), seen_changes_up_to = \(newest.change), seen_at = \(counted.time)")
      }
      // Changes are recorded for a day. An older release counts, too, but without the windows.
      let knowsChanges = [lastCount, progress.windowsAt].allSatisfy { time in
        time.map { (counted.time - $0).magnitude < Self.longestPause } ?? false
      }
      if knowsChanges, let done = progress.counted { return Plan(counted: done, newest: newest, safe: safe) }
      // Not null twice, which means that someone has asked for a count of everything after this one began.
      try write("counted_up_to = NULL, counted_changes_up_to = 0")
      return Plan(counted: nil, newest: newest, safe: safe)
    }
  }

  // ---- Parts --------------------------------------------------------------------------------------------------------

  private func countAll() throws(MariaDBError) {
    try counted.clear()
    var first = UserID.min
    while let last = try lastUser(of: Self.usersAtOnce, from: first) {
      try counted.update(CountedMovies.Part(first...last), isCleared: true)
      first = last + 1
    }
    // Whoever is gone.
    try counted.update(CountedMovies.Part(first...UserID.max), isCleared: true)
  }

  /// The last of the next existing users; nil if there are no more.
  private func lastUser(of count: Int, from first: UserID) throws(MariaDBError) -> UserID? {
    try connection.rows(
      "SELECT MAX(id) FROM (SELECT id FROM users WHERE id >= \(first) ORDER BY id LIMIT \(count)) AS block"
    ) { try $0.optionalInteger(0) }.first ?? nil
  }

  private func countNew(after first: Int64, upTo newest: Int64, safe: Int64?) throws(MariaDBError) {
    var first = first
    // Read once, and not for each block: somebody who changes much is in most of them.
    var wholeUsers: Set<UserID> = []
    while let last = try connection.rows(HistoryBlock.last(after: first, upTo: newest), { try $0.optionalInteger(0) })
      .first ?? nil
    {
      wholeUsers.formUnion(try update(try changed(after: first, upTo: last)))
      if wholeUsers.count >= Self.usersAtOnce {
        try updateHistories(of: wholeUsers)
        wholeUsers = []
      }
      // A failure later on loses nothing of this.
      if let safe, last <= safe, wholeUsers.isEmpty { try writeDone("counted_up_to = \(last)") }
      first = last
    }
    try updateHistories(of: wholeUsers)
  }

  /// - Returns: users whose whole histories remain to be counted.
  private func update(_ changed: [UserID: [MovieID?]]) throws(MariaDBError) -> [UserID] {
    var pairs: [(user: UserID, movie: MovieID)] = []
    var listUsers: [UserID] = []
    // Each pair would be looked for in the user's whole history.
    var wholeUsers: [UserID] = []
    for (user, movies) in changed.sorted(by: { $0.key < $1.key }) {
      guard movies.count <= Self.moviesOfUser else {
        wholeUsers.append(user)
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
    return wholeUsers
  }

  private func updateHistories(of users: Set<UserID>) throws(MariaDBError) {
    for part in users.sorted().parts(of: Self.wholeUsersAtOnce) { try counted.update(CountedMovies.Part(Array(part))) }
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
      """
      SELECT user_id, MAX(is_taste) FROM taste_changes FORCE INDEX (PRIMARY) WHERE id > \(first) AND id <= \(last)
      GROUP BY user_id
      """
    ) { (user: try $0.integer(0) as UserID, isTaste: try $0.integer(1) != 0) }
    try updateHistories(of: Set(users.filter(\.isTaste).map(\.user)))
    for part in users.filter({ !$0.isTaste }).map(\.user).sorted().parts(of: Self.usersAtOnce) {
      try counted.update(CountedMovies.Part([], listsOf: Array(part)))
    }
  }

  // So that a transaction replaces some ten thousand rows, and no statement takes more than a second or two.
  private static let usersAtOnce = 500
  /// Their whole histories are read.
  private static let wholeUsersAtOnce = 20
  private static let pairsAtOnce = 500
  private static let moviesOfUser = 50
  private static let longestPause = Duration.seconds(20 * 3_600)

  // ---- Progress -----------------------------------------------------------------------------------------------------

  private struct Progress {
    /// Nil if everything is to be counted.
    let counted: Ids?
    let seen: Ids
    let isSeenLongAgo: Bool
    let windowsAt: Timestamp?
  }

  private func progress() throws(MariaDBError) -> Progress {
    let rows = try connection.rows(
      // A time in the future was written by a clock that has since been set back.
      """
      SELECT counted_up_to, counted_changes_up_to, seen_up_to, seen_changes_up_to,
        seen_at NOT BETWEEN \(counted.time - lag) AND \(counted.time), windows_at
      FROM statistics_progress WHERE id = 1 FOR UPDATE
      """
    ) { row in
      let counted: Ids? =
        if let id = try row.optionalInteger(0), let change = try row.optionalInteger(1) { (id, change) } else { nil }
      return Progress(
        counted: counted, seen: (try row.integer(2), try row.integer(3)),
        isSeenLongAgo: try row.integer(4) != 0, windowsAt: try row.optionalTime(5))
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

  /// Unless someone has asked for a count of everything meanwhile.
  private func writeDone(_ assignments: SQL) throws(MariaDBError) {
    try write(assignments, "AND counted_changes_up_to IS NOT NULL")
  }

  /// Unless another count has begun: see `CountedMovies.transaction`.
  private func write(_ assignments: SQL, _ condition: SQL = "") throws(MariaDBError) {
    try connection.write(
      "UPDATE statistics_progress SET \(assignments) WHERE id = 1 AND windows_at = \(counted.time) \(condition)")
  }
}
