import Domain
import MariaDB

/// Removes what was recommended long ago: an interaction for each film that was shown, and the list that it was in.
///
/// A range of ids at a time: a short transaction locks few rows, and the walk reads the table once.
package final class Pruning {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  /// - Returns: how many interactions and how many lists have been removed.
  package func removeRecommendations(
    before time: Timestamp
  ) throws(StoreError) -> (interactions: Int, lists: Int) {
    let interactions = try remove(
      from: "interactions", where: "kind = 'recommend' AND created_at < \(time)")
    let lists = try remove(from: "recommendations", where: "created_at < \(time)")
    if interactions > 0 {
      try translated { () throws(MariaDBError) in
        try connection.write("UPDATE statistics SET is_due = TRUE WHERE id = 1")
        // Long histories are counted anew.
        try connection.write("DELETE FROM interaction_counts")
      }
    }
    return (interactions, lists)
  }

  private func remove(
    from table: SQL, where condition: SQL
  ) throws(StoreError) -> Int {
    try translated { () throws(MariaDBError) in
      let ends = try connection.rows("SELECT MIN(id), MAX(id) FROM \(table)") {
        try ($0.optionalInteger(0), $0.optionalInteger(1))
      }.first
      guard case (let first?, let last?)? = ends else { return 0 }
      var count = 0
      var start = first
      while start <= last {
        let end = min(last, start + Self.range - 1)
        count += Int(
          try connection.write("DELETE FROM \(table) WHERE id BETWEEN \(start) AND \(end) AND \(condition)").rows)
        start = end + 1
      }
      return count
    }
  }

  private static let range: Int64 = 10_000
}
