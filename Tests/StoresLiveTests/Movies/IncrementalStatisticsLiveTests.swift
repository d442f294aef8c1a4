import Domain
import MariaDB
import Testing

@testable import Stores

/// Whatever happens in whatever order, the statistics are what a count of all rows gives.
struct IncrementalStatisticsLiveTests {
  private let schema: LiveSchema
  private let connection: Connection
  private let counters: [StatisticsTables]
  private let clocks: [Connection]
  private let movies: [MovieID] = [0, -5, 7, 8, 9]
  /// Whose rows are in transactions that commit late, and so locked.
  private let slowUsers: [UserID]

  init() throws {
    let schema = try LiveSchema()
    self.schema = schema
    connection = schema.connect()
    _ = try schema.fill()
    slowUsers = try (1...2).map { try Self.register("slow\($0)", schema) }
    // Two workers, and the lag that the test's transactions stay below.
    let connections = [schema.connect(), schema.connect()]
    clocks = connections
    counters = connections.map { StatisticsTables($0, lag: .seconds(3_600)) }
  }

  private static func register(_ name: String, _ schema: LiveSchema) throws -> UserID {
    try Users(schema.connect()).register(
      NewUser(username: name, email: "\(name)@example.org", passwordHash: "hash", age: nil, gender: nil),
      at: Timestamp(seconds: 1_000)
    ).id
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `counts of what has changed equal a count of everything`(seed: UInt64) throws {
    var random = Numbers(state: seed)
    var now = Timestamp(seconds: 1_767_225_600)
    var users = try (1...6).map { try Self.register("user\($0)", schema) }
    var slow: [Connection] = []
    var incremental = 0
    for step in 1...160 {
      let user = users.randomElement(using: &random) ?? 0
      try act(.random(in: 0..<16, using: &random), user, at: now, &random)
      if step.isMultiple(of: 40) {
        // An account is deleted: all of it, or as far as the request gets. A new one comes.
        let leavesRows = step.isMultiple(of: 80)
        let lock: SQL = "LEFT(CONCAT('marquee.deleted.', \(user), '.', DATABASE()), 64)"
        let other = schema.connect()
        if leavesRows { _ = try other.rows("SELECT GET_LOCK(\(lock), 0)") { try $0.integer(0) } }
        #expect(try Users(schema.connect()).delete(ConfirmedPassword(user: user, hash: "hash"), at: now))
        users = try users.filter { $0 != user } + [Self.register("user\(step)", schema)]
      }
      if step % 23 == 5, slow.isEmpty { slow = try slowUsers.map { try begin(of: $0, at: now, &random) } }
      guard step.isMultiple(of: 6) else { continue }
      // Now and then days pass, or the clock is set back by half a day, while no transaction is open.
      let pause: Duration =
        if !slow.isEmpty { .seconds(61) } else {
          [.seconds(61), .seconds(3_700), .seconds(-43_200), .seconds(5 * 86_400)].randomElement(using: &random)
            ?? .zero
        }
      now = now + pause
      for clock in clocks { try clock.run("SET timestamp = \(now.seconds)") }
      try connection.write("UPDATE statistics SET is_due = TRUE")
      incremental += try isIncremental() ? 1 : 0
      try (counters.randomElement(using: &random) ?? counters[0]).count(patience: .zero)
      try expectCounted(at: now, "step \(step)")
      if !slow.isEmpty, step == 120 || Bool.random(using: &random) {
        for connection in slow { try connection.run("COMMIT") }
        slow = []
      }
      if step == 120 {
        _ = try Pruning(connection).removeRecommendations(before: now - .seconds(2 * 86_400))
        while try !Retention(connection).removeDeleted(within: .seconds(60)) {}
      }
    }
    #expect(incremental > 5)
  }

  private func isIncremental() throws -> Bool {
    try connection.rows("SELECT counted_up_to FROM statistics_progress") { try $0.optionalInteger(0) }[0] != nil
  }

  /// Something that a user does.
  private func act(_ choice: Int, _ user: UserID, at now: Timestamp, _ random: inout Numbers) throws {
    let interactions = Interactions(connection)
    let movie = movies.randomElement(using: &random) ?? 0
    let time = now - .seconds(.random(in: -600...40 * 86_400, using: &random))
    let rating = Rating(halfStars: .random(in: 1...10, using: &random))
    let history = try interactions.history(of: user, HistoryQuery(limit: 100)).interactions
    switch choice {
    case 0..<5:
      let kind = InteractionKind.allCases.randomElement(using: &random) ?? .view
      let new = try #require(NewInteraction(movie: movie, kind: kind, rating: kind == .rate ? rating : nil))
      _ = try interactions.save([new], of: user, at: time)
    case 5..<8: _ = try Ratings(connection).rate(movie, rating, of: user, at: time)
    case 8: _ = try Ratings(connection).removeRating(of: movie, by: user)
    case 9, 10:
      guard let rated = history.filter({ $0.kind == .rate }).randomElement(using: &random) else { return }
      _ = try interactions.change(rated.id, to: rating, of: user)
    case 11, 12:
      guard let any = history.randomElement(using: &random) else { return }
      #expect(try interactions.delete(any.id, of: user))
    default:
      // Often also trims the lists.
      let list = RecordedRecommendation(
        id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .context,
        movies: movies.shuffled(using: &random), createdAt: time)
      let often = Bool.random(using: &random)
      let recommendations = Recommendations(connection) { often ? 0 : $0 }
      _ = try recommendations.record(list, for: user, RecordingLimits(perMinute: 1_000, kept: 3))
    }
  }

  /// A transaction that stays open: it has inserted, changed or deleted rows.
  private func begin(of user: UserID, at now: Timestamp, _ random: inout Numbers) throws -> Connection {
    let slow = schema.connect()
    let movie = movies.randomElement(using: &random) ?? 0
    try slow.run("START TRANSACTION")
    switch Int.random(in: 0..<3, using: &random) {
    case 0: try slow.write("DELETE FROM interactions WHERE user_id = \(user) AND movie_id = \(movie) LIMIT 1")
    case 1:
      try slow.write("UPDATE ratings SET half_stars = 1 + half_stars % 10 WHERE user_id = \(user)")
    default: break
    }
    try slow.write(TasteChanges.recording(user))
    try slow.write(
      "INSERT INTO interactions (user_id, movie_id, kind, created_at) VALUES (\(user), \(movie), 'view', \(now))")
    return slow
  }

  // ---- A count of everything ----------------------------------------------------------------------------------------

  private func expectCounted(at now: Timestamp, _ comment: Comment) throws {
    let existing: SQL = "user_id NOT IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)"
    var expected: [MovieID: Expected] = [:]
    try connection.read(
      """
      SELECT movie_id, kind, user_id, created_at FROM interactions WHERE movie_id IS NOT NULL AND \(existing)
      """
    ) { row in
      let kind: InteractionKind = try row.enumeration(1)
      if kind != .recommend {
        expected[try row.integer(0), default: Expected()].add(kind, try row.integer(2), try row.time(3))
      }
    }
    try connection.read("SELECT movie_id, half_stars FROM ratings WHERE \(existing)") { row in
      expected[try row.integer(0), default: Expected()].ratings.add(1, of: try row.rating(1))
    }
    let counts = expected.sorted { $0.key < $1.key }.map { $1.counts(of: $0, at: now) }
    #expect(try counters[0].movieCounts() == counts, comment)
    let recommends = try connection.rows(
      """
      SELECT CAST(COALESCE(SUM(COALESCE(films, 1)), 0) AS SIGNED) FROM interactions
      WHERE kind = 'recommend' AND \(existing)
      """
    ) { try $0.count(0) }
    let state = try counters[0].state()
    #expect(state.recommends == recommends[0], comment)
    #expect(try Int64(state.users) == schema.count("users WHERE deleted_at IS NULL"), comment)
  }

  private struct Expected {
    var interactions = KindCounts()
    var ratings = RatingCounts()
    /// When each user was there last.
    var last: [UserID: Timestamp] = [:]

    mutating func add(_ kind: InteractionKind, _ user: UserID, _ time: Timestamp) {
      interactions += KindCounts(
        views: kind == .view ? 1 : 0, selects: kind == .select ? 1 : 0, rates: kind == .rate ? 1 : 0)
      last[user] = max(last[user] ?? time, time)
    }

    func counts(of movie: MovieID, at now: Timestamp) -> MovieCounts {
      func users(_ window: RecentWindow) -> Int {
        last.values.count { $0 > now - window.length && $0 <= now + .seconds(300) }
      }
      return MovieCounts(
        movie: movie, interactions: interactions, ratings: ratings.total, halfStars: ratings.halfStars,
        ratingEntropy: ratings.microEntropy, users: last.count,
        recentUsers: RecentUsers(day: users(.day), week: users(.week), month: users(.month)))
    }
  }

  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      return mixedBits(state)
    }
  }
}
