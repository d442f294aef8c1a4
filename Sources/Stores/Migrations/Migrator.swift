import Domain
import MariaDB
import System

/// Brings the schema up to date.
///
/// DDL commits implicitly, so no transaction can span a file: each statement is recorded, with its text, once it is
/// done, and a rerun continues with the one that failed. A statement that changes rows shares a transaction with its
/// record. A lock on the server makes a second migration wait.
package final class Migrator {
  private let connection: Connection
  private let lock: String

  /// - Parameters:
  ///   - connection: to the schema, which must exist.
  ///   - schema: its name.
  package init(_ connection: Connection, schema: String) {
    self.connection = connection
    // Lock names are server-wide and have at most 64 characters.
    lock = String("marquee.migrate.\(schema)".prefix(64))
  }

  /// - Parameter applied: called after each file that had statements left to apply.
  package func migrate(
    _ migrations: [Migration], at time: Timestamp, applied: (Migration) -> Void
  ) throws(MigrationError) {
    try acquireLock()
    defer { try? connection.read("SELECT RELEASE_LOCK(\(lock))") { (_) throws(MariaDBError) in } }
    try database { () throws(MariaDBError) in try connection.run(Self.table) }
    let done = try recorded()
    if let newest = done.keys.max(), newest > migrations.count { throw .newerSchema(number: newest) }
    for migration in migrations {
      let before = done[migration.number] ?? []
      if let changed = migration.statements.indices.first(where: {
        $0 < before.count && before[$0] != migration.statements[$0]
      }) {
        throw .changed(file: migration.name, statement: changed + 1)
      }
      guard before.count <= migration.statements.count else {
        throw .changed(file: migration.name, statement: migration.statements.count + 1)
      }
      guard before.count < migration.statements.count else { continue }
      for index in before.count..<migration.statements.count { try apply(migration, statement: index, at: time) }
      applied(migration)
    }
  }

  /// The number of the newest migration with an applied statement; 0 if nothing was applied. Needs only read access.
  package func schemaVersion() throws(MigrationError) -> Int { try recorded().keys.max() ?? 0 }

  /// The migrations with statements left to apply. Needs only read access.
  package func pending(_ migrations: [Migration]) throws(MigrationError) -> [Migration] {
    let done = try recorded()
    return migrations.filter { (done[$0.number]?.count ?? 0) < $0.statements.count }
  }

  private static let table = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
      number INT NOT NULL,
      statement INT NOT NULL,
      name VARCHAR(255) NOT NULL,
      text MEDIUMTEXT NOT NULL,
      applied_at DATETIME(6) NOT NULL,
      PRIMARY KEY (number, statement)
    ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
    """

  /// How long to wait for another migration.
  private static let patience = Duration.seconds(600)

  private func acquireLock() throws(MigrationError) {
    // One long wait would exceed the connection's read timeout, so it is split into short ones.
    for _ in 0..<Self.patience.seconds {
      let answers = try database { () throws(MariaDBError) in
        try connection.rows("SELECT GET_LOCK(\(lock), 1)") { try $0.optionalInteger(0) }
      }
      if answers.first == 1 { return }
    }
    throw .locked
  }

  /// A connection that was lost and reopened no longer has the lock, and another migration may hold it.
  private func holdsLock() throws(MigrationError) -> Bool {
    try database { () throws(MariaDBError) in
      try connection.rows("SELECT IS_USED_LOCK(\(lock)) = CONNECTION_ID()") { try $0.optionalInteger(0) }
    }.first == 1
  }

  /// The texts of the applied statements, by migration and in order.
  private func recorded() throws(MigrationError) -> [Int: [String]] {
    let rows: [(number: Int, text: String)]
    do throws(MariaDBError) {
      rows = try connection.rows("SELECT number, text FROM schema_migrations ORDER BY number, statement") {
        try (number: Int($0.integer(0)), text: $0.text(1))
      }
    } catch {
      guard error.isUnknownTable else { throw .database(error) }
      return [:]
    }
    return Dictionary(grouping: rows, by: \.number).mapValues { $0.map(\.text) }
  }

  private func apply(_ migration: Migration, statement index: Int, at time: Timestamp) throws(MigrationError) {
    let text = migration.statements[index]
    guard try holdsLock() else { throw .lockLost }
    do throws(MariaDBError) {
      try connection.transaction { () throws(MariaDBError) in
        // DDL ends the transaction, so the record then commits on its own.
        try connection.run(text)
        try connection.write(
          """
          INSERT INTO schema_migrations (number, statement, name, text, applied_at)
          VALUES (\(migration.number), \(index + 1), \(migration.name), \(text), \(time))
          """)
      }
    } catch {
      throw .failed(file: migration.name, statement: index + 1, text: text, error: error)
    }
  }

  private func database<Result>(
    _ work: () throws(MariaDBError) -> Result
  ) throws(MigrationError) -> Result {
    do throws(MariaDBError) { return try work() } catch { throw .database(error) }
  }
}
