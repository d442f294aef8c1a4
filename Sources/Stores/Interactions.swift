import Domain
import MariaDB

/// The table `interactions`, the history, with `events`, and what follows from it in `ratings`.
package final class Interactions: InteractionStore {
  let connection: Connection
  /// Of one user, what is recommended not counted.
  let maximum: Int
  let draw: Draw

  /// - Parameters:
  ///   - maximum: about how many interactions a user may have, what is recommended not counted.
  ///   - draw: decides after which saves they are counted.
  package init(_ connection: Connection, maximum: Int = .max, draw: @escaping Draw = drawAtRandom) {
    self.connection = connection
    self.maximum = maximum
    self.draw = draw
  }

  var currentRatings: CurrentRatings { CurrentRatings(connection: connection) }
  var counts: InteractionCounts { InteractionCounts(connection: connection) }

  package func interaction(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Interaction? {
    try connection.rows(
      for: session, EventRow.columns, of: "interactions",
      where: "id = \(EventPosition(id).row) AND user_id = \(session.user)"
    ) { try EventRow($0) }.first?.events.first { $0.id == id }
  }

  package func history(of session: SessionClaim, _ query: HistoryQuery) throws(StoreError) -> HistoryPage {
    var figures = Figures()
    // One more than asked for tells whether there is a next page.
    var events = try translated { () throws(MariaDBError) -> [Interaction] in
      try self.events(of: session, query, count: query.limit + 1, &figures)
    }
    try connection.confirm(session, lastUse: figures.lastUse)
    let hasMore = events.count > query.limit
    if hasMore { events.removeLast() }
    let isAll = query.before == nil && !hasMore
    let total = isAll ? events.count : try total(of: session.user, query, figures)
    return HistoryPage(interactions: events, total: total, next: hasMore ? events.last?.id : nil)
  }

  private func total(of user: UserID, _ query: HistoryQuery, _ figures: Figures) throws(StoreError) -> Int {
    try translated { () throws(MariaDBError) in
      if let movie = query.movie { return try counts.total(of: user, query.kind, movie) }
      try counts.counted(user, newer: figures.newer)
      return figures.total
    }
  }

  /// What the first look at a history finds besides.
  private struct Figures {
    var lastUse: Int64?
    var newer = 0
    var total = 0

    /// Columns that follow those of an event.
    static let none: SQL = "NULL, NULL, NULL"

    /// Parts of the same statement.
    static func parts(_ session: SessionClaim, _ query: HistoryQuery) -> [SQL] {
      let check: SQL = "(SELECT \(EventRow.none), last_use, NULL, NULL FROM \(session.row))"
      // Those of one film are counted if there are more than a page.
      guard query.movie == nil else { return [check] }
      return [check, "(SELECT \(EventRow.none), NULL, \(InteractionCounts.counting(session.user, query.kind)))"]
    }

    mutating func take(_ row: borrowing Row) throws(ImpossibleValue) {
      if let lastUse = try row.optionalInteger(8) {
        self.lastUse = lastUse
      } else {
        (newer, total) = (try row.count(9), try row.count(10))
      }
    }
  }

  /// Newest first. A list may have many events, or none that is left: mostly one look is enough.
  private func events(
    of session: SessionClaim, _ query: HistoryQuery, count: Int, _ figures: inout Figures
  ) throws(MariaDBError) -> [Interaction] {
    var events: [Interaction] = []
    var end = query.before.map { EventPosition($0) }
    var others = Figures.parts(session, query)
    var hasMore = true
    while events.count < count, hasMore {
      let rows = try rows(of: session.user, query, before: end, limit: count, and: others, &figures)
      others = []
      for row in rows {
        events += row.events.reversed().filter { event in
          (end.map { EventPosition(event.id) < $0 } ?? true) && (query.movie.map { event.movie == $0 } ?? true)
        }
      }
      hasMore = rows.count == count
      end = rows.last.map { EventPosition(row: $0.id) }
    }
    return Array(events.prefix(count))
  }

  /// The newest rows. Those of each kind stand in order in the index: of each as many are read as there may be in all.
  private func rows(
    of user: UserID, _ query: HistoryQuery, before end: EventPosition?, limit: Int, and others: [SQL],
    _ figures: inout Figures
  ) throws(MariaDBError) -> [EventRow] {
    var condition = SQL("")
    if let end { condition += end.place == nil ? " AND id < \(end.row)" : " AND id <= \(end.row)" }
    var parts = query.kind.kinds.map { kind -> SQL in
      var condition = condition
      if let movie = query.movie { condition += " AND \(kind.isOf(movie))" }
      return """
        (SELECT \(kind.columns), \(Figures.none) FROM interactions FORCE INDEX (history)
        WHERE user_id = \(user) AND \(kind.hasEvents)\(condition) ORDER BY id DESC LIMIT \(limit))
        """
    }
    if query.kind == nil {
      parts.append(
        """
        (SELECT \(EventRow.columns), \(Figures.none) FROM interactions FORCE INDEX (history)
        WHERE user_id = \(user) AND \(EventRow.hasNoKind)\(condition) ORDER BY id DESC LIMIT \(limit))
        """)
    }
    let rows = try connection.rows(SQL.joined(parts + others, by: " UNION ALL ")) { row -> EventRow? in
      guard row.isNull(0) else { return try EventRow(row) }
      try figures.take(row)
      return nil
    }
    return Array(rows.compactMap { $0 }.sorted { $0.id > $1.id }.prefix(limit))
  }

  package func events(
    of user: UserID, after last: InteractionID?, limit: Int
  ) throws(StoreError) -> [RecordedEvent] {
    try translated { () throws(MariaDBError) in
      var events: [RecordedEvent] = []
      var start = last.map { EventPosition($0) }
      var hasMore = true
      while events.count < limit, hasMore {
        let rows = try recordedRows(of: user, after: start, limit: limit)
        for (row, event) in rows {
          for interaction in row.events where start.map({ $0 < EventPosition(interaction.id) }) ?? true {
            events.append(RecordedEvent(interaction: interaction, event: event))
          }
        }
        hasMore = rows.count == limit
        start = rows.last.map { EventPosition(row: $0.row.id) }
      }
      return Array(events.prefix(limit))
    }
  }

  /// The oldest rows, with the ids that they were sent with.
  private func recordedRows(
    of user: UserID, after start: EventPosition?, limit: Int
  ) throws(MariaDBError) -> [(row: EventRow, event: UUID?)] {
    var condition = SQL("")
    if let start { condition += start.place == nil ? " AND id > \(start.row)" : " AND id >= \(start.row)" }
    let parts = (InteractionKind.allCases.map(\.hasEvents) + [EventRow.hasNoKind]).map { hasEvents -> SQL in
      """
      (SELECT id, interactions.user_id, movie_id, kind, interactions.half_stars, created_at, movies, deleted_places,
        event_id
      FROM interactions FORCE INDEX (history) LEFT JOIN events ON interaction_id = id
      WHERE interactions.user_id = \(user) AND \(hasEvents)\(condition) ORDER BY id LIMIT \(limit))
      """
    }
    let rows = try connection.rows(SQL.joined(parts, by: " UNION ALL ")) {
      (row: try EventRow($0), event: try $0.optionalUUID(8))
    }
    return Array(rows.sorted { $0.row.id < $1.row.id }.prefix(limit))
  }

  package func eventsOfDeleted(of user: UserID, after last: UUID?, limit: Int) throws(StoreError) -> [UUID] {
    let start: SQL = if let last { " AND event_id > \(last)" } else { "" }
    return try translated { () throws(MariaDBError) in
      try connection.rows(
        """
        SELECT event_id FROM events FORCE INDEX (interaction_id)
        WHERE user_id = \(user) AND interaction_id IS NULL\(start) ORDER BY event_id LIMIT \(limit)
        """
      ) { try $0.uuid(0) }
    }
  }

  func row(_ id: InteractionID, of user: UserID) throws(MariaDBError) -> Interaction? {
    try connection.rows(
      """
      SELECT \(EventRow.columns) FROM interactions WHERE id = \(EventPosition(id).row) AND user_id = \(user)
      """
    ) { try EventRow($0) }.first?.events.first { $0.id == id }
  }
}

extension InteractionKind {
  /// Lists are of one kind alone, and nowhere else does a row need to be looked at that is found in the index.
  fileprivate var columns: SQL { self == .recommend ? EventRow.columns : EventRow.columnsWithoutList }

  /// A condition on rows: that they are of this kind, and have an event. Of a list all may have been deleted.
  fileprivate var hasEvents: SQL { self == .recommend ? "kind = \(self) AND COALESCE(films, 1) > 0" : "kind = \(self)" }

  /// A condition on rows of this kind: that the film is the event's, or one of the list's.
  fileprivate func isOf(_ movie: MovieID) -> SQL {
    self == .recommend ? "(movie_id = \(movie) OR \(EventRow.lists(movie)))" : "movie_id = \(movie)"
  }
}

extension Interaction {
  /// Six columns from `first` on: id, user_id, movie_id, kind, half_stars, created_at.
  init(_ row: borrowing Row, from first: Int = 0) throws(ImpossibleValue) {
    let kind: InteractionKind = try row.enumeration(first + 3)
    let rating = try row.optionalRating(first + 4)
    guard (kind == .rate) == (rating != nil) else {
      throw row.impossible(first + 4, "\(rating.map { "\($0.halfStars)" } ?? "NULL") with '\(kind)'")
    }
    self.init(
      id: try row.integer(first), user: try row.integer(first + 1), movie: try row.integer(first + 2), kind: kind,
      rating: rating, createdAt: try row.time(first + 5))
  }
}
