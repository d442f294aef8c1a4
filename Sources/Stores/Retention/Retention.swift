import Domain
import MariaDB

/// Removes what no longer matters: expired rows, and those of deleted accounts.
///
/// A few rows at a time, each time in a transaction of its own, so that nobody waits for their locks and no statement
/// takes long, however many there are.
package final class Retention: RetentionStore {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func removeExpired(at time: Timestamp) throws(StoreError) -> Int {
    // Neither this machine's clock nor the database's alone may end what others take for good.
    let now: SQL = "LEAST(\(time), UTC_TIMESTAMP(6))"
    return try translated { () throws(MariaDBError) in
      var count = 0
      for expired: SQL in [
        "DELETE FROM sessions WHERE expires_at <= \(now) LIMIT \(Self.piece)",
        "DELETE FROM known_networks WHERE last_used_at < \(now) - INTERVAL \(KnownNetwork.memory) SECOND LIMIT \(Self.piece)",
        "DELETE FROM login_attempts WHERE last_failed_at < UTC_TIMESTAMP(6) - INTERVAL \(AttemptLimit.longestMemory) SECOND LIMIT \(Self.piece)",
        // Of a clock that was set back since.
        "DELETE FROM login_attempts WHERE last_failed_at > UTC_TIMESTAMP(6) + INTERVAL \(AttemptLimit.longestMemory) SECOND LIMIT \(Self.piece)",
        // Now and then long histories are counted anew, should anything else have deleted some of them.
        "DELETE FROM interaction_counts WHERE counted_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY LIMIT \(Self.piece)",
      ] {
        var removed = 0
        repeat {
          removed = try connection.write(expired).rows
          count += removed
        } while removed == Self.piece
      }
      return count
    }
  }

  package func removeDeleted(within patience: Duration) throws(StoreError) -> Bool {
    let end = ContinuousClock.now + patience
    let users = try translated { () throws(MariaDBError) in
      try connection.rows("SELECT id FROM users WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT 100") {
        try $0.integer(0)
      }
    }
    for user in users where try !connection.removeDeleted(user, until: end) { return false }
    return users.count < 100
  }

  /// Rows.
  private static let piece = 1_000
}

extension Connection {
  /// Removes what there is of a deleted account, the user last.
  /// - Returns: false where time runs out before, or somebody else is at it.
  func removeDeleted(_ user: UserID, until end: ContinuousClock.Instant) throws(StoreError) -> Bool {
    try translated { () throws(MariaDBError) in
      let lock: SQL = "LEFT(CONCAT('marquee.deleted.', \(user), '.', DATABASE()), 64)"
      guard try rows("SELECT GET_LOCK(\(lock), 0)", { try $0.optionalInteger(0) }).first == 1 else { return false }
      defer { _ = try? rows("SELECT RELEASE_LOCK(\(lock))") { try $0.optionalInteger(0) } }
      // Events first: they refer to interactions.
      for table: SQL in ["events", "interactions", "ratings"] {
        while try write("DELETE FROM \(table) WHERE user_id = \(user) LIMIT 500").rows > 0 {
          guard ContinuousClock.now < end else { return false }
        }
      }
      // With the few rows that there are of anything else, or that a request in flight has added.
      try write("DELETE FROM users WHERE id = \(user) AND deleted_at IS NOT NULL")
      return true
    }
  }
}
