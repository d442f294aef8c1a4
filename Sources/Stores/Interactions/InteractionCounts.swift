import Domain
import MariaDB

/// The table `interaction_counts`: how many interactions a user has, without reading a long history each time.
///
/// A row holds the counts up to some row of `interactions`. Newer rows are counted in an index, so that nothing is
/// written with each interaction, and rows from imports or added by hand count, too. Code that deletes interactions
/// keeps the counts correct.
struct InteractionCounts {
  let connection: Connection

  /// Up to this many newer interactions are counted again each time, in some 20 µs.
  private static let step = 100

  /// How many interactions the user has, of one kind or of all.
  func total(of user: UserID, _ kind: InteractionKind? = nil) throws(MariaDBError) -> Int {
    let counted: SQL = "FROM interaction_counts WHERE user_id = \(user)"
    let columns = SQL.joined(kind.kinds.map(\.column), by: " + ")
    // Prepared each time, so that it reads the index alone (see `Connection`).
    let counts = try connection.rows(
      """
      SELECT COUNT(*),
        CAST(COALESCE(SUM(\(HistoryRow.interactionCount)), 0) + COALESCE((SELECT \(columns) \(counted)), 0) AS SIGNED)
      FROM interactions FORCE INDEX (history)
      WHERE user_id = \(user) AND kind IN (\(SQL.joined(kind.kinds.map { "\($0)" }, by: ", ")))
        AND id > COALESCE((SELECT up_to \(counted)), \(Int64.min))
      """, isKept: false
    ) { (newer: try $0.count(0), total: try $0.count(1)) }[0]
    // A database that cannot write, or whose disk is full, can still read.
    if counts.newer > Self.step { try? advance(user) }
    return counts.total
  }

  /// How many interactions with one movie the user has. Reads the index alone, except for lists.
  func total(of user: UserID, _ kind: InteractionKind?, _ movie: MovieID) throws(MariaDBError) -> Int {
    let single = try counts(of: user, kind.kinds, "AND movie_id = \(movie)")
    let listed =
      kind.kinds.contains(.recommend)
      ? try connection.rows(
        """
        SELECT \(HistoryRow.columns) FROM interactions FORCE INDEX (history)
        WHERE user_id = \(user) AND kind = 'recommend' AND films > 0 AND \(HistoryRow.lists(movie))
        """, { try HistoryRow($0).interactions.count { $0.movie == movie } }) : []
    return kind.kinds.reduce(listed.reduce(0, +)) { $0 + single[$1] }
  }

  /// How many interactions a user had at the last count, not counting recommendations.
  private static let held: SQL = "views + selects + rates"

  /// Reads two variables in a block: `session`, when the session was last used, NULL if the claim does not hold; and
  /// `held`, how many interactions there were at the last count.
  static func holding(_ session: SessionClaim) -> Block.Read {
    Block.Read(
      ["session", "held"], "last_use, \(held)",
      "FROM \(session.row) LEFT JOIN interaction_counts ON interaction_counts.user_id = \(session.user)")
  }

  /// A condition on these variables: the claim holds, and there is room for more interactions.
  static func hasRoom(_ maximum: Int) -> SQL { "session IS NOT NULL AND COALESCE(held, 0) < \(maximum)" }

  /// The same as a condition on rows of the table, which may be missing in a `LEFT JOIN`.
  static func isBelow(_ maximum: Int) -> SQL { "COALESCE(\(held), 0) < \(maximum)" }

  func isFull(of user: UserID, _ maximum: Int) throws(MariaDBError) -> Bool {
    try connection.rows("SELECT \(Self.held) FROM interaction_counts WHERE user_id = \(user)") {
      try $0.integer(0)
    }.contains { $0 >= maximum }
  }

  /// Counts after about one in `savesBetweenCounts` saves, so that a user who adds many is counted even if no request
  /// asks for the total. A failure does not matter: the next count tries again.
  func countSometimes(_ user: UserID, new: Int, _ draw: Draw) {
    if draw(Self.savesBetweenCounts) < new { _ = try? total(of: user) }
  }

  private static let savesBetweenCounts = 1_024

  /// Deletes rows of a kind, the oldest first if there is a limit. Belongs in a transaction that has locked the user.
  /// - Parameter condition: begins with `AND`; empty for all.
  /// - Returns: how many interactions the deleted rows held.
  @discardableResult
  func delete(
    _ kind: InteractionKind, of user: UserID, _ condition: SQL, limit: Int? = nil
  ) throws(MariaDBError) -> Int {
    let upTo = try row(of: user).upTo
    func delete(_ condition: SQL, _ limit: Int?) throws(MariaDBError) -> [Int] {
      let oldest: SQL = if let limit { "ORDER BY id LIMIT \(limit)" } else { "" }
      return try connection.change(
        """
        DELETE FROM interactions WHERE user_id = \(user) AND kind = \(kind) \(condition) \(oldest)
        RETURNING \(HistoryRow.interactionCount)
        """
      ) { try $0.count(0) }
    }
    let counted = try delete("\(condition) AND id <= \(upTo)", limit)
    try subtract(counted.reduce(0, +), kind, of: user)
    let rest = limit.map { $0 - counted.count }
    let newer = rest == 0 ? [] : try delete("\(condition) AND id > \(upTo)", rest)
    return (counted + newer).reduce(0, +)
  }

  /// Called after the interaction was deleted, in the same transaction.
  func deleted(_ interaction: Interaction) throws(MariaDBError) {
    guard HistoryPosition(interaction.id).row <= (try row(of: interaction.user).upTo) else { return }
    try subtract(1, interaction.kind, of: interaction.user)
  }

  private func subtract(_ count: Int, _ kind: InteractionKind, of user: UserID) throws(MariaDBError) {
    guard count > 0 else { return }
    let column = kind.column
    try connection.write(
      "UPDATE interaction_counts SET \(column) = \(column) - \(count) WHERE user_id = \(user)")
  }

  private struct Counts {
    var upTo = Int64.min
    var rows = 0
    private var byKind: [InteractionKind: Int] = [:]

    subscript(kind: InteractionKind) -> Int {
      get { byKind[kind] ?? 0 }
      set { byKind[kind] = newValue }
    }
  }

  private func row(of user: UserID) throws(MariaDBError) -> Counts {
    let columns = SQL.joined(InteractionKind.allCases.map(\.column), by: ", ")
    return try connection.rows("SELECT up_to, \(columns) FROM interaction_counts WHERE user_id = \(user)") {
      (row) in
      var counts = Counts()
      counts.upTo = try row.integer(0)
      for (index, kind) in InteractionKind.allCases.enumerated() { counts[kind] = try row.count(index + 1) }
      return counts
    }.first ?? Counts()
  }

  /// Reads the index alone, so the statement is prepared each time.
  /// - Parameter condition: begins with `AND`.
  private func counts(
    of user: UserID, _ kinds: [InteractionKind], _ condition: SQL
  ) throws(MariaDBError) -> Counts {
    var counts = Counts()
    let rows = try connection.rows(
      """
      SELECT kind, COUNT(*), CAST(SUM(\(HistoryRow.interactionCount)) AS SIGNED) FROM interactions FORCE INDEX (history)
      WHERE user_id = \(user) AND kind IN (\(SQL.joined(kinds.map { "\($0)" }, by: ", "))) \(condition) GROUP BY kind
      """, isKept: false
    ) { try (InteractionKind(rawValue: $0.text(0)), rows: $0.count(1), interactions: $0.count(2)) }
    for case (let kind?, let rows, let interactions) in rows {
      counts.rows += rows
      counts[kind] = interactions
    }
    return counts
  }

  /// Moves the counts on to the newest interaction. An insert holds the user's row through the foreign key, and a
  /// delete locks it, so neither happens during the count, and no smaller id appears later. If the row is locked at the
  /// moment, the count is left for another time.
  private func advance(_ user: UserID) throws(MariaDBError) {
    let newest = try connection.rows(
      """
      SELECT id FROM interactions FORCE INDEX (PRIMARY) WHERE user_id = \(user) ORDER BY id DESC LIMIT 1
      """
    ) { try $0.integer(0) }
    guard let upTo = newest.first else { return }
    try connection.transaction { () throws(MariaDBError) in
      let isFree = try !connection.rows("SELECT id FROM users WHERE id = \(user) FOR UPDATE SKIP LOCKED") {
        try $0.integer(0)
      }.isEmpty
      let before = try row(of: user)
      guard isFree, before.upTo < upTo else { return }
      let newer = try counts(of: user, InteractionKind.allCases, "AND id > \(before.upTo) AND id <= \(upTo)")
      let columns = SQL.joined(InteractionKind.allCases.map(\.column), by: ", ")
      let values = SQL.joined(InteractionKind.allCases.map { "\(before[$0] + newer[$0])" }, by: ", ")
      try connection.write(
        """
        REPLACE INTO interaction_counts (user_id, up_to, \(columns), counted_at)
        VALUES (\(user), \(upTo), \(values), UTC_TIMESTAMP(6))
        """)
    }
  }
}

extension InteractionKind? {
  /// This kind, or all if nil.
  var kinds: [InteractionKind] { map { [$0] } ?? InteractionKind.allCases }
}

extension InteractionKind {
  /// The kind's column in `interaction_counts`.
  fileprivate var column: SQL {
    switch self {
    case .view: "views"
    case .select: "selects"
    case .recommend: "recommends"
    case .rate: "rates"
    }
  }
}
