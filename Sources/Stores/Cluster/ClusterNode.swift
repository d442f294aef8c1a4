import MariaDB

/// What a node of a Galera cluster says about itself.
package struct ClusterNode: Equatable, Sendable {
  package let name: String
  /// `Primary` if the nodes that it reaches are the majority; only these serve.
  package let component: String
  /// `Synced`, `Donor/Desynced` while it copies itself to another node or is backed up, or a step of joining.
  package let state: String
  /// How many nodes it reaches, itself included.
  package let size: Int

  package var isSynced: Bool { state == "Synced" }

  /// Nil if the server belongs to no cluster. Also works on a node that refuses all other statements.
  package static func current(on connection: Connection) throws(MariaDBError) -> ClusterNode? {
    let rows: [(String, String)]
    do throws(MariaDBError) {
      // A node that is behind must answer at once, too.
      rows = try connection.rows(
        """
        SET STATEMENT wsrep_sync_wait = 0 FOR
        SELECT LOWER(VARIABLE_NAME), VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS
        WHERE @@GLOBAL.wsrep_on
          AND VARIABLE_NAME IN ('WSREP_CLUSTER_STATUS', 'WSREP_LOCAL_STATE_COMMENT', 'WSREP_CLUSTER_SIZE')
        UNION ALL SELECT 'wsrep_node_name', @@GLOBAL.wsrep_node_name
        """, isKept: false
      ) { (try $0.text(0), try $0.text(1)) }
    } catch {
      // A server that was built without Galera does not know the variables.
      guard error.code == 1_193 else { throw error }
      return nil
    }
    let values = Dictionary(rows) { first, _ in first }
    guard let component = values["wsrep_cluster_status"] else { return nil }
    return ClusterNode(
      name: values["wsrep_node_name"] ?? "", component: component, state: values["wsrep_local_state_comment"] ?? "",
      size: Int(values["wsrep_cluster_size"] ?? "") ?? 0)
  }
}
