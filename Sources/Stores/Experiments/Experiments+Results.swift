import Domain
import MariaDB

/// What users did in an experiment.
extension Experiments {
  /// The results of each arm, in the order of the arms. Reads the interactions since the experiment was started, in
  /// blocks, and keeps a few numbers for each of its users.
  /// - Throws: `ExperimentError`, or an error of the database.
  package func results(of name: String) throws -> (record: ExperimentRecord, arms: [ArmResult]) {
    guard let record = try record(of: name) else { throw ExperimentError.unknown(name) }
    var users: [String: [UserID: UserFigures]] = [:]
    try forEachBlock(of: record.ids) { first, last throws(MariaDBError) in
      try addLists(of: name, after: first, upTo: last, to: &users)
      try addReactions(in: name, after: first, upTo: last, to: &users)
    }
    let results = record.experiment.arms.map { arm in
      (users[arm.name] ?? [:]).values.reduce(into: ArmResult(arm: arm.name)) { result, user in
        result.addUser(user.figures, lists: user.lists)
      }
    }
    return (record, results)
  }

  private struct UserFigures {
    var lists = 0
    var figures = Figures()
  }

  /// Calls `body` with the id before each block, and its last one.
  func forEachBlock(
    of ids: ClosedRange<Int64>, _ body: (_ first: Int64, _ last: Int64) throws(MariaDBError) -> Void
  ) throws(MariaDBError) {
    var last = ids.lowerBound - 1
    while let next = try lastOfBlock(after: last, upTo: ids.upperBound) {
      try body(last, next)
      last = next
    }
  }

  private func lastOfBlock(after first: Int64, upTo last: Int64) throws(MariaDBError) -> Int64? {
    try connection.rows(HistoryBlock.last(after: first, upTo: last)) { try $0.optionalInteger(0) }.first ?? nil
  }

  private func addLists(
    of name: String, after first: Int64, upTo last: Int64, to users: inout [String: [UserID: UserFigures]]
  ) throws(MariaDBError) {
    try connection.read(
      """
      SELECT user_id, arm, movies, id FROM interactions FORCE INDEX (id)
      WHERE id > \(first) AND id <= \(last) AND kind = 'recommend' AND movie_id IS NULL AND experiment = \(name)
      """
    ) { row in
      let (user, arm) = (try row.integer(0), try row.text(1))
      let movies = ListedMovies(try row.text(2), deletedPlaces: nil).all
      users[arm, default: [:]][user, default: UserFigures()].lists += 1
      users[arm, default: [:]][user, default: UserFigures()].figures.shown += movies.count
    }
  }

  private func addReactions(
    in name: String, after first: Int64, upTo last: Int64, to users: inout [String: [UserID: UserFigures]]
  ) throws(MariaDBError) {
    try connection.read(
      """
      SELECT reaction.user_id, list.arm, reaction.kind, list.id
      FROM \(ListReactions.rows("id > \(first) AND id <= \(last)")) AND list.experiment = \(name)
      """
    ) { row in
      let (user, arm) = (try row.integer(0), try row.text(1))
      guard let reaction = Figures.Reaction(try row.enumeration(2)) else { return }
      users[arm, default: [:]][user, default: UserFigures()].figures[reaction] += 1
    }
  }
}
