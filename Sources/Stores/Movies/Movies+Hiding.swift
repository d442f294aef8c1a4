import Domain
import MariaDB

/// A movie as an operator sees it.
package struct MovieOverview: Equatable, Sendable {
  package let id: MovieID
  /// As imported.
  package let title: String
  /// Nil if the movie is shown.
  package let hiddenSince: Timestamp?
}

/// The part of a movie needed to hide it. An impossible value elsewhere in the row does not prevent hiding.
package struct MovieReference: Equatable, Sendable {
  package let id: MovieID
  /// Nil if it is unreadable.
  package let title: String?
  package let isHidden: Bool
}

/// Operations on movies for an operator.
extension Movies {
  /// Movies by ascending id, after the id `last`.
  /// - Parameter rejected: called for each row with an impossible value, which is left out.
  package func overviews(
    onlyHidden: Bool, after last: MovieID = .min, limit: Int, rejected: (String) -> Void
  ) throws(StoreError) -> [MovieOverview] {
    let condition: SQL = onlyHidden ? "hidden_at IS NOT NULL AND id > \(last)" : "id > \(last)"
    return try translated(
      try connection.possibleRows(
        "SELECT id, title, hidden_at FROM movies WHERE \(condition) ORDER BY id LIMIT \(limit)",
        rejected: { rejected("\($0)") }
      ) { try MovieOverview(id: $0.integer(0), title: $0.text(1), hiddenSince: $0.optionalTime(2)) })
  }

  /// Hides movies, or shows them again. A movie that is already hidden keeps its time. Workers pick up the change
  /// within a second.
  /// - Parameters:
  ///   - ids: at least one.
  ///   - time: when they were hidden; nil to show them.
  /// - Returns: the movies as they were before, by id. If one of `ids` is not among them, no such movie exists and
  ///   nothing has been changed.
  package func setHidden(_ ids: Set<MovieID>, since time: Timestamp?) throws(StoreError) -> [MovieReference] {
    let list = SQL.joined(ids.sorted().map { id -> SQL in "\(id)" }, by: ", ")
    return try translated(
      try connection.transaction { () throws(MariaDBError) in
        // Imports also lock this row first, so the two take turns.
        _ = try connection.rows("SELECT id FROM catalogue WHERE id = 1 FOR UPDATE") { try $0.integer(0) }
        let before = try references(where: "id IN (\(list)) ORDER BY id")
        let isHidden = time != nil
        guard before.count == ids.count, before.contains(where: { $0.isHidden != isHidden }) else {
          return before
        }
        if let time {
          try connection.write("UPDATE movies SET hidden_at = COALESCE(hidden_at, \(time)) WHERE id IN (\(list))")
        } else {
          try connection.write("UPDATE movies SET hidden_at = NULL WHERE id IN (\(list))")
        }
        try connection.write("UPDATE catalogue SET version = version + 1 WHERE id = 1")
        return before
      })
  }

  private func references(where condition: SQL) throws(MariaDBError) -> [MovieReference] {
    try connection.rows("SELECT id, title, hidden_at IS NOT NULL FROM movies WHERE \(condition)", isKept: false) {
      try MovieReference(id: $0.integer(0), title: try? $0.text(1), isHidden: $0.integer(2) != 0)
    }
  }
}
