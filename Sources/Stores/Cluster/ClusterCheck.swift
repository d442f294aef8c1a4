import MariaDB
import System

/// Settings of a Galera cluster with which the pool serves, but does not keep its promises when a node fails.
struct ClusterCheck {
  /// Each with its remedy.
  private(set) var notes: [String] = []

  /// Finds nothing if the server belongs to no cluster.
  init(_ connection: Connection) throws(MariaDBError) {
    guard let node = try ClusterNode.current(on: connection) else { return }
    if node.size < 3 {
      notes.append(
        "the cluster has \(node.size) of 3 nodes that it needs to go on without one: add nodes, or an arbitrator "
          + "(garbd).")
    }
    let values = try Self.values(on: connection)
    for setting in Self.settings {
      guard let value = values[setting.name], !setting.isGood(value) else { continue }
      notes.append("\(setting.name) is \(value): \(setting.harm). Set it to \(setting.remedy).")
    }
    let timeout = connection.address.answerTimeout
    if let wait = Self.suspectTimeout(values["wsrep_provider_options"] ?? ""), wait > timeout {
      notes.append(
        "evs.suspect_timeout is \(wait.seconds) s: for so long changes wait for a node that is lost, but the pool "
          + "gives up after \(timeout.seconds) s. Lower it, or raise 'database_timeout'.")
    }
  }

  private struct Setting {
    let name: String
    let isGood: @Sendable (String) -> Bool
    /// What happens otherwise.
    let harm: String
    let remedy: String
  }

  private static let settings = [
    Setting(
      name: "innodb_flush_log_at_trx_commit", isGood: { $0 == "1" },
      harm: "if all nodes crash, acknowledged changes are lost", remedy: "1"),
    Setting(
      name: "wsrep_sync_wait", isGood: { (Int($0) ?? 0) & 7 == 7 },
      harm: "a node that has just become the writer may answer from the past", remedy: "7"),
    Setting(
      name: "wsrep_osu_method", isGood: { $0 == "TOI" },
      harm: "'marquee-ctl migrate' would change one node and not the others", remedy: "TOI"),
    Setting(
      name: "wsrep_auto_increment_control", isGood: { $0 == "ON" },
      harm: "while the writer changes, two nodes may give one id to different rows", remedy: "ON"),
    Setting(
      name: "innodb_autoinc_lock_mode", isGood: { $0 == "2" },
      harm: "inserts and what other nodes have changed may wait for each other", remedy: "2"),
    Setting(
      name: "wsrep_sst_method", isGood: { $0 == "mariabackup" },
      harm: "a node that copies itself to another takes no changes meanwhile", remedy: "mariabackup"),
  ]

  private static func values(on connection: Connection) throws(MariaDBError) -> [String: String] {
    let names = settings.map { setting -> SQL in "\(setting.name)" } + ["\("wsrep_provider_options")"]
    let rows = try connection.rows(
      """
      SELECT LOWER(VARIABLE_NAME), GLOBAL_VALUE FROM information_schema.SYSTEM_VARIABLES
      WHERE VARIABLE_NAME IN (\(SQL.joined(names, by: ", ")))
      """, isKept: false
    ) { (try $0.text(0), try $0.text(1)) }
    return Dictionary(rows) { first, _ in first }
  }

  /// Reads `evs.suspect_timeout = PT5S` among the options. Nil if it is in another form of ISO 8601.
  static func suspectTimeout(_ options: String) -> Duration? {
    for option in options.split(separator: ";") {
      let parts = option.split(separator: "=").map { $0.filter { $0 != " " } }
      guard parts.count == 2, parts[0] == "evs.suspect_timeout", parts[1].hasPrefix("PT"), parts[1].hasSuffix("S")
      else { continue }
      return Double(parts[1].dropFirst(2).dropLast()).map { .seconds($0) }
    }
    return nil
  }
}
