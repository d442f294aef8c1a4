import System

/// A server variable that the meaning of our statements depends on. Every session sets all of them, whatever the
/// server's defaults are.
package struct SessionSetting: Equatable, Sendable {
  package let name: String
  /// As the server shows it.
  package let value: String

  private init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// All settings. Only the timeouts depend on `address`.
  package static func all(for address: Address) -> [SessionSetting] { meaning + texts + patience(of: address) }

  /// The statement that sets all of them at the beginning of a session.
  static func statement(for address: Address) -> String {
    "SET SESSION " + all(for: address).map { "\($0.name) = \($0.literal)" }.joined(separator: ", ")
  }

  private var literal: String { Double(value) == nil ? "'\(value)'" : value }

  private static let meaning = [
    // A single statement is a transaction of its own, and the end of a transaction does not begin another. Otherwise
    // acknowledged changes would be lost with the connection.
    SessionSetting("autocommit", "ON"),
    SessionSetting("completion_type", "NO_CHAIN"),
    SessionSetting("tx_read_only", "OFF"),
    // Only the rows that are read get locked: nothing here relies on reading the same rows twice.
    SessionSetting("tx_isolation", "READ-COMMITTED"),
    // No silent truncation, and an id of 0 means 0.
    SessionSetting(
      "sql_mode",
      "ONLY_FULL_GROUP_BY,NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
        + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"),
    SessionSetting("time_zone", "+00:00"),
    // No limit on the rows that a statement returns or examines. `sql_big_selects` comes after `max_join_size`, which
    // would otherwise determine it.
    SessionSetting("sql_select_limit", noLimit),
    SessionSetting("max_join_size", noLimit),
    SessionSetting("sql_big_selects", "ON"),
    SessionSetting("sql_safe_updates", "OFF"),
    // `id IS NULL` must not match the last inserted row.
    SessionSetting("sql_auto_is_null", "OFF"),
    // The schema's own constraints.
    SessionSetting("foreign_key_checks", "ON"),
    SessionSetting("unique_checks", "ON"),
    SessionSetting("check_constraint_checks", "ON"),
  ]

  private static let texts = [
    // The connector also requests this, but `skip-character-set-client-handshake` makes the server ignore it.
    SessionSetting("character_set_client", "utf8mb4"),
    SessionSetting("character_set_results", "utf8mb4"),
    SessionSetting("collation_connection", "utf8mb4_general_ci"),
    // The names of keys and columns are parsed from the English error messages.
    SessionSetting("lc_messages", "en_US"),
  ]

  /// The server gives up before this side does, and a wait for a lock ends before that. So the server can say why, the
  /// connection survives, and no statement continues after its caller has given up.
  private static func patience(of address: Address) -> [SessionSetting] {
    // In seconds; the last one has six decimals.
    let tenths = address.statementTimeout.milliseconds / 100
    return [
      SessionSetting("innodb_lock_wait_timeout", "\(address.lockTimeout.seconds)"),
      SessionSetting("lock_wait_timeout", "\(address.lockTimeout.seconds)"),
      SessionSetting("max_statement_time", "\(tenths / 10).\(tenths % 10)00000"),
    ]
  }

  private static let noLimit = "\(UInt64.max)"
}
