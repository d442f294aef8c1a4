import Domain
import MariaDB

/// The newest interactions of several users: one round trip for all of them.
extension Interactions {
  package func histories(of sessions: [SessionClaim], limit: Int) -> [Result<HistoryPage, StoreError>] {
    func alone(_ session: SessionClaim) -> Result<HistoryPage, StoreError> {
      Result { () throws(StoreError) in try history(of: session, HistoryQuery(limit: limit)) }
    }
    guard sessions.count > 1 else { return sessions.map(alone) }
    let found: [Found]
    do throws(StoreError) {
      found = try self.found(by: sessions, limit: limit)
    } catch {
      if case .unavailable = error { return sessions.map { _ in .failure(error) } }
      return sessions.map(alone)
    }
    return zip(sessions, found).map { session, found in
      var interactions: [Interaction] = []
      for row in found.rows { row.add(to: &interactions) { _ in true } }
      // No row says nothing about the session, and rows may have no interaction left.
      guard let lastUse = found.lastUse, interactions.count > limit || found.rows.count <= limit else {
        return alone(session)
      }
      return Result { () throws(StoreError) in
        try connection.confirm(session, lastUse: lastUse)
        return try page(Array(interactions.prefix(limit + 1)), of: session, HistoryQuery(limit: limit))
      }
    }
  }

  private struct Found {
    var rows: [HistoryRow] = []
    /// Nil without a row.
    var lastUse: Int64?
  }

  /// The newest rows of each user, one more than `limit`.
  private func found(by sessions: [SessionClaim], limit: Int) throws(StoreError) -> [Found] {
    let parts = sessions.enumerated().map { number, session -> SQL in
      """
      (SELECT \(HistoryRow.columns), used_at, \(SQL(unchecked: "\(number)"))
      FROM \(session.row) JOIN interactions FORCE INDEX (PRIMARY)
      WHERE user_id = \(session.user) AND \(HistoryRow.hasInteractions) ORDER BY id DESC LIMIT \(limit + 1))
      """
    }
    var found = [Found](repeating: Found(), count: sessions.count)
    _ = try translatingErrors { () throws(MariaDBError) in
      try connection.rows(SQL.joined(parts, by: " UNION ALL ")) { row in
        let number = try row.count(9)
        found[number].rows.append(try HistoryRow(row))
        if found[number].lastUse == nil { found[number].lastUse = SessionClaim.lastUse(row, 8) }
      }
    }
    return found
  }
}
