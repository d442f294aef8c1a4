import Domain
import MariaDB

/// The state of the schema, as recorded by the migrations.
package final class DatabaseSchema: SchemaStore {
  /// The number of the newest migration in `sql/`. The program does not serve from an older schema.
  package static let expectedVersion = 20

  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func schemaVersion() throws(StoreError) -> Int {
    try translatingErrors { () throws(MariaDBError) in
      do throws(MariaDBError) {
        return try connection.rows("SELECT COALESCE(MAX(number), 0) FROM schema_migrations") { try Int($0.integer(0)) }
      } catch {
        guard error.isUnknownTable else { throw error }
        return []
      }
    }.first ?? 0
  }

  package func checkWriting() throws(StoreError) {
    do throws(MariaDBError) {
      // They change no row and wait for no lock, but make the server check its own state and the account's rights.
      for change in [
        "UPDATE sessions SET user_agent = NULL WHERE id = 0",
        "INSERT INTO sessions SELECT * FROM sessions WHERE FALSE",
        "DELETE FROM sessions WHERE id = 0",
      ] as [SQL] {
        try connection.write("SET STATEMENT lock_wait_timeout = 0 FOR \(change)")
      }
    } catch {
      guard error.failure == .conflict else { throw StoreError(error) }
      // Another session holds the table for a moment, or a node of a cluster is stopped while it copies itself.
      let node = try translatingErrors { () throws(MariaDBError) in try ClusterNode.current(on: connection) }
      guard let node, !node.isSynced else { return }
      throw .unavailable("the node \(node.name) takes no changes: it is \(node.state)")
    }
  }
}
