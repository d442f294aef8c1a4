import Domain
import MariaDB
import System

/// Removes rows that no longer matter: expired ones, and those of deleted accounts.
///
/// Each transaction removes only a few rows, so that no request waits for their locks and no statement takes long,
/// however many rows there are.
package final class Retention: RetentionStore {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func removeExpired(at time: Timestamp) throws(StoreError) -> Int {
    // Neither this machine's clock nor the database's alone may expire what others still consider valid.
    let now: SQL = "LEAST(\(time), UTC_TIMESTAMP(6))"
    return try translatingErrors { () throws(MariaDBError) in
      var count = 0
      for expired: SQL in [
        "DELETE FROM sessions WHERE expires_at <= \(now) LIMIT \(Self.piece)",
        """
        DELETE FROM known_networks WHERE last_used_at < \(now) - INTERVAL \(KnownNetwork.memory.seconds) SECOND
        LIMIT \(Self.piece)
        """,
        """
        DELETE FROM login_attempts
        WHERE last_failed_at < UTC_TIMESTAMP(6) - INTERVAL \(AttemptLimit.longestMemory.seconds) SECOND
        LIMIT \(Self.piece)
        """,
        // Written by a clock that has since been set back.
        """
        DELETE FROM login_attempts
        WHERE last_failed_at > UTC_TIMESTAMP(6) + INTERVAL \(AttemptLimit.longestMemory.seconds) SECOND
        LIMIT \(Self.piece)
        """,
        // Recounts long histories now and then, in case something else has deleted some of their rows.
        "DELETE FROM interaction_counts WHERE counted_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY LIMIT \(Self.piece)",
        // Who follows them has seen them within seconds, and reads everything after a longer pause.
        "DELETE FROM taste_changes WHERE changed_at < UTC_TIMESTAMP(6) - INTERVAL 1 DAY LIMIT \(Self.piece)",
        """
        DELETE FROM recommendation_figures WHERE day < UTC_DATE() - INTERVAL \(Self.figureDays) DAY
        LIMIT \(Self.piece)
        """,
        "DELETE FROM movie_exposures WHERE day < UTC_DATE() - INTERVAL \(Self.figureDays) DAY LIMIT \(Self.piece)",
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
    let users = try translated(
      try connection.rows("SELECT id FROM users WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT 100") {
        try $0.integer(0)
      })
    for user in users where try !connection.removeDeleted(user, until: end) { return false }
    return users.count < 100
  }

  /// Rows per statement.
  private static let piece = 1_000
  /// How long figures are kept: a year can be compared with the year before.
  private static let figureDays = 760
}

extension Connection {
  /// Removes all rows of a deleted account, the user last.
  /// - Returns: false if time runs out first, or if another process is removing them.
  func removeDeleted(_ user: UserID, until end: ContinuousClock.Instant) throws(StoreError) -> Bool {
    try translatingErrors { () throws(MariaDBError) in
      let lock: SQL = "LEFT(CONCAT('marquee.deleted.', \(user), '.', DATABASE()), 64)"
      guard try rows("SELECT GET_LOCK(\(lock), 0)", { try $0.optionalInteger(0) }).first == 1 else { return false }
      defer { _ = try? rows("SELECT RELEASE_LOCK(\(lock))") { try $0.optionalInteger(0) } }
      // `events` first: its rows refer to interactions.
      for table: SQL in [
        "events", "interactions", "ratings", "watchlist", "dismissals", "imported_events", "imported_watchlist",
        "import_questions",
      ] {
        while try write("DELETE FROM \(table) WHERE user_id = \(user) LIMIT 500").rows > 0 {
          guard ContinuousClock.now < end else { return false }
        }
      }
      // Also removes, through the foreign keys, the few rows in other tables and those that a request in flight has
      // added.
      try write("DELETE FROM users WHERE id = \(user) AND deleted_at IS NOT NULL")
      return true
    }
  }
}
