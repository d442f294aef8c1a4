import Domain
import MariaDB
import Stores
import Testing

/// What the statistics hold, and who counts them when.
struct StatisticsLiveTests {
  let schema: LiveSchema
  let user: User
  private let interactions: Interactions
  let connection: Connection
  let statistics: StatisticsTables
  static let day: Int64 = 86_400
  static let now = Timestamp(seconds: 1_000 * day)

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    connection = schema.connect()
    // Sets the server's clock for this session.
    try connection.run("SET timestamp = \(Self.now.seconds)")
    interactions = Interactions(connection)
    statistics = StatisticsTables(connection)
  }

  func save(
    _ movie: MovieID, _ kind: InteractionKind, _ stars: Double? = nil, of user: UserID, daysAgo: Int64 = 0
  ) throws {
    let new = try #require(
      NewInteraction(movie: movie, kind: kind, rating: stars.flatMap { Rating(stars: $0) }))
    _ = try interactions.save([new], of: user, at: Self.now - .seconds(daysAgo * Self.day))
  }

  func register(_ name: String) throws -> UserID {
    try Users(schema.connect()).register(
      NewUser(username: name, email: "\(name)@example.org", passwordHash: "", age: nil, gender: nil), at: Self.now
    ).id
  }

  /// Advances the clock by a minute and counts.
  private func later() throws {
    try connection.run("SET timestamp = \(Self.now.seconds + 60)")
    try statistics.count(patience: .zero)
  }

  func counts() throws -> [MovieCounts] {
    try statistics.count(patience: .zero)
    return try statistics.movieCounts()
  }

  @Test func `the first count is due at once and finds no interactions`() throws {
    #expect(
      try statistics.state()
        == StatisticsState(
          version: 0, countedAt: nil, duration: .zero, isOutdated: true, users: 0, readAt: Self.now))
    #expect(try counts() == [])
    let state = try statistics.state()
    #expect(state.version == 1 && state.countedAt == Self.now && !state.isOutdated && state.users == 1)
  }

  @Test func `a user counts once per movie, and recommendations to the user do not count`() throws {
    let other = try register("other")
    for _ in 0..<2 {
      try save(0, .view, of: user.id)
      try save(0, .select, of: user.id, daysAgo: 2)
      try save(0, .recommend, of: other)
      try save(-5, .rate, 4.5, of: user.id, daysAgo: 8)
    }
    try save(-5, .rate, 2, of: other, daysAgo: 31)
    #expect(
      try counts() == [
        MovieCounts(
          movie: -5, interactions: KindCounts(rates: 3), ratings: 2, halfStars: 13, ratingEntropy: 1_000_000,
          users: 2, recentUsers: RecentUsers(day: 0, week: 0, month: 1)),
        MovieCounts(
          movie: 0, interactions: KindCounts(views: 2, selects: 2), ratings: 0, halfStars: 0, users: 1,
          recentUsers: RecentUsers(day: 1, week: 1, month: 1)),
      ])
    #expect(try statistics.state().recommends == 2)
  }

  @Test func `an interaction leaves a window exactly when the window's days are over`() throws {
    for days: Int64 in [1, 7, 30] { try save(0, .view, of: user.id, daysAgo: days) }
    #expect(try counts().first?.recentUsers == RecentUsers(day: 0, week: 1, month: 1))
  }

  @Test func `the interactions of a deleted user are gone with the next count`() throws {
    try save(0, .rate, 5, of: user.id)
    #expect(try counts().first?.users == 1)
    #expect(
      try Users(schema.connect()).delete(ConfirmedPassword(user: user.id, hash: "hash"), at: Timestamp(seconds: 0)))
    try schema.removeDeleted()
    try later()
    #expect(try statistics.movieCounts() == [])
    #expect(try statistics.state().users == 0)
  }

  @Test func `statistics that are not due are not counted until an import marks them as outdated`() throws {
    #expect(try counts() == [])
    try save(0, .view, of: user.id)
    #expect(try counts() == [] && statistics.state().version == 1)
    try Imports(schema.connect(), at: Self.now).finish()
    #expect(try statistics.state().isOutdated)
    #expect(try counts().map(\.users) == [1])
    #expect(try statistics.state().version == 2)
  }

  @Test func `if several workers find a count due, only one counts`() async throws {
    let meeting = Meeting(of: 4)
    let address = schema.address
    let workers = (0..<4).map { _ in
      Task {
        try await onThread {
          let statistics = StatisticsTables(Connection(address))
          _ = try statistics.state()
          meeting.join()
          try statistics.count(patience: .seconds(20))
          return try statistics.state().version
        }
      }
    }
    for worker in workers { #expect(try await worker.value == 1) }
  }

  @Test func `a worker without patience does not wait for the count of another`() throws {
    let counting = schema.connect()
    let lock: SQL = "LEFT(CONCAT('marquee.statistics.', DATABASE()), 64)"
    #expect(try counting.rows("SELECT GET_LOCK(\(lock), 0)") { try $0.optionalInteger(0) } == [1])
    try statistics.count(patience: .zero)
    #expect(try statistics.state().version == 0)
    try counting.read("SELECT RELEASE_LOCK(\(lock))") { _ in }
    try statistics.count(patience: .zero)
    #expect(try statistics.state().version == 1)
  }

  @Test func `a failed count is due again, and the previous counts stay`() throws {
    try save(0, .view, of: user.id)
    #expect(try counts().count == 1)
    try save(-5, .view, of: user.id)
    try schema.connect().run("RENAME TABLE ratings TO hidden")
    #expect(throws: StoreError.self) { try later() }
    #expect(try statistics.movieCounts().count == 1 && statistics.state().isOutdated)
    try schema.connect().run("RENAME TABLE hidden TO ratings")
    try later()
    #expect(try statistics.state().version == 2)
  }

  @Test func `statistics leave out a list without movies and count everything else`() throws {
    try connection.run("SET check_constraint_checks = 0")
    try connection.run(
      """
      INSERT INTO interactions (user_id, kind, created_at, films)
      VALUES (\(user.id), 'recommend', UTC_TIMESTAMP(6), 5)
      """)
    try save(0, .view, of: user.id)
    #expect(try counts().map(\.movie) == [0])
  }

  @Test func `after a failed count no other worker counts until the same worker has retried`() throws {
    try connection.run("RENAME TABLE ratings TO hidden")
    #expect(throws: StoreError.self) { try statistics.count(patience: .zero) }
    try connection.run("RENAME TABLE hidden TO ratings")
    let other = StatisticsTables(schema.connect())
    try other.count(patience: .zero)
    #expect(try other.state().version == 0 && other.state().isOutdated)
    try statistics.count(patience: .zero)
    #expect(try other.state().version == 1)
    try Imports(schema.connect(), at: Self.now).finish()
    try other.count(patience: .zero)
    #expect(try other.state().version == 2)
  }

  @Test func `a lost connection does not cut short the rest after a failed count`() throws {
    try connection.run("RENAME TABLE ratings TO hidden")
    #expect(throws: StoreError.self) { try statistics.count(patience: .zero) }
    try schema.kill(connection)
    #expect(throws: StoreError.self) { try statistics.count(patience: .zero) }
    try connection.run("RENAME TABLE hidden TO ratings")
    let other = StatisticsTables(schema.connect())
    try other.count(patience: .zero)
    #expect(try other.state().version == 0)
  }

  @Test func `interactions dated in the future count as popular but not as trending`() throws {
    try save(0, .view, of: user.id, daysAgo: -1)
    let counts = try counts()
    #expect(counts.first?.users == 1 && counts.first?.recentUsers == RecentUsers(day: 0, week: 0, month: 0))
    // A clock may be up to five minutes ahead.
    let new = try #require(NewInteraction(movie: -5, kind: .view, rating: nil))
    _ = try interactions.save([new], of: user.id, at: Self.now + .seconds(60 + 300))
    try later()
    #expect(try statistics.movieCounts().first?.recentUsers == RecentUsers(day: 1, week: 1, month: 1))
  }

  @Test func `an invalid time of the last count is corrected by the next count`() throws {
    #expect(try counts() == [])
    let intruder = schema.connect()
    try intruder.run("SET sql_mode = ''")
    try intruder.run("UPDATE statistics SET counted_at = '0000-00-00'")
    #expect(try statistics.state().isDue && statistics.state().countedAt == nil)
    try statistics.count(patience: .zero)
    #expect(try statistics.state().countedAt == Self.now)
  }
}
