import Domain
import MariaDB
import Stores
import Testing

/// What a count has yet to do: new interactions, changes, or everything.
extension StatisticsLiveTests {
  /// Counts at a later time, as a worker does for which every id is old enough.
  private func countsLater(_ seconds: Int64) throws -> [MovieCounts] {
    try connection.run("SET timestamp = \(Self.now.seconds + seconds)")
    let statistics = StatisticsTables(connection, lag: .zero)
    try connection.write("UPDATE statistics SET is_due = TRUE")
    try statistics.count(patience: .zero)
    return try statistics.movieCounts()
  }

  private func isIncremental() throws -> Bool {
    try connection.rows("SELECT counted_up_to FROM statistics_progress") { try $0.optionalInteger(0) } != [nil]
  }

  @Test func `what was changed behind the stores' back is found by a count of everything`() throws {
    try save(0, .rate, 4, of: user.id)
    for minute: Int64 in 0...1 { #expect(try countsLater(60 * minute).map(\.halfStars) == [8]) }
    try schema.change("UPDATE ratings SET half_stars = 2")
    #expect(try countsLater(180).map(\.halfStars) == [8])
    try statistics.recount()
    #expect(try countsLater(240).map(\.halfStars) == [2])
  }

  @Test func `what a change is for is read anew: a removed list, or a whole history`() throws {
    try save(0, .rate, 4, of: user.id)
    for minute: Int64 in 0...1 { _ = try countsLater(60 * minute) }
    try schema.change("UPDATE ratings SET half_stars = 2")
    try schema.change("INSERT INTO taste_changes (user_id, is_taste) VALUES (\(user.id), FALSE)")
    #expect(try countsLater(120).map(\.halfStars) == [8])
    try schema.change("INSERT INTO taste_changes (user_id, is_taste) VALUES (\(user.id), FALSE), (\(user.id), TRUE)")
    #expect(try countsLater(180).map(\.halfStars) == [2])
  }

  @Test func `a wrong tally spoils no other figure, and a count of everything mends it`() throws {
    try save(0, .view, of: user.id)
    try save(-5, .view, of: user.id)
    for minute: Int64 in 0...1 { #expect(try countsLater(60 * minute).map(\.interactions.views) == [1, 1]) }
    try schema.change("UPDATE movie_tallies SET views = -3, users_of_day = -1, stars_3 = -1 WHERE movie_id = 0")
    try schema.change("UPDATE statistics_progress SET recommends = -1")
    for movie: MovieID in [0, -5] { try save(movie, .view, of: user.id) }
    #expect(try countsLater(120).map(\.interactions.views) == [2, 0])
    #expect(try statistics.state().recommends == 0)
    try save(0, .recommend, of: user.id)
    try statistics.recount()
    let counts = try countsLater(180)
    #expect(counts.map(\.interactions.views) == [2, 2] && counts.map(\.recentUsers.day) == [1, 1])
    #expect(counts.map(\.ratings) == [0, 0])
    #expect(try statistics.state().recommends == 1)
  }

  @Test func `a movie that lost its last interaction before the first count is in the statistics no longer`() throws {
    try schema.change(
      """
      INSERT INTO movie_statistics (movie_id, views, selects, recommends, rates, ratings, half_stars, rating_entropy,
        users, users_of_day, users_of_week, users_of_month)
      VALUES (0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
      """)
    try save(-5, .view, of: user.id)
    #expect(try counts().map(\.movie) == [-5])
  }

  @Test func `after a backup with lower ids, new interactions are counted once everything has been`() throws {
    for _ in 1...5 { try save(0, .view, of: user.id) }
    for minute: Int64 in 0...1 { #expect(try countsLater(60 * minute).map(\.interactions.views) == [5]) }
    try schema.change("DELETE FROM interactions")
    try schema.connect().run("ALTER TABLE interactions AUTO_INCREMENT = 1")
    try statistics.recount()
    for minute: Int64 in 2...3 { #expect(try countsLater(60 * minute) == []) }
    try save(0, .view, of: user.id)
    #expect(try countsLater(240).map(\.interactions.views) == [1])
  }

  @Test func `a count of everything that is asked for during one is made after it`() throws {
    try save(0, .view, of: user.id)
    try schema.connect().run(
      """
      CREATE TRIGGER recount AFTER INSERT ON counted_movies FOR EACH ROW
      UPDATE statistics_progress SET counted_up_to = NULL, counted_changes_up_to = NULL
      """)
    for minute: Int64 in 0...1 {
      #expect(try countsLater(60 * minute).count == 1)
      #expect(try !isIncremental())
    }
    try schema.connect().run("DROP TRIGGER recount")
    _ = try countsLater(120)
    #expect(try isIncremental())
  }

  @Test func `a count ends when another worker has begun one`() throws {
    try save(0, .view, of: user.id)
    #expect(try counts().count == 1)
    try save(-5, .view, of: user.id)
    // As if the connection had been lost, and the lock with it.
    try schema.connect().run(
      """
      CREATE TRIGGER other AFTER INSERT ON counted_movies FOR EACH ROW
      UPDATE statistics_progress SET windows_at = windows_at + INTERVAL 1 SECOND
      """)
    #expect(throws: StoreError.self) { try countsLater(60) }
    #expect(try statistics.movieCounts().count == 1 && statistics.state().isOutdated)
    try schema.connect().run("DROP TRIGGER other")
    #expect(try countsLater(120).map(\.interactions.views) == [1, 1])
  }

  @Test func `after days of counts by an older release everything is counted`() throws {
    try save(0, .rate, 4, of: user.id)
    for minute: Int64 in 0...1 { _ = try countsLater(60 * minute) }
    try schema.change("UPDATE ratings SET half_stars = 2")
    // It tells only when it counted.
    try schema.change("UPDATE statistics SET counted_at = counted_at + INTERVAL 2 DAY")
    #expect(try countsLater(2 * Self.day + 120).map(\.halfStars) == [2])
  }

  @Test func `after a count by an older release, which notes nothing, everything is counted`() throws {
    try save(0, .view, of: user.id)
    for minute: Int64 in 0...1 { _ = try countsLater(60 * minute) }
    // It has counted a new interaction.
    try save(0, .view, of: user.id)
    for table in ["counted_movies", "movie_tallies"] as [SQL] { try schema.change("UPDATE \(table) SET views = 2") }
    try schema.change("UPDATE statistics_progress SET windows_at = windows_at + INTERVAL 1 SECOND")
    #expect(try countsLater(120).map(\.interactions.views) == [2])
    try save(0, .view, of: user.id)
    #expect(try countsLater(180).map(\.interactions.views) == [3])
  }

  @Test func `which interactions are counted is noted until none can come between them`() throws {
    func noted() throws -> [Int64] {
      try connection.rows("SELECT id FROM counted_interactions ORDER BY id") { try $0.integer(0) }
    }
    func countsWithin(_ lag: Duration, at second: Int64) throws -> [MovieCounts] {
      try connection.run("SET timestamp = \(Self.now.seconds + second)")
      try connection.write("UPDATE statistics SET is_due = TRUE")
      try StatisticsTables(connection, lag: lag).count(patience: .zero)
      return try statistics.movieCounts()
    }
    try save(0, .view, of: user.id)
    for minute: Int64 in 0...1 { _ = try countsLater(60 * minute) }
    #expect(try noted() == [])
    let late = schema.connect()
    let insert: SQL = """
      INSERT INTO interactions (user_id, movie_id, kind, created_at)
      VALUES (\(try register("late")), 0, 'view', UTC_TIMESTAMP(6))
      """
    try late.run("START TRANSACTION")
    try late.write(insert)
    for _ in 1...2 { try save(0, .view, of: user.id) }
    for second: Int64 in 120...121 {
      #expect(try countsWithin(.seconds(60), at: second).map(\.interactions.views) == [3])
      #expect(try noted().count == 2)
    }
    try late.run("COMMIT")
    #expect(try countsWithin(.seconds(60), at: 150).map { [$0.interactions.views, $0.users] } == [[4, 2]])
    #expect(try noted().count == 3)
    for second: Int64 in [240, 330] {
      #expect(try countsWithin(.seconds(60), at: second).map { [$0.interactions.views, $0.users] } == [[4, 2]])
    }
    #expect(try noted() == [])
  }

  @Test func `a history that is read anew has nothing yet that comes during the count`() throws {
    for minute: Int64 in 0...1 { _ = try countsLater(60 * minute) }
    try schema.connect().run(
      """
      CREATE TRIGGER another AFTER INSERT ON counted_interactions FOR EACH ROW
      INSERT INTO interactions (user_id, movie_id, kind, created_at) VALUES (\(user.id), 0, 'view', UTC_TIMESTAMP(6))
      """)
    try save(0, .view, of: user.id)
    try schema.change("INSERT INTO taste_changes (user_id, is_taste) VALUES (\(user.id), TRUE)")
    #expect(try countsLater(120).map(\.interactions.views) == [1])
    try schema.connect().run("DROP TRIGGER another")
    #expect(try countsLater(180).map(\.interactions.views) == [2])
  }

  @Test func `a new interaction with an impossible time is counted, in no window`() throws {
    for minute: Int64 in 0...1 { #expect(try countsLater(60 * minute) == []) }
    let intruder = schema.connect()
    try intruder.run("SET sql_mode = ''")
    for time in ["0000-00-00", "2026-02-00"] as [SQL] {
      try intruder.run(
        "INSERT INTO interactions (user_id, movie_id, kind, created_at) VALUES (\(user.id), 0, 'view', '\(time)')")
    }
    #expect(
      try countsLater(120).map { [$0.interactions.views, $0.users, $0.recentUsers.month] } == [[2, 1, 0]])
    try save(0, .select, of: user.id)
    #expect(
      try countsLater(180).map { [$0.interactions.views, $0.users, $0.recentUsers.day] } == [[2, 1, 1]])
  }

  @Test func `many new interactions are added a block at a time`() throws {
    let others = try (1...25).map { try register("other\($0)") }
    for minute: Int64 in 0...1 { _ = try countsLater(60 * minute) }
    try schema.change("INSERT INTO movies (id, title) SELECT 100 + seq, 'Movie' FROM seq_1_to_100")
    for kind in ["view", "recommend"] as [SQL] {
      try schema.change(
        """
        INSERT INTO interactions (user_id, movie_id, kind, created_at)
        SELECT users.id, 100 + seq, '\(kind)', UTC_TIMESTAMP(6) FROM seq_1_to_100, users
        WHERE users.id IN (\(SQL.list(others)))
        """)
    }
    try save(101, .view, of: user.id)
    let counts = try countsLater(120)
    #expect(counts.map(\.users) == [26] + Array(repeating: 25, count: 99))
    #expect(try statistics.state().recommends == 2_500)
  }

  @Test func `after very many new interactions everything is counted twice rather than each of them added`() throws {
    try schema.change(
      """
      INSERT INTO interactions (user_id, movie_id, kind, created_at)
      SELECT \(user.id), 0, 'view', UTC_TIMESTAMP(6) FROM seq_1_to_100001
      """)
    for isSecond in [false, true] {
      #expect(try countsLater(isSecond ? 60 : 0).map(\.interactions.views) == [100_001])
      #expect(try isIncremental() == isSecond)
    }
    try save(0, .view, of: user.id)
    #expect(try countsLater(120).map(\.interactions.views) == [100_002])
  }

  @Test func `after the migration the former figures are served, and one count of everything is enough`() throws {
    let schema = try LiveSchema(isMigrated: false)
    let migrations = try Migration.all(in: LiveSchema.migrations)
    try schema.migrate(Array(migrations.prefix(17)))
    try schema.change("INSERT INTO movies (id, title) VALUES (0, 'Zero'), (1, 'One')")
    try schema.change(
      """
      INSERT INTO movie_statistics (movie_id, views, selects, recommends, rates, ratings, half_stars, rating_entropy,
        users, users_of_day, users_of_week, users_of_month)
      VALUES (0, 1, 0, 3, 0, 0, 0, 0, 1, 0, 0, 0), (1, 1, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0)
      """)
    try schema.migrate(migrations)
    let connection = schema.connect()
    let statistics = StatisticsTables(connection, lag: .zero)
    #expect(try statistics.state().recommends == 5 && statistics.movieCounts().count == 2)
    try statistics.count(patience: .zero)
    #expect(try statistics.movieCounts() == [])
    let progress = try connection.rows("SELECT counted_up_to FROM statistics_progress") { try $0.optionalInteger(0) }
    #expect(progress == [0])
  }
}
