import Domain
import MariaDB
import System

/// One count: finds out what has changed since the last one, and brings that up to date, a part at a time.
///
/// New interactions are found by their ids. A transaction may commit after one with higher ids, so an id is done only
/// once it was the highest a while ago (`lag`). Until then, all rows above are looked through in each count, and those
/// that are counted are in `counted_interactions`. Whose interactions or ratings were changed or removed is in
/// `taste_changes`, by ids of the same kind. To read a history anew twice does no harm, so these are not noted.
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
    let done = if let counted = plan.counted { counted } else { try countAll(plan.safe) }
    if let done {
      try countNew(after: done.interaction, upTo: plan.newest.interaction)
      try countChanges(after: done.change, upTo: plan.newest.change, .known(upTo: done.interaction))
      if let safe = plan.safe {
        try writeDone(safe)
        try counted.forgetInteractions(upTo: safe.interaction)
      }
    }
    try counted.removeOldVisits()
  }

  private struct Plan {
    /// Nil if everything is to be counted.
    let counted: Ids?
    let newest: Ids
    /// No transaction can still add an id up to here. Nil if that is not known yet, or for a count of everything not
    /// near the newest.
    let safe: Ids?
  }

  /// Finds out what to do, and moves the windows on. From here on, no transaction of an earlier count succeeds.
  private func begin(_ lastCount: Timestamp?) throws(MariaDBError) -> Plan {
    try connection.transaction { () throws(MariaDBError) in
      let progress = try progress()
      let newest = try newest(above: progress.seen)
      if let before = progress.windowsAt { try counted.moveWindows(from: before) }
      try connection.write(
        "UPDATE statistics_progress SET windows_at = \(counted.time), noted_at = \(counted.time) WHERE id = 1")
      // What is not safe yet stays as it is noted.
      let safe = progress.isSeenLongAgo ? progress.seen : nil
      if safe != nil {
        try write(
          "seen_up_to = \(newest.interaction), seen_changes_up_to = \(newest.change), seen_at = \(counted.time)")
      }
      // Changes are recorded for a day. An older release counts, too, but without the windows, or without noting which
      // interactions.
      let knowsChanges = [lastCount, progress.windowsAt].allSatisfy { time in
        time.map { (counted.time - $0).magnitude < Self.longestPause } ?? false
      }
      if knowsChanges, progress.isNoted, let done = progress.counted {
        return Plan(counted: done, newest: newest, safe: safe)
      }
      // Not null twice, which means that someone has asked for a count of everything after this one began.
      try write("counted_up_to = NULL, counted_changes_up_to = 0")
      // After a large import, for example, the next count of everything has less to add.
      let isNear = safe.map { newest.interaction - $0.interaction <= Self.mostAdded } ?? false
      return Plan(counted: nil, newest: newest, safe: isNear ? safe : nil)
    }
  }

  // ---- Parts --------------------------------------------------------------------------------------------------------

  /// - Returns: what is counted now. Nil if some may be missing that commit late: the next count begins anew.
  private func countAll(_ safe: Ids?) throws(MariaDBError) -> Ids? {
    let extent: CountedMovies.Extent = if let safe { .known(upTo: safe.interaction) } else { .all }
    try counted.clear()
    var first = UserID.min
    while let last = try lastUser(of: Self.usersAtOnce, from: first) {
      try counted.recount(CountedMovies.Users(first...last), extent, isCleared: true)
      first = last + 1
    }
    // Whoever is gone.
    try counted.recount(CountedMovies.Users(first...UserID.max), extent, isCleared: true)
    if let safe { try writeDone(safe) }
    return safe
  }

  /// The last of the next existing users; nil if there are no more.
  private func lastUser(of count: Int, from first: UserID) throws(MariaDBError) -> UserID? {
    try connection.rows(
      "SELECT MAX(id) FROM (SELECT id FROM users WHERE id >= \(first) ORDER BY id LIMIT \(count)) AS block"
    ) { try $0.optionalInteger(0) }.first ?? nil
  }

  private func countNew(after first: Int64, upTo newest: Int64) throws(MariaDBError) {
    var first = first
    while let last = try connection.rows(
      HistoryBlock.last(after: first, upTo: newest, rows: Self.newRowsAtOnce), { try $0.optionalInteger(0) }
    ).first ?? nil {
      try counted.addNew(after: first, upTo: last)
      first = last
    }
  }

  private func countChanges(
    after first: Int64, upTo last: Int64, _ extent: CountedMovies.Extent
  ) throws(MariaDBError) {
    let users = try connection.rows(
      """
      SELECT user_id, MAX(is_taste) FROM taste_changes FORCE INDEX (PRIMARY) WHERE id > \(first) AND id <= \(last)
      GROUP BY user_id
      """
    ) { (user: try $0.integer(0) as UserID, isTaste: try $0.integer(1) != 0) }
    for part in users.filter(\.isTaste).map(\.user).parts(of: Self.wholeUsersAtOnce) {
      try counted.recount(CountedMovies.Users(Array(part)), extent)
    }
    for part in users.filter({ !$0.isTaste }).map(\.user).parts(of: Self.usersAtOnce) {
      try counted.recountLists(of: CountedMovies.Users(Array(part)), extent)
    }
  }

  // So that a transaction replaces some ten thousand rows, and no statement takes more than a second or two.
  private static let usersAtOnce = 500
  /// Of the rows between two counts. With larger statements, others wait longer for a processor; in a cluster the other
  /// nodes commit nothing while they apply a transaction.
  private static let newRowsAtOnce = 500
  /// Of those who have changed, who do more than most.
  private static let wholeUsersAtOnce = 20
  /// To a count of everything. More would take longer than another one.
  private static let mostAdded: Int64 = 100_000
  private static let longestPause = Duration.seconds(20 * 3_600)

  // ---- Progress -----------------------------------------------------------------------------------------------------

  private struct Progress {
    /// Nil if everything is to be counted.
    let counted: Ids?
    let seen: Ids
    let isSeenLongAgo: Bool
    let windowsAt: Timestamp?
    /// Whether `counted_interactions` has what was counted by the last count.
    let isNoted: Bool
  }

  private func progress() throws(MariaDBError) -> Progress {
    let rows = try connection.rows(
      // A time in the future was written by a clock that has since been set back.
      """
      SELECT counted_up_to, counted_changes_up_to, seen_up_to, seen_changes_up_to,
        seen_at NOT BETWEEN \(counted.time - lag) AND \(counted.time), windows_at, noted_at <=> windows_at
      FROM statistics_progress WHERE id = 1 FOR UPDATE
      """
    ) { row in
      let counted: Ids? =
        if let id = try row.optionalInteger(0), let change = try row.optionalInteger(1) { (id, change) } else { nil }
      return Progress(
        counted: counted, seen: (try row.integer(2), try row.integer(3)),
        isSeenLongAgo: try row.integer(4) != 0, windowsAt: try row.optionalTime(5), isNoted: try row.integer(6) != 0)
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
  private func writeDone(_ done: Ids) throws(MariaDBError) {
    try write(
      "counted_up_to = \(done.interaction), counted_changes_up_to = \(done.change)",
      "AND counted_changes_up_to IS NOT NULL")
  }

  /// Unless another count has begun: see `CountedMovies.transaction`.
  private func write(_ assignments: SQL, _ condition: SQL = "") throws(MariaDBError) {
    try connection.write(
      "UPDATE statistics_progress SET \(assignments) WHERE id = 1 AND windows_at = \(counted.time) \(condition)")
  }
}
