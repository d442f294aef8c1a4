import Domain
import MariaDB

/// Tells which users' taste may have changed since the last call: who has rated, selected or viewed a movie, and who is
/// in `taste_changes`.
///
/// Ids ascend, but a transaction may commit after one with higher ids. So ids that are skipped are looked up again for
/// a minute. A reader that pauses for long begins anew and reads all users instead, since `Retention` removes rows
/// after a day.
package final class TasteChanges {
  private let connection: Connection
  private var feeds: [Feed]

  package init(_ connection: Connection) {
    self.connection = connection
    feeds = [
      Feed("interactions FORCE INDEX (id)", where: "kind IN ('rate', 'select', 'view')"),
      Feed("taste_changes FORCE INDEX (PRIMARY)", where: "is_taste"),
    ]
  }

  /// The users since the last call, at most some ten thousand rows at a time. The first call returns users of the
  /// newest rows, because transactions of before may still commit.
  /// - Parameter now: any monotonic clock.
  package func next(at now: Duration) throws(StoreError) -> Set<UserID> {
    try translatingErrors { () throws(MariaDBError) in
      var users: Set<UserID> = []
      for index in feeds.indices { users.formUnion(try feeds[index].next(connection, at: now)) }
      return users
    }
  }

  /// Records, in the transaction that changes it, that a user's history has changed other than by a new interaction.
  /// The statistics need to know of all such changes.
  /// - Parameter isTaste: false if only recommendations were removed.
  static func recording(_ user: UserID, isTaste: Bool = true) -> SQL {
    "INSERT INTO taste_changes (user_id, is_taste) VALUES (\(user), \(isTaste ? 1 : 0))"
  }

  /// Records that recommendations to several users were removed.
  static func recordingRemovedLists(of users: Set<UserID>) -> SQL {
    let rows = users.sorted().map { "(\($0), FALSE)" as SQL }
    return "INSERT INTO taste_changes (user_id, is_taste) VALUES \(SQL.joined(rows, by: ", "))"
  }

  /// The rows of one table by ascending id.
  private struct Feed {
    private let table: SQL
    private let condition: SQL
    /// Nil before the first look.
    private var last: Int64?
    /// Skipped ids, and when they were.
    private var skipped: [Int64: Duration] = [:]

    private static let rowsAtOnce: Int64 = 10_000
    /// More would slow down every call, in a cluster for ever.
    private static let mostSkipped = 1_000
    private static let patience = Duration.seconds(60)

    init(_ table: SQL, where condition: SQL) {
      self.table = table
      self.condition = condition
    }

    mutating func next(_ connection: Connection, at now: Duration) throws(MariaDBError) -> [UserID] {
      let last = if let last { last } else { try Self.start(of: table, connection) }
      let late: SQL = skipped.isEmpty ? "" : "OR id IN (\(SQL.list(skipped.keys.sorted())))"
      let rows = try connection.rows(
        """
        SELECT id, user_id, \(condition) FROM \(table) WHERE id > \(last) \(late) ORDER BY id LIMIT \(Self.rowsAtOnce)
        """, isKept: false
      ) { row in
        (id: try row.integer(0), user: try row.integer(1) as UserID, counts: try row.integer(2) != 0)
      }
      // Not before: each of them is looked up at least once more, however long ago the last call was.
      skipped = skipped.filter { now - $0.value < Self.patience }
      var newest = last
      for row in rows {
        skipped[row.id] = nil
        guard row.id > newest else { continue }
        // A cluster's ids, or those of a statement with many rows, leave gaps that nobody fills.
        for id in max(newest + 1, row.id - 100)..<row.id { skipped[id] = now }
        newest = row.id
      }
      if skipped.count > Self.mostSkipped {
        let newest = skipped.sorted { $0.key > $1.key }.prefix(Self.mostSkipped)
        skipped = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
      }
      self.last = newest
      return rows.filter(\.counts).map(\.user)
    }

    private static func start(of table: SQL, _ connection: Connection) throws(MariaDBError) -> Int64 {
      let newest = try connection.rows("SELECT MAX(id) FROM \(table)") { try $0.optionalInteger(0) }.first ?? nil
      return max(0, (newest ?? 0) - rowsAtOnce)
    }
  }
}
