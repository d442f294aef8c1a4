import Domain
import MariaDB

/// Removes what was recommended long ago: an interaction for each film that was shown, and the list that it was in.
///
/// Some rows at a time: a short transaction locks few rows, and the walk reads the table once.
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
      var count = 0
      var last: Int64?
      while let ids = try ids(in: table, after: last) {
        count += Int(
          try connection.write(
            "DELETE FROM \(table) WHERE id BETWEEN \(ids.lowerBound) AND \(ids.upperBound) AND \(condition)"
          ).rows)
        last = ids.upperBound
      }
      return count
    }
  }

  /// The next ids that there are, so that a gap costs nothing; nil after the last.
  private func ids(in table: SQL, after last: Int64?) throws(MariaDBError) -> ClosedRange<Int64>? {
    let condition: SQL = if let last { "WHERE id > \(last)" } else { "" }
    let ends = try connection.rows(
      "SELECT MIN(id), MAX(id) FROM (SELECT id FROM \(table) \(condition) ORDER BY id LIMIT \(Self.range)) AS block"
    ) { try ($0.optionalInteger(0), $0.optionalInteger(1)) }.first
    guard case (let least?, let greatest?)? = ends else { return nil }
    return least...greatest
  }

  private static let range = 10_000
}
