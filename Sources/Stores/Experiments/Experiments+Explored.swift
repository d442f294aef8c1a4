import Domain
import MariaDB

/// The lists of an experiment in which places were drawn.
extension Experiments {
  /// Passes on each list, in the order of their ids, with what its user did with it. Reads the interactions since the
  /// experiment was started in blocks, and keeps the reactions, which are few beside the lists.
  /// - Throws: `ExperimentError`, or an error of the database.
  package func explored(
    in name: String, rejected: (String) -> Void, _ body: (ExploredList) -> Void
  ) throws -> ExperimentRecord {
    guard let record = try record(of: name) else { throw ExperimentError.unknown(name) }
    var reactions: [Int64: [Int: Set<Figures.Reaction>]] = [:]
    try forEachBlock(of: record.ids) { first, last throws(MariaDBError) in
      try addReactions(in: name, after: first, upTo: last, to: &reactions)
    }
    try forEachBlock(of: record.ids) { first, last throws(MariaDBError) in
      let rows = try connection.possibleRows(
        """
        SELECT list.id, user_id, movies, explored, blocks, context, dislikes, age, gender
        FROM interactions AS list FORCE INDEX (id) STRAIGHT_JOIN users ON users.id = user_id
        WHERE list.id > \(first) AND list.id <= \(last) AND kind = 'recommend' AND movie_id IS NULL
          AND experiment = \(name) AND explored IS NOT NULL
        ORDER BY list.id
        """, rejected: { rejected("\($0)") }
      ) { row in try ExploredList(row, reactions: reactions[try row.integer(0)] ?? [:]) }
      rows.forEach(body)
    }
    return record
  }

  private func addReactions(
    in name: String, after first: Int64, upTo last: Int64, to reactions: inout [Int64: [Int: Set<Figures.Reaction>]]
  ) throws(MariaDBError) {
    try connection.read(
      """
      SELECT list.id, reaction.place, reaction.kind
      FROM \(ListReactions.rows("id > \(first) AND id <= \(last)")) AND list.experiment = \(name)
        AND list.explored IS NOT NULL
      """
    ) { row in
      let (list, place) = (try row.integer(0), Int(try row.integer(1)))
      guard let reaction = Figures.Reaction(try row.enumeration(2)) else { return }
      reactions[list, default: [:]][place, default: []].insert(reaction)
    }
  }
}

extension ExploredList {
  /// Nine columns: id, user_id, movies, those of the exploration, age, gender.
  fileprivate init(
    _ row: borrowing Row, reactions: [Int: Set<Figures.Reaction>]
  ) throws(ImpossibleValue) {
    guard let exploration = try Exploration(row, from: 3),
      let list = ExploredList(
        user: try row.integer(1),
        demographics: Demographics(years: try row.optionalInteger(7).map { Int($0) }, gender: try row.optionalText(8)),
        exploration, movies: ListedMovies(try row.text(2), deletedPlaces: nil).all, reactions: reactions)
    else { throw row.impossible(4, "other movies than those of the list") }
    self = list
  }
}
