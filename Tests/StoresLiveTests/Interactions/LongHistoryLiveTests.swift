import Domain
import MariaDB
import Stores
import Testing

/// Accounts with very long histories.
struct LongHistoryLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let connection: Connection
  private let interactions: Interactions
  private let ratings: Ratings
  private let start = Timestamp(seconds: 1_000_000)

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    connection = schema.connect()
    interactions = Interactions(connection)
    ratings = Ratings(connection)
  }

  /// Adds `count` interactions of each kind behind the stores' back.
  private func add(_ count: Int) throws {
    for kind in InteractionKind.allCases {
      try schema.change(
        """
        INSERT INTO interactions (user_id, movie_id, kind, half_stars, created_at)
        SELECT \(user.id), -5, \(kind.rawValue), IF(\(kind.rawValue) = 'rate', 8, NULL), '2026-01-01'
        FROM seq_1_to_100000 LIMIT \(count)
        """)
    }
  }

  private func total(_ kind: InteractionKind? = nil) throws -> Int {
    try interactions.history(of: user.id, HistoryQuery(kind: kind, limit: 1)).total
  }

  private func save(_ kind: InteractionKind, _ movie: MovieID) throws -> Interaction {
    let rating = kind == .rate ? Rating(stars: 5) : nil
    let new = try #require(NewInteraction(movie: movie, kind: kind, rating: rating))
    guard case .saved(let saved, 1, _) = try interactions.save([new], of: user.id, at: start) else {
      throw StoreError.failed("not saved")
    }
    return saved[0]
  }

  @Test func `the totals of a long history stay correct through additions and deletions`() throws {
    try add(3_000)
    #expect(try total() == 12_000 && total(.view) == 3_000 && total(.rate) == 3_000)
    #expect(try schema.count("interaction_counts") == 1)
    // These are newer than the stored count.
    try add(10)
    let view = try save(.view, 0)
    let rate = try save(.rate, 0)
    #expect(try total() == 12_042 && total(.view) == 3_011 && total(.select) == 3_010)
    // One that is newer than the stored count, and one that is included in it.
    #expect(try interactions.delete(view.id, of: user.id))
    let oldest = try #require(try interactions.interactions(of: user.id, after: nil, limit: 1).first?.interaction)
    #expect(try oldest.kind == .view && interactions.delete(oldest.id, of: user.id))
    #expect(try total() == 12_040 && total(.view) == 3_009)
    // 3,000 that are included in the stored count, and ten that are newer.
    #expect(try ratings.removeRating(of: -5, by: user.id))
    #expect(try total(.rate) == 1 && total() == 9_030)
    #expect(try interactions.delete(rate.id, of: user.id))
    try add(4_000)
    #expect(try total() == 25_029 && total(.rate) == 4_000)
    // Counting from scratch gives the same totals.
    try schema.change("DELETE FROM interaction_counts")
    #expect(try total() == 25_029 && total(.rate) == 4_000)
  }

  @Test func `a full history refuses interactions until some are deleted`() throws {
    try add(3_000)
    #expect(try total() == 12_000)
    let (full, almost) = (Interactions(connection, maximum: 9_000), Interactions(connection, maximum: 9_001))
    let rating = try #require(Rating(stars: 4))
    let view = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
    let rate = try #require(NewInteraction(movie: 0, kind: .rate, rating: rating))
    for batch in [[view], [rate], [view, view], [view, rate]] {
      #expect(throws: StoreError.full) { try full.save(batch, of: user.id, at: start) }
    }
    #expect(throws: StoreError.full) {
      try Ratings(connection, maximum: 9_000).rate(0, rating, of: user.id, at: start)
    }
    #expect(try total() == 12_000 && schema.count("ratings") == 0)
    guard case .saved(_, 2, _) = try almost.save([view, rate], of: user.id, at: start) else {
      throw StoreError.failed("not saved")
    }
    #expect(try ratings.removeRating(of: -5, by: user.id))
    #expect(try Ratings(connection, maximum: 9_000).rate(-5, rating, of: user.id, at: start))
    guard case .saved(_, 1, _) = try full.save([view], of: user.id, at: start) else {
      throw StoreError.failed("not saved")
    }
  }

  @Test func `a save counts the history with a probability proportional to what it saved`() throws {
    try add(3_000)
    let views = try (0..<100).map { _ in try #require(NewInteraction(movie: 0, kind: .view, rating: nil)) }
    // As likely as if a number were drawn for each interaction of the batch.
    for (drawn, rows) in [(100, 0), (1_023, 0), (99, 1)] as [(Int, Int64)] {
      _ = try Interactions(connection) { _ in drawn }.save(views, of: user.id, at: start)
      #expect(try schema.count("interaction_counts") == rows)
    }
    try schema.change("DELETE FROM interaction_counts")
    for (drawn, rows) in [(1, 0), (0, 1)] as [(Int, Int64)] {
      _ = try Ratings(connection) { _ in drawn }.rate(0, #require(Rating(stars: 4)), of: user.id, at: start)
      #expect(try schema.count("interaction_counts") == rows)
    }
  }

  @Test func `a short history is counted without storing the count`() throws {
    try add(20)
    #expect(try total() == 80 && schema.count("interaction_counts") == 0)
  }

  @Test func `counts made during concurrent saves and deletions are correct`() async throws {
    try add(5_000)
    let meeting = Meeting(of: 6)
    let (address, user, start) = (schema.address, user.id, start)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<6 {
        group.addTask {
          try await onThread {
            let interactions = Interactions(Connection(address))
            guard let view = NewInteraction(movie: 0, kind: .view, rating: nil) else { return }
            meeting.join()
            for round in 0..<30 {
              if number == 0, round.isMultiple(of: 5) {
                try Connection(address).run("DELETE FROM interaction_counts")
              }
              guard case .saved(let saved, _, _) = try interactions.save([view, view], of: user, at: start) else {
                continue
              }
              _ = try interactions.history(of: user, HistoryQuery(limit: 1))
              _ = try interactions.delete(saved[0].id, of: user)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try total() == 20_180 && total(.view) == 5_180)
  }

  // MARK: - Deletion

  private var confirmed: ConfirmedPassword { ConfirmedPassword(user: user.id, hash: "hash") }

  @Test func `a deleted account with a long history is closed at once and its rows removed in pieces`() throws {
    try add(15_000)
    let users = Users(connection)
    let retention = Retention(connection)
    // Another connection holds the lock for removing the rows, so that the request itself removes none.
    let other = schema.connect()
    let lock: SQL = "LEFT(CONCAT('marquee.deleted.', \(user.id), '.', DATABASE()), 64)"
    #expect(try other.rows("SELECT GET_LOCK(\(lock), 0)") { try $0.integer(0) } == [1])
    #expect(try users.delete(confirmed, at: start))
    #expect(try schema.count("interactions") == 60_000)
    #expect(try users.user(id: user.id) == nil && users.account(login: "mara@example.org", at: start) == nil)
    #expect(
      try users.overviews(includesImported: true, limit: 9, at: start, rejected: { Issue.record("\($0)") }).isEmpty)
    #expect(try !users.delete(confirmed, at: start))
    // The name and the e-mail are free again.
    let again = try users.register(
      NewUser(username: "Mára", email: "mara@example.org", passwordHash: "other", age: nil, gender: nil), at: start)
    #expect(again.id != user.id)
    // Statistics and training ignore the remaining rows.
    let statistics = StatisticsTables(connection)
    try statistics.count(patience: .zero)
    #expect(try statistics.movieCounts().isEmpty && statistics.state().users == 1)
    var signals = 0
    try TrainingSignals(schema.connect(), includesViews: true).forEach(rejected: { Issue.record("\($0)") }) { _ in
      signals += 1
    }
    #expect(signals == 0)
    // The id is not free yet.
    let outcome = try Imports(schema.connect(), at: start).add([ImportedUser(id: user.id, age: 20, gender: nil)])
    #expect(outcome.added == 0 && outcome.rejected.count == 1)

    #expect(try !retention.removeDeleted(within: .seconds(60)))
    #expect(try schema.count("interactions") == 60_000)
    _ = try other.rows("SELECT RELEASE_LOCK(\(lock))") { try $0.integer(0) }
    #expect(try !retention.removeDeleted(within: .zero))
    #expect(try schema.count("interactions") == 59_500)
    #expect(try retention.removeDeleted(within: .seconds(60)))
    #expect(try schema.count("interactions") == 0 && schema.count("users") == 1)
  }

  @Test func `a count reads the history of somebody who changes much once`() throws {
    try schema.change(
      "INSERT INTO movies (id, title) SELECT 1000 + seq, CONCAT('Film ', seq) FROM seq_1_to_100")
    let statistics = StatisticsTables(connection, lag: .zero)
    func rowsRead(countingNew count: Int) throws -> Int {
      try schema.change(
        """
        INSERT INTO interactions (user_id, movie_id, kind, created_at)
        SELECT \(user.id), 1001 + seq % 100, 'view', '2026-01-01' FROM seq_1_to_100000 LIMIT \(count)
        """)
      try schema.change("UPDATE statistics SET is_due = TRUE")
      let before = try statistics.state().version
      let rows = try self.rowsRead { try statistics.count(patience: .zero) }
      #expect(try statistics.state().version == before + 1)
      return rows
    }
    // Counts of everything.
    for _ in 1...2 { _ = try rowsRead(countingNew: 1) }
    // The second has three blocks of new rows; if the history was read for each of them, it would be six times as many.
    let one = try rowsRead(countingNew: 9_000)
    let three = try rowsRead(countingNew: 21_000)
    #expect(three < 4 * one)
  }

  @Test func `rows that a request in flight added after a deletion are removed`() throws {
    try add(10)
    try schema.change("UPDATE users SET deleted_at = '2026-01-01' WHERE id = \(user.id)")
    _ = try save(.rate, 0)
    #expect(try Retention(connection).removeDeleted(within: .seconds(60)))
    for table in ["users", "interactions", "ratings", "events"] { #expect(try schema.count(table) == 0) }
  }

  // MARK: - Reading page by page

  /// The number of rows that the statements of `work` read.
  private func rowsRead(_ work: () throws -> Void) throws -> Int {
    try connection.run("FLUSH STATUS")
    try work()
    return try connection.rows("SHOW SESSION STATUS LIKE 'Handler_read_%'") { try Int($0.text(1)) ?? 0 }.reduce(0, +)
  }

  @Test func `reading a page takes fewer than 1,000 row reads, wherever it begins`() throws {
    try add(12_000)
    try schema.change(
      """
      INSERT INTO interactions (user_id, kind, created_at, public_id, model, model_version, source, movies, films)
      SELECT \(user.id), 'recommend', '2026-01-01', UNHEX(LPAD(HEX(seq), 32, '0')), 'EASE', '1', 'context', '0', 1
      FROM seq_1_to_20000
      """)
    try schema.change(
      """
      INSERT INTO events (user_id, event_id, interaction_id)
      SELECT \(user.id), UNHEX(LPAD(HEX(seq), 32, '0')), IF(seq % 2 = 0, NULL, (SELECT MIN(id) FROM interactions))
      FROM seq_1_to_20000
      """)
    try connection.run("ANALYZE TABLE interactions, events")
    let event = UUID(bytes: [UInt8](repeating: 0, count: 14) + [0x40, 0])
    for _ in 0..<2 {
      #expect(try rowsRead { _ = try interactions.interactions(of: user.id, after: 40_000, limit: 100) } < 1_000)
      #expect(
        try rowsRead { _ = try interactions.keysOfDeleted(of: user.id, after: event, limit: 100) } < 1_000)
      let recommendations = Recommendations(connection)
      #expect(try rowsRead { _ = try recommendations.recorded(for: user.id, limit: 100, before: 90_000) } < 1_000)
      // Stores the count, so that the measured query counts only the rows after it.
      _ = try total()
      let query = HistoryQuery(limit: 100, before: 40_000)
      #expect(try rowsRead { _ = try interactions.history(of: user.id, query) } < 1_000)
    }
  }
}
