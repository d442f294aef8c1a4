import Domain
import MariaDB
import Stores
import Testing

/// The execution plan of each statement of a request, on tables large enough to show a full scan: no statement scans a
/// whole table, and none sorts.
struct PlanLiveTests {
  private let schema: LiveSchema
  private let connection: Connection
  private let interactions: Interactions
  private let ratings: Ratings
  private static let user: UserID = 7
  private static let session = SessionClaim(id: 70, user: user, at: Timestamp(seconds: 0))
  private static let other = SessionClaim(id: 3_000, user: 300, at: Timestamp(seconds: 0))

  /// 27,000 interactions of 300 users with 200 movies, and 2,700 lists; a third of them belong to user 7.
  init() throws {
    schema = try LiveSchema()
    connection = schema.connect()
    // A save counts the history if the draw is below the number of new rows; the highest draw never is.
    interactions = Interactions(connection) { $0 - 1 }
    ratings = Ratings(connection) { $0 - 1 }
    for statement in [
      "INSERT INTO users (id, created_at) SELECT seq, '2026-01-01' FROM seq_1_to_300",
      """
      INSERT INTO sessions (id, user_id, refresh_hash, created_at, last_used_at, expires_at)
      SELECT 10 * seq, seq, REPEAT('r', 32), '1970-01-01', '1970-01-01', '9999-12-31' FROM seq_1_to_300
      """,
      "INSERT INTO movies (id, title) SELECT seq, seq FROM seq_1_to_200",
      """
      INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
      SELECT IF(seq % 3 = 0, 7, 1 + seq * 31 % 300), 1 + seq * 17 % 200,
        ELT(1 + seq DIV 200 % 4, 'view', 'select', 'recommend', 'rate'), IF(seq DIV 200 % 4 = 3, 1 + seq % 10, NULL),
        '2026-01-01' + INTERVAL seq SECOND
      FROM seq_1_to_27000
      """,
      """
      INSERT INTO interactions (user_id, kind, created_at, public_id, model, model_version, source, movies, films)
      SELECT IF(seq % 3 = 0, 7, 1 + seq % 300), 'recommend', '2026-01-01', REPEAT('a', 16), 'EASE', '1', 'context',
        '18 5', 2
      FROM seq_1_to_2700
      """,
      """
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at)
      SELECT user_id, movie_id, MAX(half_stars), MAX(created_at) FROM interactions WHERE kind = 'rate'
      GROUP BY user_id, movie_id
      """,
      """
      INSERT INTO events (user_id, event_id, interaction_id, half_stars)
      SELECT user_id, UNHEX(LPAD(HEX(id), 32, '0')), id, half_stars FROM interactions WHERE id % 2 = 0
      """,
      "INSERT INTO watchlist SELECT user_id, movie_id, rated_at FROM ratings",
      "INSERT INTO dismissals SELECT user_id, movie_id, 'seen', rated_at FROM ratings",
    ] { try connection.run(statement) }
    try connection.run("ANALYZE TABLE users, sessions, movies, interactions, ratings, events, watchlist, dismissals")
  }

  private struct PlanStep {
    let table: String?
    let type: String?
    let key: String?
    let remarks: String

    /// Whether an index finds the rows in order, or no table is read at all.
    var isGood: Bool {
      guard type != nil else { return true }
      return key != nil && ["const", "eq_ref", "ref", "range"].contains(type) && !remarks.contains("filesort")
        && !remarks.contains("temporary")
    }
  }

  /// The plans of the statements that `work` runs, except those that insert values. Each is explained twice, because
  /// the second run of a prepared statement may have another plan than the first.
  private func plans(_ work: () throws -> Void) throws -> [(statement: SQL, steps: [PlanStep])] {
    var statements: [(sql: SQL, isKept: Bool)] = []
    connection.observer = { statements.append(($0, $1)) }
    defer { connection.observer = nil }
    try work()
    connection.observer = nil
    statements.removeAll {
      ($0.sql.text.hasPrefix("INSERT") || $0.sql.text.hasPrefix("REPLACE")) && $0.sql.text.contains("VALUES")
    }
    let first = try statements.map { try steps($0.sql, isKept: $0.isKept) }
    let second = try statements.map { try steps($0.sql, isKept: $0.isKept) }
    return statements.indices.map { (statements[$0].sql, first[$0] + second[$0]) }
  }

  private func steps(_ statement: SQL, isKept: Bool) throws -> [PlanStep] {
    try connection.rows("EXPLAIN \(statement)", isKept: isKept) { row in
      PlanStep(
        table: try row.optionalText(2), type: try row.optionalText(3), key: try row.optionalText(5),
        remarks: try row.text(9))
    }
  }

  private func expectIndexes(_ count: Int, _ work: () throws -> Void) throws {
    let plans = try plans(work)
    #expect(plans.count == count, "\(plans.map(\.statement.text))")
    for plan in plans {
      #expect(!plan.steps.isEmpty && plan.steps.allSatisfy(\.isGood), "\(plan)")
    }
  }

  private func new(_ movie: MovieID, _ stars: Double?, _ key: UUID?) throws -> NewInteraction {
    try #require(
      NewInteraction(
        movie: movie, kind: stars == nil ? .view : .rate, rating: stars.flatMap { Rating(stars: $0) },
        idempotencyKey: key))
  }

  @Test func `a page of the history is read by an index, and the total is counted from an index alone`() throws {
    // Stores the count.
    _ = try interactions.history(of: Self.session, HistoryQuery(limit: 1))
    for kind in [nil, InteractionKind.view, .rate] {
      for (movie, before) in [(nil, nil), (nil, 25_555), (18, nil), (18, 25_555)] as [(MovieID?, InteractionID?)] {
        let query = HistoryQuery(kind: kind, movie: movie, limit: 5, before: before)
        // The page and the count; lists that contain the movie are counted separately.
        try expectIndexes(movie != nil && kind == nil ? 3 : 2) {
          _ = try interactions.history(of: Self.session, query)
        }
        let plans = try plans { _ = try interactions.history(of: Self.session, query) }
        let count = try #require(plans.first { $0.statement.text.contains("COUNT") })
        let reads = count.steps.filter { $0.table == "interactions" }
        #expect(!reads.isEmpty && reads.allSatisfy { $0.remarks.contains("Using index") }, "\(count)")
      }
    }
  }

  @Test func `a history of a single page needs no count`() throws {
    try expectIndexes(1) {
      let page = try interactions.history(of: Self.other, HistoryQuery(kind: .rate, limit: 500))
      #expect(page.total == page.interactions.count && page.total > 0)
    }
  }

  @Test func `a page of ratings is read by an index`() throws {
    let cursor = MovieCursor(time: Timestamp(seconds: 1_767_252_200), movie: 18)
    for before in [nil, cursor] {
      try expectIndexes(1) { _ = try ratings.ratings(of: Self.session, limit: 50, before: before) }
    }
  }

  @Test func `marks are read, added and removed by indexes`() throws {
    let marks = Marks(connection, maximum: 50)
    for before in [nil, MovieCursor(time: Timestamp(seconds: 1_767_252_200), movie: 18)] {
      try expectIndexes(1) { _ = try marks.watchlist(of: Self.session, limit: 50, before: before) }
      try expectIndexes(1) { _ = try marks.dismissals(of: Self.session, limit: 50, before: before) }
    }
    try expectIndexes(1) { _ = try marks.watchlist(of: Self.user) }
    try expectIndexes(1) { _ = try marks.dismissals(of: Self.user) }
    // The session with the mark, and whether the list is full.
    try expectIndexes(2) { _ = try marks.addToWatchlist(18, of: Self.session, at: Timestamp(seconds: 0)) }
    try expectIndexes(2) { _ = try marks.dismiss(18, .seen, of: Self.session, at: Timestamp(seconds: 0)) }
    // The session and the removal.
    try expectIndexes(2) { try marks.removeFromWatchlist(18, of: Self.session) }
    try expectIndexes(2) { try marks.takeBackDismissal(of: 18, of: Self.session) }
  }

  @Test func `each part of an export is read by an index`() throws {
    for last in [nil, 15_000] as [InteractionID?] {
      try expectIndexes(1) { _ = try interactions.interactions(of: Self.user, after: last, limit: 500) }
    }
  }

  @Test func `an interaction is found, changed and deleted by indexes`() throws {
    let page = try interactions.history(of: Self.session, HistoryQuery(kind: .rate, limit: 1))
    let event = try #require(page.interactions.first)
    let rating = try #require(Rating(stars: 1))
    try expectIndexes(1) { _ = try interactions.interaction(event.id, of: Self.session) }
    // Changing: the user's row, the session, the interaction, its change, the newest rating, the current rating.
    // Deleting: also the stored count, twice.
    try expectIndexes(6) { _ = try interactions.change(event.id, to: rating, of: Self.session) }
    try expectIndexes(8) { _ = try interactions.delete(event.id, of: Self.session) }
  }

  @Test func `a movie is rated and its rating removed by indexes`() throws {
    let rating = try #require(Rating(stars: 1))
    // The user's row; then the session, the stored count, the previous rating and the watchlist.
    try expectIndexes(2) { _ = try ratings.rate(18, rating, of: Self.session, at: Timestamp(seconds: 0)) }
    // The user's row, the session, the stored count, the interactions included in it, the newer ones, the rating.
    try expectIndexes(6) { _ = try ratings.removeRating(of: 18, by: Self.session) }
  }

  @Test func `event_ids are looked up by an index, however many at once`() throws {
    let stored = try interactions.interactions(of: Self.user, after: nil, limit: 4_000).compactMap(\.idempotencyKey)
    var random = SystemRandomNumberGenerator()
    for count in [1, 2, 1_000] {
      let keys = (0..<count).map { $0.isMultiple(of: 2) ? UUID(from: &random) : stored[$0] }
      let batch = try keys.map { try new(18, nil, $0) }
      try expectIndexes(1) { _ = try interactions.conflicts(of: batch, of: Self.user) }
    }
    // The user's row; then the session, the stored count and the `event_id`. New rows are inserted.
    try expectIndexes(2) {
      _ = try interactions.save([new(18, 4, UUID(from: &random))], of: Self.session, at: Timestamp(seconds: 0))
    }
  }

  @Test func `the list that an interaction followed from is found by an index`() throws {
    let origin = ListPlace(list: try #require(UUID(bytes: Array(repeating: 97, count: 16))), place: nil)
    let new = try #require(NewInteraction(movie: 18, kind: .view, rating: nil, origin: origin))
    // The session with the stored count, and the list; for a batch, also the user's row and the count by itself.
    try expectIndexes(2) { _ = try interactions.save([new], of: Self.session, at: Timestamp(seconds: 0)) }
    try expectIndexes(4) { _ = try interactions.save([new, new], of: Self.session, at: Timestamp(seconds: 0)) }
  }

  @Test func `interactions that arrive together are saved by indexes`() throws {
    var random = SystemRandomNumberGenerator()
    let time = Timestamp(seconds: 0)
    let third = SessionClaim(id: 1_000, user: 100, at: time)
    for (stars, hasKey) in [(nil, false), (4, false), (nil, true), (4, true)] as [(Double?, Bool)] {
      let submissions = try [Self.session, Self.other, third].map {
        Submission(try new(18, stars, hasKey ? UUID(from: &random) : nil), in: $0)
      }
      // The users' rows, unless there is nothing to lock; the sessions and stored counts; the idempotency keys; the
      // watchlists.
      try expectIndexes((stars == nil && !hasKey ? 1 : 2) + (hasKey ? 1 : 0) + (stars == nil ? 0 : 1)) {
        _ = interactions.save(submissions, at: time)
      }
    }
  }

  @Test func `the sessions of requests that arrive together are read by an index`() throws {
    let third = SessionClaim(id: 1_000, user: 100, at: Timestamp(seconds: 0))
    try expectIndexes(1) { _ = Sessions(connection).identities(of: [Self.session, Self.other, third]) }
    // Sessions that are due for it are touched, by primary key.
    let later = [Self.session, Self.other].map { SessionClaim(id: $0.id, user: $0.user, at: Timestamp(seconds: 1_000)) }
    try expectIndexes(2) { _ = Sessions(connection).identities(of: later) }
  }

  @Test func `the histories of requests that arrive together are read by indexes`() throws {
    let read = { interactions.histories(of: [Self.session, Self.other], limit: 2) }
    // Stores the counts of these long histories.
    _ = try read().map { try $0.get() }
    // The rows of both, and the total of each.
    try expectIndexes(3) { _ = read() }
  }

  @Test func `the recipients of recommendations are read, and lists that arrive together are recorded, by indexes`()
    throws
  {
    let third = SessionClaim(id: 1_000, user: 100, at: Timestamp(seconds: 0))
    let recommendations = Recommendations(connection) { $0 - 1 }
    for sessions in [[Self.session], [Self.session, Self.other, third]] {
      try expectIndexes(1) { _ = recommendations.recipients(of: sessions) }
    }
    var random = SystemRandomNumberGenerator()
    let lists = [Self.session, Self.other, third].map { session in
      RecordedList(
        RecordedRecommendation(
          id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .context, movies: [18],
          createdAt: Timestamp(seconds: 0)), for: session.user)
    }
    // The recent lists of each.
    try expectIndexes(Set(lists.map(\.user)).count) {
      _ = recommendations.record(lists, RecordingLimits(perMinute: 10, kept: 10))
    }
  }

  @Test func `the pages before a list are found by indexes`() throws {
    var random = SystemRandomNumberGenerator()
    let list = UUID(from: &random)
    let plans = try plans { _ = try Recommendations(connection).pages(until: list, of: Self.user) }
    // The list, and the page before each page. The pages found are few, and in no index.
    let steps = plans.flatMap(\.steps).filter { $0.key != nil }
    #expect(plans.count == 1 && Set(steps.compactMap(\.key)) == ["PRIMARY", "history"], "\(plans)")
    #expect(steps.allSatisfy { ["const", "eq_ref", "ref"].contains($0.type) }, "\(plans)")
  }

  @Test func `the taste of a user is read by indexes`() throws {
    // Dismissals, ratings, selects, views, and all rated movies.
    try expectIndexes(5) { _ = try Recommendations(connection).taste(of: Self.user) }
  }

  @Test func `a count of the statistics reads new rows, and histories that have changed, by indexes`() throws {
    let statistics = StatisticsTables(connection, lag: .zero)
    for _ in 1...2 {
      // All is counted until an id is old enough.
      try connection.run("UPDATE statistics SET is_due = TRUE")
      try statistics.count(patience: .zero)
    }
    _ = try interactions.save([new(18, 4, nil)], of: Self.session, at: Timestamp(seconds: 1_767_225_600))
    try connection.run("INSERT INTO taste_changes (user_id, is_taste) VALUES (300, TRUE), (200, FALSE)")
    try connection.run("UPDATE statistics SET is_due = TRUE")
    let plans = try plans { try statistics.count(patience: .zero) }
    let steps = plans.flatMap(\.steps).filter { ["interactions", "ratings", "counted_movies"].contains($0.table) }
    #expect(Set(steps.compactMap(\.key)) == ["id", "history", "PRIMARY"])
    let types = Set(steps.compactMap(\.type))
    #expect(steps.count > 10 && types.isSubset(of: ["range", "ref", "eq_ref"]), "\(types)")
    // Of histories, the index alone.
    let histories = steps.filter { $0.key == "history" }
    #expect(histories.count >= 2 && histories.allSatisfy { $0.remarks.contains("Using index") })
  }

  @Test func `figures are counted and read by indexes`() throws {
    for statement in [
      "UPDATE interactions SET public_id = REPEAT('a', 16), place = 0 WHERE movie_id = 18 AND kind <> 'recommend'",
      // The lists came before the other interactions.
      "DELETE FROM events",
      "UPDATE interactions SET id = -id WHERE movie_id IS NULL",
      "UPDATE figures_progress SET counted_up_to = -1000000",
    ] { try connection.run(statement) }
    let day = Timestamp(seconds: 1_767_225_600).date
    let figures = FiguresTables(connection, lag: .zero)
    let plans = try plans {
      _ = try figures.countHistories(within: .seconds(60))
      _ = try figures.figures(from: day, to: day)
    }
    #expect(try !figures.figures(from: day, to: day).isEmpty)
    let steps = plans.flatMap(\.steps)
    // What a block holds is kept for a moment: its ids, and its interactions that followed from lists.
    let isGood = steps.allSatisfy { $0.isGood || $0.table?.hasPrefix("<derived") == true }
    #expect(plans.count > 10 && isGood, "\(plans)")
    #expect(Set(steps.compactMap(\.key)).isSuperset(of: ["id", "history", "PRIMARY"]))
    // The share of the catalogue needs every movie of it; how often each was shown is read day by day.
    let exposure = try self.plans { _ = try figures.exposure(from: day, to: day) }.map(\.steps)
    #expect(exposure.count == 2 && exposure[0].allSatisfy(\.isGood), "\(exposure)")
  }

  @Test func `experiments are read, started, stopped and reported by indexes`() throws {
    for statement in [
      """
      INSERT INTO experiments (name, arms, started_at, first_id, is_active)
      SELECT seq, 'a=1,b=1', '2026-01-01', 0, FALSE FROM seq_1_to_200
      """,
      "UPDATE interactions SET experiment = 'ab', arm = 'a' WHERE movie_id IS NULL", "ANALYZE TABLE experiments",
    ] { try connection.run(statement) }
    let experiments = Experiments(connection)
    try expectIndexes(1) { _ = try experiments.active() }
    let experiment = try Experiment(name: "ab", arms: "a=1,b=1")
    // The experiment that runs, the name, the newest interaction.
    try expectIndexes(3) { try experiments.start(experiment, arms: "a=1,b=1", at: Timestamp(seconds: 0)) }
    try connection.run("UPDATE experiments SET first_id = 0 WHERE name = 'ab'")
    let plans = try plans {
      let results = try experiments.results(of: "ab")
      #expect(results.arms[0].lists == 2_700)
    }
    try connection.run(
      "UPDATE interactions SET explored = 0.1, blocks = movies, context = '', dislikes = '' WHERE movie_id IS NULL")
    let explored = try self.plans { _ = try experiments.explored(in: "ab", rejected: { _ in }) { _ in } }
    let steps = (plans + explored).flatMap(\.steps)
    let isGood = steps.allSatisfy { $0.isGood || $0.table?.hasPrefix("<derived") == true }
    #expect(plans.count > 10 && explored.count > 10 && isGood, "\(plans) \(explored)")
    // Also the end, the arms kept before, the one kept now.
    try expectIndexes(6) { _ = try experiments.stop("ab", keeping: "a", at: Timestamp(seconds: 0)) }
  }

  @Test func `an import is saved, shown, answered and undone by indexes`() throws {
    let imports = UserImports(connection) { $0 - 1 }
    var random = SystemRandomNumberGenerator()
    func newImport(_ number: UInt8) throws -> NewImport {
      let interactions = try (1...100).map { movie -> ImportedInteraction in
        let key = UUID(from: &random)
        let imported = ImportedInteraction(
          MovieID(movie), .rate, Rating(halfStars: 7), at: Timestamp(seconds: 1_795_608_000), key: key)
        return try #require(imported)
      }
      let questions = (1...100).map { ImportQuestion(number: $0, title: "x", year: nil, acts: [], candidates: [1]) }
      return NewImport(
        source: .imdb, fileHash: [UInt8](repeating: number, count: 32), interactions: interactions,
        wanted: (1...50).map { WantedMovie(movie: $0, at: Timestamp(seconds: Int64(number))) }, questions: questions)
    }
    for number in 0..<8 as Range<UInt8> {
      _ = try imports.add(newImport(number), of: number < 4 ? Self.session : Self.other, at: Timestamp(seconds: 0))
    }
    try connection.run("ANALYZE TABLE imports, imported_events, imported_watchlist, import_questions, watchlist")
    let id = try #require(try imports.imports(of: Self.session).first).id
    let new = try newImport(9)
    let plans = try plans {
      _ = try imports.add(new, of: Self.session, at: Timestamp(seconds: 0))
      _ = try imports.news(of: new, Self.session, at: Timestamp(seconds: 0))
      _ = try imports.imports(of: Self.session)
      _ = try imports.openQuestions(of: id, of: Self.session, limit: 10)
      _ = try imports.questions([1, 2], of: id, of: Self.session)
      _ = try imports.questions(of: id, of: Self.user, after: 1, limit: 10, rejected: { _ in })
      _ = try imports.answer(
        [ImportAnswer(number: 1, interactions: Array(new.interactions.prefix(2)))], of: id, of: Self.session,
        at: Timestamp(seconds: 0))
      _ = try imports.undo(id, of: Self.session)
    }
    #expect(plans.count > 20)
    for plan in plans { #expect(!plan.steps.isEmpty && plan.steps.allSatisfy(\.isGood), "\(plan)") }
  }

  @Test func `a list is recorded, found again and trimmed by indexes`() throws {
    let recommendations = Recommendations(connection) { _ in 0 }
    var random = SystemRandomNumberGenerator()
    let list = RecordedRecommendation(
      id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .history, movies: [18],
      createdAt: Timestamp(seconds: 0))
    // The number of recent lists; the oldest list and the oldest interaction to keep; the removal of older ones, which
    // is counted.
    try expectIndexes(11) {
      _ = try recommendations.record(list, for: Self.user, RecordingLimits(perMinute: 10, kept: 10))
    }
    // The newest lists come first.
    let lists = [UInt64(1), 2].map { _ in
      RecordedRecommendation(
        id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .history, movies: [18],
        createdAt: Timestamp(seconds: 0))
    }
    let untrimmed = Recommendations(connection) { $0 - 1 }
    try expectIndexes(2) {
      _ = try untrimmed.recordOnce(lists, for: Self.user, RecordingLimits(perMinute: 10, kept: 10))
    }
    for before in [nil, 35_000] as [Int64?] {
      try expectIndexes(1) { _ = try recommendations.recorded(for: Self.session, limit: 20, before: before) }
    }
    let event = try #require(
      try interactions.history(of: Self.session, HistoryQuery(kind: .recommend, limit: 1)).interactions.first)
    try expectIndexes(1) { _ = try interactions.interaction(event.id, of: Self.session) }
    try expectIndexes(6) { _ = try interactions.delete(event.id, of: Self.session) }
  }
}
