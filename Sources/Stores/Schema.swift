import Domain
import MariaDB

/// The state of the schema, as the migrations have recorded it.
package final class Schema: SchemaStore {
  /// The newest migration that this program was written for: the number of files in `sql/`.
  package static let expectedVersion = 8

  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  package func schemaVersion() throws(StoreError) -> Int {
    try translated { () throws(MariaDBError) in
      try connection.rows("SELECT COALESCE(MAX(number), 0) FROM schema_migrations") { Int($0.integer(0)) }
    }.first ?? 0
  }

  /// How many connections the server takes, of one account or of all.
  package func connectionLimit() throws(StoreError) -> Int {
    try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT CAST(IF(@@max_user_connections > 0, LEAST(@@max_user_connections, @@max_connections), @@max_connections)
          AS SIGNED)
        """
      ) { Int($0.integer(0)) }
    }.first ?? 0
  }
}
