import Domain
import MariaDB
import Stores
import Testing

/// Rows that violate the schema's constraints, inserted as a tool or a restored dump may do it. Reading such a row
/// fails the call or skips the row; it is named in the log and never ends the process.
struct ImpossibleRowLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let connection: Connection
  private let session: SessionID
  private let intruder: Connection
  private let now = Timestamp(seconds: 1_700_000_000)

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    connection = schema.connect()
    intruder = schema.connect()
    try intruder.run("SET SESSION sql_mode = '', check_constraint_checks = 0, foreign_key_checks = 0")
    let opened = try Sessions(connection).open(
      with: ConfirmedPassword(user: user.id, hash: "hash"), refreshHash: Self.hash, userAgent: "test",
      network: Self.hash, lifetime: SessionLifetime(idle: .seconds(1_000_000_000), total: .seconds(1_000_000_000)),
      at: now)
    session = try #require(opened)
    var random = SystemRandomNumberGenerator()
    let new = try [InteractionKind.view, .select, .rate].map { kind in
      try #require(
        NewInteraction(
          movie: 0, kind: kind, rating: kind == .rate ? Rating(stars: 4) : nil, idempotencyKey: UUID(from: &random)))
    }
    _ = try Interactions(connection).save(new, of: user.id, at: now)
    let shown = RecordedRecommendation(
      id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .history, movies: [0], createdAt: now)
    _ = try Recommendations(connection).record(shown, for: user.id, RecordingLimits(perMinute: 9, kept: 99))
    try Marks(connection).addToWatchlist(0, of: claim, at: now)
    try Marks(connection).dismiss(0, .seen, of: claim, at: now)
    try StatisticsTables(connection).count(patience: .seconds(5))
  }

  private var claim: SessionClaim { SessionClaim(id: session, user: user.id, at: now) }

  private static let hash = [UInt8](repeating: 7, count: 32)

  /// Runs everything that reads rows, each call by itself.
  ///
  /// - Returns: The errors, and the reasons for rows that were skipped.
  private func readEverything() -> [String] {
    var faults: [String] = []
    func attempt(_ work: () throws -> Void) {
      // A session that expired in the year 0 has ended.
      do { try work() } catch StoreError.sessionEnded {} catch { faults.append("\(error)") }
    }
    let (users, sessions) = (Users(connection), Sessions(connection))
    let (interactions, statistics) = (Interactions(connection), StatisticsTables(connection))
    attempt { _ = try users.user(id: user.id) }
    attempt { _ = try users.account(login: "Mára", at: now) }
    attempt { _ = try users.overviews(includesImported: true, limit: 9, at: now, rejected: { faults.append($0) }) }
    attempt { _ = try sessions.identity(of: SessionClaim(id: session, user: user.id, at: now)) }
    attempt { _ = try sessions.sessions(of: user.id, at: now) }
    attempt { _ = try interactions.history(of: user.id, HistoryQuery()) }
    attempt { _ = try interactions.interactions(of: user.id, after: nil, limit: 9) }
    attempt { _ = try Ratings(connection).ratings(of: user.id, limit: 9, before: nil) }
    attempt { _ = try Recommendations(connection).taste(of: user.id) }
    attempt { _ = try Recommendations(connection).recorded(for: user.id, limit: 9, before: nil) }
    attempt { _ = try Marks(connection).watchlist(of: user.id) }
    attempt { _ = try Marks(connection).dismissals(of: user.id) }
    attempt { _ = try Movies(connection).catalogue(rejected: { faults.append($0) }) }
    attempt { _ = try statistics.state() }
    attempt { _ = try statistics.movieCounts() }
    attempt { try TrainingSignals(connection, includesViews: true).forEach(rejected: { faults.append($0) }) { _ in } }
    attempt { try TrainingSignals(connection).forEachKnownUser(rejected: { faults.append($0) }) { _, _ in } }
    return faults
  }

  @Test func `a zero date in any column is reported with its row and does not end the process`() throws {
    let columns = try connection.rows(
      """
      SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE IN ('datetime', 'date', 'timestamp')
      """
    ) { (table: try $0.text(0), column: try $0.text(1)) }
    #expect(columns.count >= 15)
    #expect(readEverything() == [])
    var named: Set<String> = []
    for (table, column) in columns {
      let before = "CREATE TABLE before_it AS SELECT * FROM \(table)"
      try intruder.run(before)
      try intruder.run("UPDATE \(table) SET \(column) = '0000-00-00'")
      let faults = readEverything()
      for fault in faults { #expect(fault.contains("\(column) is 0000-00-00, in the row with "), "\(fault)") }
      if !faults.isEmpty { named.insert("\(table).\(column)") }
      try intruder.run("DELETE FROM \(table)")
      try intruder.run("INSERT INTO \(table) SELECT * FROM before_it")
      try intruder.run("DROP TABLE before_it")
      #expect(readEverything() == [], "\(table).\(column)")
    }
    let read: Set = [
      "users.created_at", "sessions.created_at", "interactions.created_at", "ratings.rated_at", "watchlist.added_at",
      "dismissals.dismissed_at",
    ]
    #expect(named.isSuperset(of: read), "\(named)")
  }

  @Test(arguments: [
    ("interactions", "kind = ''", "interactions.kind is ''"),
    ("interactions", "half_stars = 0 WHERE kind = 'rate'", "interactions.half_stars is 0"),
    ("interactions", "half_stars = 255 WHERE kind = 'rate'", "interactions.half_stars is 255"),
    ("interactions", "half_stars = NULL", "interactions.half_stars is NULL with 'rate'"),
    ("interactions", "half_stars = 3", "interactions.half_stars is 3 with"),
    ("ratings", "half_stars = 0", "ratings.half_stars is 0, in the row with user_id"),
    ("ratings", "half_stars = 11", "ratings.half_stars is 11"),
    ("interactions", "source = '' WHERE films = 1", "interactions.source is ''"),
    ("interactions", "movies = NULL WHERE films = 1", "interactions.movie_id is NULL"),
    ("dismissals", "reason = ''", "dismissals.reason is '', in the row with "),
    ("movie_statistics", "views = 9223372036854775807", "movie_statistics.views is 9223372036854775807"),
    ("movie_statistics", "users = -1", "movie_statistics.users is -1"),
    ("statistics", "duration = 9223372036854775807", "statistics.duration is 9223372036854775807"),
    ("statistics", "users = -1", "statistics.users is -1"),
  ])
  func `a value out of range is reported with its column`(table: String, change: String, mention: String) throws {
    try intruder.run("UPDATE \(table) SET \(change)")
    let faults = readEverything()
    #expect(faults.contains { $0.contains(mention) }, "\(faults)")
    #expect(faults.allSatisfy { $0.contains("\(table).") }, "\(faults)")
  }

  @Test func `columns whose type was changed are reported`() throws {
    try intruder.run("ALTER TABLE ratings MODIFY half_stars DECIMAL(4, 1)")
    try intruder.run("ALTER TABLE movies MODIFY title VARBINARY(600) NULL")
    try intruder.run("UPDATE movies SET title = X'C328' WHERE id = 0")
    try intruder.run("UPDATE movies SET title = NULL WHERE id = -5")
    let faults = readEverything()
    for mention in [
      "ratings.half_stars is '8.0', of type text, not integer", "movies.title is not UTF-8 from byte 0 on: c328",
      "movies.title is NULL",
    ] {
      #expect(faults.contains { $0.contains(mention) }, "\(faults)")
    }
  }

  @Test func `an invalid movie or rating is skipped and the others are read`() throws {
    _ = try Ratings(connection).rate(-5, #require(Rating(stars: 3)), of: user.id, at: now)
    try intruder.run("UPDATE ratings SET rated_at = '0000-00-00' WHERE movie_id = 0")
    try intruder.run("ALTER TABLE movies MODIFY title VARCHAR(512) NULL")
    try intruder.run("UPDATE movies SET title = NULL WHERE id = 0")
    var rejected: [String] = []
    let movies = try Movies(connection).catalogue { rejected.append($0) }
    var signals: [MovieID] = []
    try TrainingSignals(connection).forEach(rejected: { rejected.append($0) }) { signals.append($0.movie) }
    #expect(movies.map(\.id) == [-5] && signals == [-5, 0])
    #expect(
      rejected == [
        "movies.title is NULL, in the row with id 0",
        "ratings.rated_at is 0000-00-00, in the row with user_id \(user.id), movie_id 0",
      ])
  }

  @Test(arguments: [
    ("created_at = '0000-00-00'", "users.created_at is 0000-00-00"),
    ("deactivated_at = '0000-00-00'", "users.deactivated_at is 0000-00-00"),
    ("age = 18446744073709551615", "users.age is 18446744073709551615, above 9223372036854775807"),
    ("gender = X'C3A1C328'", "users.gender is not UTF-8 from byte 2 on: c328"),
    ("username = X'E282', email = 'm@x.org'", "users.username is not UTF-8 from byte 0 on: e282"),
  ])
  func `only the account with an impossible value is left out of the list, and it can be deactivated`(
    change: String, mention: String
  ) throws {
    let users = Users(connection)
    let stranger = try schema.addStranger()
    try intruder.run("ALTER TABLE users MODIFY age BIGINT UNSIGNED, MODIFY gender VARBINARY(32)")
    try intruder.run("ALTER TABLE users MODIFY username VARBINARY(128)")
    try intruder.run("UPDATE users SET \(change) WHERE id = \(user.id)")
    var rejected: [String] = []
    let listed = try users.overviews(limit: 9, at: now, rejected: { rejected.append($0) })
    #expect(listed.map(\.user) == [stranger])
    #expect(rejected == ["\(mention), in the row with id \(user.id)"])
    let found = try #require(try users.reference(to: "\(user.id)", at: now))
    #expect(found.id == user.id && found.hasLogin && found.sessions == 1)
    #expect(found.username == (change.hasPrefix("username") ? nil : user.username))
    try users.resetPassword(of: user.id, toHash: "other", until: now)
    try users.deactivate(user.id, at: now)
    let deactivated = try users.reference(to: "\(user.id)", at: now)
    #expect(deactivated?.isDeactivated == true && deactivated?.sessions == 0)
  }

  @Test(arguments: [
    ("created_at = '0000-00-00'", "users.created_at is 0000-00-00"),
    ("age = 18446744073709551615", "users.age is 18446744073709551615, above 9223372036854775807"),
    ("gender = X'C3A1C328'", "users.gender is not UTF-8 from byte 2 on: c328"),
    ("username = X'E282'", "users.username is not UTF-8 from byte 0 on: e282"),
  ])
  func `an account with an impossible value is exported without it, gets a new password and is deleted`(
    change: String, mention: String
  ) throws {
    let users = Users(connection)
    try intruder.run("ALTER TABLE users MODIFY age BIGINT UNSIGNED, MODIFY gender VARBINARY(32)")
    try intruder.run("ALTER TABLE users MODIFY username VARBINARY(128)")
    try intruder.run("UPDATE users SET \(change) WHERE id = \(user.id)")
    #expect(throws: StoreError.self) { try users.user(id: user.id) }
    try Sessions(connection).check(claim)
    var rejected: [String] = []
    let facts = try #require(try users.facts(of: user.id, rejected: { rejected.append($0) }))
    #expect(rejected == ["\(mention), in the row with id \(user.id)"])
    #expect(facts.username == (change.hasPrefix("username") ? nil : user.username))
    #expect(facts.email == user.email && facts.age == (change.hasPrefix("age") ? nil : user.age))
    #expect(facts.gender == (change.hasPrefix("gender") ? nil : user.gender))
    #expect(facts.createdAt == (change.hasPrefix("created_at") ? nil : user.createdAt))
    // The account is found by name without reading anything else about the user.
    if !change.hasPrefix("username") {
      #expect(try users.account(login: "Mára", at: now)?.user == user.id)
    }
    let old = ConfirmedPassword(user: user.id, hash: "hash")
    #expect(try users.changePassword(old, to: "other", keeping: session))
    #expect(try users.delete(ConfirmedPassword(user: user.id, hash: "other"), at: now))
    try schema.removeDeleted()
    #expect(try schema.count("users") == 0 && schema.count("interactions") == 0)
  }

  @Test func `a change that corrects an impossible value is kept, and any other change has no effect`() throws {
    let users = Users(connection)
    try intruder.run("ALTER TABLE users MODIFY age BIGINT UNSIGNED")
    try intruder.run("UPDATE users SET age = 18446744073709551615 WHERE id = \(user.id)")
    #expect(throws: StoreError.self) {
      try users.update(user.id, UserChanges(gender: .set("M")), confirmed: nil)
    }
    #expect(try users.facts(of: user.id, rejected: { _ in })?.gender == user.gender)
    #expect(try users.update(user.id, UserChanges(age: .set(30)), confirmed: nil)?.age == 30)
    #expect(try users.user(id: user.id)?.age == 30)
  }

  @Test func `only the movie with an impossible value is left out of the list, and it can be hidden`() throws {
    let movies = Movies(connection)
    try intruder.run("ALTER TABLE movies MODIFY title VARBINARY(600) NULL")
    try intruder.run("UPDATE movies SET title = NULL WHERE id = 0")
    var rejected: [String] = []
    let listed = try movies.overviews(onlyHidden: false, limit: 9, rejected: { rejected.append($0) })
    #expect(listed.map(\.id) == [-5] && rejected == ["movies.title is NULL, in the row with id 0"])
    let before = try movies.setHidden([0], since: now)
    #expect(before.map(\.id) == [0] && before.allSatisfy { $0.title == nil && !$0.isHidden })
    #expect(try movies.hidden() == [0])
  }

  @Test(arguments: InteractionKind.allCases)
  func `an interaction without a movie is reported with its row`(kind: InteractionKind) throws {
    let id: Int64 = 77
    let halfStars = kind == .rate ? "4" : "NULL"
    try intruder.run(
      """
      INSERT INTO interactions (id, user_id, movie_id, kind, half_stars, created_at)
      VALUES (\(id), \(user.id), NULL, '\(kind)', \(halfStars), '2001-01-01')
      """)
    let faults = readEverything()
    #expect(faults.contains { $0.contains("interactions.movie_id is NULL, in the row with ") }, "\(faults)")
    #expect(faults.allSatisfy { $0.contains("interactions.") && $0.contains("id \(id)") }, "\(faults)")
  }

  @Test(arguments: [
    ("HISTORY", "'HISTORY'"), (String(repeating: "x", count: 300), "'" + String(repeating: "x", count: 32) + "…'"),
    ("a\nb", "610a62"), (String(repeating: "\u{E9}", count: 40), String(repeating: "c3a9", count: 16) + "…"),
  ])
  func `an impossible value is reported in one line of bounded length`(source: String, shown: String) throws {
    try intruder.run("ALTER TABLE interactions MODIFY source VARCHAR(300) CHARACTER SET utf8mb4 NULL")
    try connection.write("UPDATE interactions SET source = \(source) WHERE films = 1")
    var faults: [String] = []
    _ = try Recommendations(connection).recorded(
      for: SessionClaim(id: session, user: user.id, at: now), limit: 9, before: nil, rejected: { faults.append($0) })
    let fault = "interactions.source is \(shown), in the row with id "
    #expect(faults.count == 1 && faults[0].hasPrefix(fault), "\(faults)")
  }

  /// Reads what an export of the user reads, in pages of one row.
  private func readExport() throws -> (
    interactions: [InteractionID], ratings: [MovieID], lists: Int, imports: [HistorySource], faults: [String]
  ) {
    var faults: [String] = []
    let claim = SessionClaim(id: session, user: user.id, at: now)
    var interactions: [InteractionID] = []
    while true {
      let page = try Interactions(connection).interactions(
        of: user.id, after: interactions.last, limit: 1, rejected: { faults.append($0) })
      guard !page.isEmpty else { break }
      interactions += page.map(\.interaction.id)
    }
    var ratings: [MovieID] = []
    var last: MovieID?
    repeat {
      let page = try Ratings(connection).ratings(of: user.id, after: last, limit: 1, rejected: { faults.append($0) })
      ratings += page.ratings.map(\.movie)
      last = page.last
    } while last != nil
    var lists = 0
    var before: Int64?
    repeat {
      let page = try Recommendations(connection).recorded(
        for: claim, limit: 1, before: before, rejected: { faults.append($0) })
      lists += page.recommendations.count
      before = page.next
    } while before != nil
    _ = try Sessions(connection).sessions(of: user.id, at: now, rejected: { faults.append($0) })
    _ = try Marks(connection).watchlist(of: user.id, rejected: { faults.append($0) })
    _ = try Marks(connection).dismissals(of: user.id, rejected: { faults.append($0) })
    let imports = try UserImports(connection).imports(of: claim, rejected: { faults.append($0) }).map(\.source)
    return (interactions, ratings, lists, imports, faults)
  }

  @Test func `an export leaves out impossible rows, reports each of them once and continues after them`() throws {
    _ = try Ratings(connection).rate(-5, #require(Rating(stars: 3)), of: user.id, at: now)
    let shown = RecordedRecommendation(
      id: UUID(bytes: Array(0..<16))!, model: "EASE", modelVersion: "1", source: .history, movies: [0], createdAt: now)
    _ = try Recommendations(connection).record(shown, for: user.id, RecordingLimits(perMinute: 9, kept: 99))
    try intruder.run(
      """
      INSERT INTO imports (user_id, source, file_hash, created_at)
      VALUES (\(user.id), 'imdb', REPEAT('a', 32), '2001-01-01'),
        (\(user.id), 'trakt', REPEAT('b', 32), '2001-01-01')
      """)
    let whole = try readExport()
    #expect(whole.imports == [.trakt, .imdb])
    #expect(whole.interactions.count == 6 && whole.ratings == [-5, 0] && whole.lists == 2 && whole.faults == [])

    let first = try #require(whole.interactions.first)
    try intruder.run("UPDATE interactions SET movie_id = NULL WHERE id = \(first)")
    try intruder.run("UPDATE interactions SET half_stars = 0 WHERE kind = 'rate' AND movie_id = 0")
    try intruder.run("UPDATE interactions SET source = '' WHERE films = 1 ORDER BY id DESC LIMIT 1")
    try intruder.run("UPDATE ratings SET rated_at = '0000-00-00' WHERE movie_id = -5")
    try intruder.run("UPDATE sessions SET created_at = '0000-00-00'")
    try intruder.run("UPDATE watchlist SET added_at = '0000-00-00'")
    try intruder.run("UPDATE dismissals SET reason = ''")
    try intruder.run("UPDATE imports SET source = '' WHERE source = 'imdb'")
    let part = try readExport()
    #expect(part.interactions.count == 4 && part.ratings == [0] && part.lists == 1)
    #expect(part.imports == [.trakt])
    let named = [
      "interactions.movie_id is NULL, in the row with id \(first)", "interactions.half_stars is 0, in the row with id",
      "interactions.source is '', in the row with id",
      "sessions.created_at is 0000-00-00, in the row with id \(session)",
      "ratings.rated_at is 0000-00-00, in the row with movie_id -5, user_id \(user.id)",
      "watchlist.added_at is 0000-00-00, in the row with movie_id 0, user_id \(user.id)",
      "dismissals.reason is '', in the row with movie_id 0, user_id \(user.id)",
      "imports.source is '', in the row with id",
    ]
    #expect(part.faults.count == named.count, "\(part.faults)")
    for name in named { #expect(part.faults.contains { $0.hasPrefix(name) }, "\(name)") }
  }

  @Test func `pruning handles interaction ids at both ends of 64 bits`() throws {
    let old = "INSERT INTO interactions (id, user_id, movie_id, kind, created_at) VALUES "
    try intruder.run(old + "(\(Int64.min), \(user.id), 0, 'recommend', '2001-01-01')")
    try intruder.run(old + "(\(Int64.max), \(user.id), 0, 'recommend', '2001-01-01')")
    let removed = try Pruning(connection).removeRecommendations(before: Timestamp(seconds: 1_600_000_000))
    #expect(removed == (2, 0))
    #expect(try schema.count("interactions") == 4)
  }
}
