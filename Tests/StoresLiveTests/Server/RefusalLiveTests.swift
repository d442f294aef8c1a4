import Domain
import MariaDB
import Stores
import Testing

/// A server that is reachable but refuses requests. The tests are serialized, since each starts its own server.
@Suite(.serialized) struct RefusalLiveTests {
  private let server: OwnServer
  private let schema: LiveSchema
  private let user: User
  private let connection: Connection
  private let interactions: Interactions

  init() throws { try self.init(options: []) }

  private init(options: [String]) throws {
    server = try OwnServer(options: options)
    schema = try server.makeSchema()
    user = try schema.fill()
    connection = Connection(server.address(user: "pool", database: schema.name))
    interactions = Interactions(connection)
  }

  private func view(_ count: Int = 1) throws {
    let new = try (0..<count).map { _ in try #require(NewInteraction(movie: 0, kind: .view, rating: nil)) }
    _ = try interactions.save(new, of: user.id, at: Timestamp(seconds: 5))
  }

  private func session() throws -> Int64 {
    try #require(try connection.rows("SELECT CONNECTION_ID()") { try $0.integer(0) }.first)
  }

  private func expectUnavailable(_ work: () throws -> Void) {
    do {
      try work()
      Issue.record("succeeded on a server that refuses requests")
    } catch StoreError.unavailable {
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func `a read-only server serves reads, and a refused write closes its connection`() throws {
    try view()
    try server.set("read_only", "1")
    let before = try session()
    expectUnavailable { try view() }
    let after = try session()
    #expect(after != before)
    expectUnavailable { try DatabaseSchema(connection).checkWriting() }
    expectUnavailable {
      _ = try Ratings(connection).rate(0, #require(Rating(stars: 4)), of: user.id, at: Timestamp(seconds: 6))
    }
    #expect(try interactions.history(of: user.id, HistoryQuery()).total == 1)
    #expect(try DatabaseSchema(connection).schemaVersion() == DatabaseSchema.expectedVersion)
    #expect(try ServerCheck(connection, connections: 1).notes.contains { $0.contains("read-only") })
    try server.set("read_only", "0")
    try view()
    try DatabaseSchema(connection).checkWriting()
    #expect(try interactions.history(of: user.id, HistoryQuery()).total == 2)
  }

  @Test func `a server without room for prepared statements is unavailable, except for prepared ones`() throws {
    try view()
    try server.set("max_prepared_stmt_count", "0")
    expectUnavailable { _ = try interactions.history(of: user.id, HistoryQuery()) }
    try view()
    #expect(throws: MariaDBError.self) { try ServerCheck(connection, connections: 1) }
    try server.set("max_prepared_stmt_count", "1000")
    #expect(try interactions.history(of: user.id, HistoryQuery()).total == 2)
    let few = try ServerCheck(connection, connections: 2_000)
    #expect(few.faults.contains { $0.contains("'max_prepared_stmt_count' is 1000") })
    let some = try ServerCheck(connection, connections: 20)
    #expect(some.notes.contains { $0.contains("1280 statements") && $0.contains("is 1000") })
  }

  @Test func `the server check reports a database that is much larger than what the server keeps in memory`() throws {
    let tests = try Self(options: ["--innodb-buffer-pool-size=8M"])
    func notes() throws -> [String] {
      try ServerCheck(tests.connection, connections: 1).notes.filter { $0.contains("innodb_buffer_pool_size") }
    }
    #expect(try notes() == [])
    try tests.schema.change("CREATE TABLE filler AS SELECT REPEAT('x', 250) FROM seq_1_to_100000")
    try tests.schema.change("ANALYZE TABLE filler")
    #expect(try notes().first?.contains("at most 8 MiB in memory") == true)
  }

  @Test func `a batch above max_allowed_packet fails as unavailable, and the next call reconnects`() throws {
    try view(1_000)
    try server.set("max_allowed_packet", "16384")
    let small = Interactions(Connection(server.address(user: "pool", database: schema.name)))
    let new = try (0..<1_000).map { _ in try #require(NewInteraction(movie: 0, kind: .view, rating: nil)) }
    expectUnavailable { _ = try small.save(new, of: user.id, at: Timestamp(seconds: 5)) }
    #expect(try small.history(of: user.id, HistoryQuery()).total == 1_000)
    let check = try ServerCheck(Connection(server.address(user: "pool", database: schema.name)), connections: 1)
    #expect(check.faults.contains { $0.contains("'max_allowed_packet' is 16384") })
  }

  @Test func `an account at its connection limit is unavailable but not refused for good`() throws {
    let root = Connection(server.address())
    try root.run("CREATE USER few WITH MAX_USER_CONNECTIONS 1")
    try root.run("GRANT SELECT, INSERT, UPDATE, DELETE ON `\(schema.name)`.* TO few")
    let address = server.address(user: "few", database: schema.name)
    let session = try SessionClaim.open(for: user.id, on: connection)
    let few = Interactions(Connection(address))
    #expect(try few.history(of: session, HistoryQuery()).total == 0)
    expectUnavailable { _ = try Interactions(Connection(address)).history(of: session, HistoryQuery()) }
    do throws(MariaDBError) {
      try Connection(address).run("DO 0")
      Issue.record("opened a second connection")
    } catch {
      #expect(error.code == 1_226 && !error.isRefusal)
    }
  }

  @Test(arguments: ["INSERT", "UPDATE", "DELETE"])
  func `an account without a right cannot write, and a right granted again works in its next session`(right: String)
    throws
  {
    let root = Connection(server.address())
    let all = "SELECT, INSERT, UPDATE, DELETE"
    let rights = all.replacing(", \(right)", with: "")
    try root.run("CREATE USER poor")
    try root.run("GRANT \(rights) ON `\(schema.name)`.* TO poor")
    let poor = Connection(server.address(user: "poor", database: schema.name))
    let session = try SessionClaim.open(for: user.id, on: connection)
    let new = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
    func write() throws {
      switch right {
      case "INSERT": _ = try Interactions(poor).save([new], of: session, at: Timestamp(seconds: 5))
      case "UPDATE": _ = try Users(poor).update(user.id, UserChanges(age: .set(7)), confirmed: nil)
      default: try Sessions(poor).endAll(of: user.id)
      }
    }
    #expect(try Users(poor).user(id: user.id) == user)
    expectUnavailable(write)
    expectUnavailable { try DatabaseSchema(poor).checkWriting() }
    let check = try ServerCheck(poor, connections: 1)
    #expect(check.faults.count == 1 && check.faults[0].contains("the account lacks privileges"), "\(check.faults)")
    // The check has left a session open, which keeps the rights that it began with.
    try root.run("GRANT \(all) ON `\(schema.name)`.* TO poor")
    expectUnavailable(write)
    try write()
    try DatabaseSchema(poor).checkWriting()
    #expect(try ServerCheck(poor, connections: 1).faults == [])
  }

  @Test func `the server check reports a statement-based binary log, which refuses every write`() throws {
    let logging = try Self(options: ["--log-bin=log"])
    let session = try SessionClaim.open(for: logging.user.id, on: logging.connection)
    try logging.server.set("binlog_format", "STATEMENT")
    let connection = Connection(logging.server.address(user: "pool", database: logging.schema.name))
    let view = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
    expectUnavailable { _ = try Interactions(connection).save([view], of: session, at: Timestamp(seconds: 5)) }
    expectUnavailable { try DatabaseSchema(connection).checkWriting() }
    let check = try ServerCheck(connection, connections: 1)
    #expect(check.faults.contains { $0.contains("'binlog_format' is STATEMENT") })
  }

  @Test func `a refused login is distinguished from an unreachable server`() throws {
    func error(_ address: Address) -> MariaDBError? {
      do throws(MariaDBError) {
        try Connection(address).run("DO 0")
        return nil
      } catch {
        return error
      }
    }
    #expect(error(server.address(user: "nobody"))?.isRefusal == true)
    #expect(error(server.address(database: "nothing"))?.isRefusal == true)
    #expect(error(server.address(user: "pool", database: "mysql"))?.isRefusal == true)
    server.end()
    #expect(error(server.address())?.isRefusal == false)
    try server.start()
  }

  @Test(arguments: [(1, 1), (2, 1), (3, 2)])
  func `a batch returns the ids that the server assigned, whatever its increment`(increment: Int, offset: Int) throws {
    try server.set("auto_increment_increment", "\(increment)")
    try server.set("auto_increment_offset", "\(offset)")
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2 {
      let keys = (0..<5).map { _ in UUID(from: &random) }
      let new = try keys.enumerated().map { index, key in
        try #require(NewInteraction(movie: index % 2 == 0 ? 0 : -5, kind: .view, rating: nil, idempotencyKey: key))
      }
      let outcome = try interactions.save(new, of: user.id, at: Timestamp(seconds: 5))
      guard case .saved(let saved, new: 5, _) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      for interaction in saved { #expect(try interactions.interaction(interaction.id, of: user.id) == interaction) }
      #expect(zip(saved, saved.dropFirst()).allSatisfy { $1.id - $0.id == Int64(increment) })
    }
  }

  @Test func `histories are counted and trimmed correctly if the server leaves gaps between ids`() throws {
    try server.set("auto_increment_increment", "2")
    try server.set("auto_increment_offset", "1")
    try schema.change(
      """
      INSERT INTO interactions (user_id, movie_id, kind, created_at)
      SELECT \(user.id), 0, 'view', '2026-01-01' FROM seq_1_to_12000
      """)
    let connection = Connection(server.address(user: "pool", database: schema.name))
    let view = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
    _ = try Interactions(connection) { _ in 0 }.save([view], of: user.id, at: Timestamp(seconds: 5))
    #expect(try schema.count("interaction_counts") == 1)
    let recommendations = Recommendations(connection) { _ in 0 }
    var random = SystemRandomNumberGenerator()
    for second in 0..<20 as Range<Int64> {
      let list = RecordedRecommendation(
        id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .history, movies: [0],
        createdAt: Timestamp(seconds: second))
      #expect(try recommendations.record(list, for: user.id, RecordingLimits(perMinute: 100, kept: 10)))
    }
    #expect(try recommendations.recorded(for: user.id, limit: 100, before: nil).recommendations.count == 10)
  }
}
