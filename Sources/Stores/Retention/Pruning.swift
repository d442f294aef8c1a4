import Domain
import MariaDB

/// Removes old recommendations.
///
/// Works in blocks of rows: a short transaction locks few rows, and the walk reads the table once.
package final class Pruning {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  /// - Returns: how many interactions and how many lists were removed.
  package func removeRecommendations(
    before time: Timestamp
  ) throws(StoreError) -> (interactions: Int, lists: Int) {
    try translatingErrors { () throws(MariaDBError) in
      var removed = (interactions: 0, lists: 0)
      var last: Int64?
      while let ids = try ids(after: last) {
        let rows = try connection.transaction { () throws(MariaDBError) in
          let rows = try connection.change(
            """
            DELETE FROM interactions
            WHERE id BETWEEN \(ids.lowerBound) AND \(ids.upperBound) AND kind = 'recommend' AND created_at < \(time)
            RETURNING \(HistoryRow.interactionCount), movie_id IS NULL, user_id
            """
          ) { (interactions: try $0.count(0), isList: try $0.integer(1) != 0, user: try $0.integer(2)) }
          for users in Array(Set(rows.map(\.user))).parts(of: Self.usersAtOnce) {
            try connection.write(TasteChanges.recordingRemovedLists(of: Set(users)), isKept: false)
          }
          return rows
        }
        removed.interactions += rows.reduce(0) { $0 + $1.interactions }
        removed.lists += rows.count { $0.isList }
        last = ids.upperBound
      }
      if removed.interactions > 0 {
        // Long histories are recounted.
        try connection.write("DELETE FROM interaction_counts")
      }
      return removed
    }
  }

  /// The range of the next existing ids, so that a gap costs nothing; nil after the last.
  private func ids(after last: Int64?) throws(MariaDBError) -> ClosedRange<Int64>? {
    let condition: SQL = if let last { "WHERE id > \(last)" } else { "" }
    let ends = try connection.rows(
      "SELECT MIN(id), MAX(id) FROM (SELECT id FROM interactions \(condition) ORDER BY id LIMIT \(Self.range)) AS block"
    ) { try ($0.optionalInteger(0), $0.optionalInteger(1)) }.first
    guard case (let least?, let greatest?)? = ends else { return nil }
    return least...greatest
  }

  private static let range = 10_000
  /// Users per statement.
  private static let usersAtOnce = 1_000
}
