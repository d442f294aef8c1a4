import Domain
import MariaDB

/// Problems with a server's settings that no session setting can fix, reported by a configuration check.
package struct ServerCheck {
  /// Problems that keep the pool from serving.
  package private(set) var faults: [String] = []
  /// Problems that the pool can serve with, such as a read-only database.
  package private(set) var notes: [String] = []

  /// - Parameter connections: how many the pool opens.
  package init(_ connection: Connection, connections: Int) throws(MariaDBError) {
    let server = try ServerWideSettings(connection)
    checkChanges(server)
    checkRoom(server, connections: connections)
    try checkMemory(connection, server)
    checkSchema(connection, server)
    notes += try ClusterCheck(connection).notes
    for (setting, value) in try Self.overridden(on: connection) {
      notes.append("the server overrides '\(setting.name)': it is \(value) but should be \(setting.value).")
    }
  }

  private mutating func checkChanges(_ server: ServerWideSettings) {
    if server.logsStatements {
      faults.append(
        "the database accepts no changes: its 'binlog_format' is STATEMENT but must be ROW or MIXED")
    }
    if server.isReadOnly {
      notes.append("the database is read-only: until that changes, requests that write are answered with 503.")
    }
  }

  private mutating func checkSchema(_ connection: Connection, _ server: ServerWideSettings) {
    let schema = DatabaseSchema(connection)
    do throws(StoreError) {
      let version = try schema.schemaVersion()
      if version < DatabaseSchema.expectedVersion {
        return notes.append(
          "the database is at migration \(version) of \(DatabaseSchema.expectedVersion), too old to serve from: run "
            + "'marquee-ctl migrate'.")
      }
      try schema.checkWriting()
    } catch {
      // These have been reported already.
      guard !server.isReadOnly, !server.logsStatements else { return }
      faults.append("the account cannot work with the tables: \(error)")
    }
  }

  private mutating func checkRoom(_ server: ServerWideSettings, connections: Int) {
    if connections > server.maximumConnections {
      faults.append(
        "'slots' is too large: the pool opens \(connections) connections, but the database allows only "
          + "\(server.maximumConnections)")
    } else if 2 * connections > server.maximumConnections {
      notes.append(
        "the pool opens \(connections) connections, twice as many while workers are replaced, but the database "
          + "allows only \(server.maximumConnections).")
    }
    let statements = connections * Connection.maximumStatements
    if server.maximumStatements < connections {
      faults.append("the database's 'max_prepared_stmt_count' is \(server.maximumStatements), too low to work with")
    } else if server.maximumStatements < statements {
      notes.append(
        "the pool keeps up to \(statements) statements prepared, but the database's 'max_prepared_stmt_count' is "
          + "\(server.maximumStatements).")
    }
    if server.maximumPacket < Self.leastPacket {
      faults.append(
        "the database's 'max_allowed_packet' is \(server.maximumPacket) bytes, less than the \(Self.leastPacket) that "
          + "a batch may need")
    }
  }

  /// A server with little memory reads the disk for almost every row of a history that is not the newest.
  private mutating func checkMemory(_ connection: Connection, _ server: ServerWideSettings) throws(MariaDBError) {
    let size = try connection.rows(
      """
      SELECT CAST(COALESCE(SUM(data_length + index_length), 0) AS SIGNED) FROM information_schema.tables
      WHERE table_schema = DATABASE()
      """, isKept: false
    ) { try $0.integer(0) }[0]
    guard size / 2 > server.bufferPool else { return }
    notes.append(
      "the database has \(size >> 20) MiB, but keeps at most \(server.bufferPool >> 20) MiB in memory: raise its "
        + "'innodb_buffer_pool_size' to half of that or more, or counts of the statistics wait for the disk.")
  }

  /// Bytes. A batch of 1,000 interactions takes 80 kB, less than a tenth of this.
  private static let leastPacket: Int64 = 1 << 20

  /// The settings whose values in the session are not the required ones, with their actual values.
  package static func overridden(
    on connection: Connection
  ) throws(MariaDBError) -> [(setting: SessionSetting, value: String)] {
    let settings = SessionSetting.all(for: connection.address)
    let names = settings.map { setting -> SQL in "\(setting.name)" }
    let rows = try connection.rows(
      """
      SELECT LOWER(VARIABLE_NAME), SESSION_VALUE FROM information_schema.SYSTEM_VARIABLES
      WHERE VARIABLE_NAME IN (\(SQL.joined(names, by: ", ")))
      """, isKept: false
    ) { (try $0.text(0), try $0.text(1)) }
    let values = Dictionary(rows) { first, _ in first }
    return settings.compactMap { setting in
      let value = values[setting.name] ?? "unknown"
      return value == setting.value ? nil : (setting, value)
    }
  }
}

/// The server-wide settings that matter.
private struct ServerWideSettings {
  let isReadOnly: Bool
  let logsStatements: Bool
  /// The lower of the limits for one account and for all.
  let maximumConnections: Int64
  let maximumStatements: Int64
  /// Bytes.
  let maximumPacket: Int64
  /// Bytes.
  let bufferPool: Int64

  init(_ connection: Connection) throws(MariaDBError) {
    let servers = try connection.rows(
      """
      SELECT @@read_only OR @@innodb_read_only, @@log_bin AND @@binlog_format = 'STATEMENT',
        CAST(IF(@@max_user_connections > 0, LEAST(@@max_user_connections, @@max_connections), @@max_connections)
          AS SIGNED), CAST(@@max_prepared_stmt_count AS SIGNED), CAST(@@max_allowed_packet AS SIGNED),
        CAST(@@innodb_buffer_pool_size AS SIGNED)
      """, isKept: false
    ) { try ServerWideSettings($0) }
    guard let server = servers.first else {
      throw MariaDBError(code: 0, message: "the server did not report its settings", statement: "")
    }
    self = server
  }

  private init(_ row: borrowing Row) throws(ImpossibleValue) {
    isReadOnly = try row.integer(0) != 0
    logsStatements = try row.integer(1) != 0
    maximumConnections = try row.integer(2)
    maximumStatements = try row.integer(3)
    maximumPacket = try row.integer(4)
    bufferPool = try row.integer(5)
  }
}
