/// A variable of the server that what our statements mean depends on. Every session sets all of them, whatever the
/// server's defaults are.
package struct SessionSetting: Equatable, Sendable {
  package let name: String
  /// As the server shows it.
  package let value: String

  private init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// Whatever `address` says, the same but for the times.
  package static func all(for address: Address) -> [SessionSetting] { meaning + texts + patience(of: address) }

  /// The statement that sets all of them, for the beginning of a session.
  static func statement(for address: Address) -> String {
    "SET SESSION " + all(for: address).map { "\($0.name) = \($0.literal)" }.joined(separator: ", ")
  }

  private var literal: String { Double(value) == nil ? "'\(value)'" : value }

  private static let meaning = [
    // A statement by itself is a transaction, and each transaction ends by itself: otherwise what was acknowledged is
    // lost with the connection.
    SessionSetting("autocommit", "ON"),
    SessionSetting("completion_type", "NO_CHAIN"),
    SessionSetting("tx_read_only", "OFF"),
    // Locks only on what is read: nothing here relies on reading the same rows twice.
    SessionSetting("tx_isolation", "READ-COMMITTED"),
    // No silent truncation, and an id of 0 means 0.
    SessionSetting(
      "sql_mode",
      "ONLY_FULL_GROUP_BY,NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
        + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"),
    SessionSetting("time_zone", "+00:00"),
    // All rows that were asked for, and as many as are asked for. Of these two the second follows from the first, if it
    // is not set behind it.
    SessionSetting("sql_select_limit", noLimit),
    SessionSetting("max_join_size", noLimit),
    SessionSetting("sql_big_selects", "ON"),
    SessionSetting("sql_safe_updates", "OFF"),
    // `id IS NULL` is true of no row.
    SessionSetting("sql_auto_is_null", "OFF"),
    // The schema's own rules.
    SessionSetting("foreign_key_checks", "ON"),
    SessionSetting("unique_checks", "ON"),
    SessionSetting("check_constraint_checks", "ON"),
  ]

  private static let texts = [
    // The connector asks for it, too, which `skip-character-set-client-handshake` ignores.
    SessionSetting("character_set_client", "utf8mb4"),
    SessionSetting("character_set_results", "utf8mb4"),
    SessionSetting("collation_connection", "utf8mb4_general_ci"),
    // Errors name keys and columns, which are read from their English texts.
    SessionSetting("lc_messages", "en_US"),
  ]

  /// The server gives up before this side does, a wait for a lock first: then it says why, the connection stays, and no
  /// statement goes on that nobody waits for.
  private static func patience(of address: Address) -> [SessionSetting] {
    [
      SessionSetting("innodb_lock_wait_timeout", "\(address.lockTimeout)"),
      SessionSetting("lock_wait_timeout", "\(address.lockTimeout)"),
      SessionSetting("max_statement_time", address.statementTimeout),
    ]
  }

  private static let noLimit = "\(UInt64.max)"
}
