import Domain
import MariaDB

/// What an operator does with films.
extension Movies {
  /// A film as an operator sees it.
  package struct Overview: Equatable, Sendable {
    package let id: MovieID
    /// As it was imported.
    package let title: String
    /// Nil while it is shown.
    package let hiddenSince: Timestamp?
  }

  /// What must be known of a film to hide it. An impossible value elsewhere in the row is no hindrance.
  package struct Reference: Equatable, Sendable {
    package let id: MovieID
    /// Nil if it cannot be read.
    package let title: String?
    package let isHidden: Bool
  }

  /// By id, from behind the id `last`; impossible ones are left out.
  /// - Parameter rejected: told of each row that is left out.
  package func overviews(
    onlyHidden: Bool, after last: MovieID = .min, limit: Int, rejected: (String) -> Void
  ) throws(StoreError) -> [Overview] {
    let condition: SQL = onlyHidden ? "hidden_at IS NOT NULL AND id > \(last)" : "id > \(last)"
    return try translated { () throws(MariaDBError) in
      try connection.possibleRows(
        "SELECT id, title, hidden_at FROM movies WHERE \(condition) ORDER BY id LIMIT \(limit)",
        rejected: { rejected("\($0)") }
      ) { try Overview(id: $0.integer(0), title: $0.text(1), hiddenSince: $0.optionalTime(2)) }
    }
  }

  /// Hides films, or shows them again; one that is hidden keeps the time of the first. Workers take it up within a
  /// second.
  /// - Parameters:
  ///   - ids: at least one.
  ///   - time: since when they are hidden; nil to show them.
  /// - Returns: the films as they were before, by id. If one of `ids` is missing among them, there is no such film, and
  ///   nothing has been changed.
  package func setHidden(_ ids: Set<MovieID>, since time: Timestamp?) throws(StoreError) -> [Reference] {
    let list = SQL.joined(ids.sorted().map { id -> SQL in "\(id)" }, by: ", ")
    return try translated { () throws(MariaDBError) in
      try connection.transaction { () throws(MariaDBError) in
        // In turn with imports, which lock this row first, too.
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
      }
    }
  }

  private func references(where condition: SQL) throws(MariaDBError) -> [Reference] {
    try connection.rows("SELECT id, title, hidden_at IS NOT NULL FROM movies WHERE \(condition)", isKept: false) {
      try Reference(id: $0.integer(0), title: try? $0.text(1), isHidden: $0.integer(2) != 0)
    }
  }
}
