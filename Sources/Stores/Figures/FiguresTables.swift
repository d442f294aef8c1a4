import Domain
import MariaDB
import System

/// The tables `recommendation_figures` and `movie_exposures`: what was shown, and what followed from it, by day.
///
/// What is recorded in histories is counted once, in the order of ids, a block of rows at a time. So neither counting
/// nor reading the figures of a period takes longer when histories grow, and figures outlive the lists that they were
/// counted from.
package final class FiguresTables: FiguresStore {
  let connection: Connection
  private let lag: Duration

  /// - Parameter lag: how old an id must be to be counted. Longer than any transaction that saves an interaction, so
  ///   that no lower id appears later.
  package init(_ connection: Connection, lag: Duration = .seconds(60)) {
    self.connection = connection
    self.lag = lag
  }

  package func add(_ counts: ShownCounts) throws(StoreError) {
    try translated(
      try connection.transaction { () throws(MariaDBError) in
        var tally = FiguresTally()
        tally.add(counts)
        try tally.write(to: connection)
      })
  }

  package func countHistories(within patience: Duration) throws(StoreError) -> Bool {
    let end = ContinuousClock.now + patience
    return try translatingErrors { () throws(MariaDBError) in
      var isDone = false
      while !isDone, ContinuousClock.now < end {
        isDone = try connection.transaction { () throws(MariaDBError) in try countBlock() }
      }
      return isDone
    }
  }

  /// Counts one block, in a transaction.
  /// - Returns: whether there is nothing left to count now.
  private func countBlock() throws(MariaDBError) -> Bool {
    let now: SQL = "UTC_TIMESTAMP(6)"
    let progress = try connection.rows(
      // A time in the future was written by a clock that has since been set back.
      """
      SELECT counted_up_to, seen_up_to, seen_at NOT BETWEEN \(now) - INTERVAL \(lag.seconds) SECOND AND \(now)
      FROM figures_progress WHERE id = 1 FOR UPDATE SKIP LOCKED
      """
    ) { (counted: try $0.integer(0), seen: try $0.integer(1), isOld: try $0.integer(2) != 0) }
    // Without a row another worker is counting.
    guard let progress = progress.first, progress.isOld else { return true }
    guard let last = try lastOfBlock(after: progress.counted, upTo: progress.seen) else {
      let newest = try connection.rows("SELECT COALESCE(MAX(id), 0) FROM interactions") { try $0.integer(0) }[0]
      let seen = max(progress.seen, newest)
      try connection.write(
        """
        UPDATE figures_progress SET counted_up_to = \(progress.seen), seen_up_to = \(seen), seen_at = \(now)
        WHERE id = 1
        """)
      return seen == progress.seen
    }
    var tally = FiguresTally()
    try addLists(after: progress.counted, upTo: last, to: &tally)
    try addReactions(after: progress.counted, upTo: last, to: &tally)
    try tally.write(to: connection)
    try connection.write("UPDATE figures_progress SET counted_up_to = \(last) WHERE id = 1")
    return false
  }

  private func lastOfBlock(after first: Int64, upTo last: Int64) throws(MariaDBError) -> Int64? {
    try connection.rows(HistoryBlock.last(after: first, upTo: last)) { try $0.optionalInteger(0) }.first ?? nil
  }

  private func addLists(after first: Int64, upTo last: Int64, to tally: inout FiguresTally) throws(MariaDBError) {
    try connection.read(
      """
      SELECT DATE(created_at), model, model_version, source, movies, id, user_id FROM interactions FORCE INDEX (id)
      WHERE id > \(first) AND id <= \(last) AND kind = 'recommend' AND movie_id IS NULL
      """
    ) { row in
      // An impossible row is left out, as in histories.
      guard
        let (day, recommender) = try row.possible({ _ in }, { row in (try row.day(0), try Recommender(row, from: 1)) })
      else { return }
      tally.addList(ListedMovies(try row.text(4), deletedPlaces: nil).all, by: recommender, on: day)
    }
  }

  private func addReactions(after first: Int64, upTo last: Int64, to tally: inout FiguresTally) throws(MariaDBError) {
    try connection.read(
      """
      SELECT DATE(list.created_at), list.model, list.model_version, list.source, reaction.place, reaction.kind, list.id
      FROM \(ListReactions.rows("id > \(first) AND id <= \(last)"))
      """
    ) { row in
      let found = try row.possible({ _ in }) { row in
        (try row.day(0), try Recommender(row, from: 1), try row.integer(4), try row.enumeration(5) as InteractionKind)
      }
      guard let (day, recommender, place, kind) = found, let reaction = Figures.Reaction(kind) else { return }
      tally.add(reaction, at: Int(place), by: recommender, on: day)
    }
  }

  package func figures(
    from first: CalendarDate, to last: CalendarDate
  ) throws(StoreError) -> [PlaceFigures] {
    try translated(
      try connection.rows(
        """
        SELECT day, model, model_version, source, place, anonymous, shown, opened, picked, rated
        FROM recommendation_figures WHERE day BETWEEN \(first) AND \(last)
        ORDER BY day, model, model_version, source, place
        """
      ) { row in
        PlaceFigures(
          day: try row.day(0), recommender: try Recommender(row, from: 1), place: Int(try row.integer(4)),
          figures: Figures(
            anonymous: try row.count(5), shown: try row.count(6), opened: try row.count(7), picked: try row.count(8),
            rated: try row.count(9)))
      })
  }

  /// How often each movie of the catalogue was shown in the days from `first` to `last`.
  package func exposure(from first: CalendarDate, to last: CalendarDate) throws(StoreError) -> Exposure {
    try translatingErrors { () throws(MariaDBError) in
      var counts: [MovieID: (shown: Int, anonymous: Int)] = [:]
      // Added up here, a day at a time, so that the server needs no temporary table.
      try connection.read(
        """
        SELECT movie_id, shown, anonymous, day FROM movie_exposures WHERE day BETWEEN \(first) AND \(last)
        ORDER BY day, movie_id
        """, isStreamed: true
      ) { row in
        let (movie, shown, anonymous) = (try row.integer(0), try row.count(1), try row.count(2))
        counts[movie, default: (0, 0)].shown += shown
        counts[movie, default: (0, 0)].anonymous += anonymous
      }
      // Reads every movie, because those that were never shown count, too.
      return Exposure(
        try connection.rows("SELECT id, title FROM movies WHERE hidden_at IS NULL ORDER BY id") { row in
          let id = try row.integer(0)
          let count = counts[id] ?? (0, 0)
          return Exposure.Movie(id: id, title: try row.text(1), shown: count.shown, anonymous: count.anonymous)
        })
    }
  }
}

extension Recommender {
  /// Three columns: model, model_version, source.
  fileprivate init(_ row: borrowing Row, from first: Int) throws(ImpossibleValue) {
    self.init(
      model: try row.text(first), version: try row.text(first + 1), source: try row.enumeration(first + 2))
  }
}

extension Row {
  /// A DATE column.
  fileprivate borrowing func day(_ column: Int) throws(ImpossibleValue) -> CalendarDate {
    guard let day = CalendarDate(iso: try text(column)) else { throw impossible(column, shown(column)) }
    return day
  }
}
