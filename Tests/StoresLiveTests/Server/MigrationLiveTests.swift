import Domain
import MariaDB
import Stores
import Synchronization
import Testing

struct MigrationLiveTests {
  private let schema: LiveSchema

  init() throws { schema = try LiveSchema(isMigrated: false) }

  private func migration(_ number: Int, _ statements: String...) -> Migration {
    Migration(number: number, name: "000\(number)_test.sql", statements: statements)
  }

  @Test func `the migrations in the folder sql are applied once`() throws {
    let migrations = try Migration.all(in: LiveSchema.migrations)
    #expect(try schema.migrate(migrations) == migrations.map(\.name))
    #expect(try schema.migrate(migrations) == [])
    #expect(try Movies(schema.connect()).catalogueVersion() == 1)
  }

  @Test func `a migration that loses its lock stops`() throws {
    let statements = migration(1, "CREATE TABLE a (x INT)", "DO RELEASE_ALL_LOCKS()", "CREATE TABLE b (x INT)")
    #expect(throws: MigrationError.lockLost) { try schema.migrate([statements]) }
    #expect(try schema.count("schema_migrations") == 2)
    #expect(try schema.migrate([statements]) == ["0001_test.sql"])
  }

  @Test func `a rerun continues at the statement that failed`() throws {
    let broken = [migration(1, "CREATE TABLE a (x INT)", "CREATE TABLE b (x NONSENSE)")]
    do throws(MigrationError) {
      try Migrator(schema.connect(), schema: schema.name).migrate(broken, at: Timestamp(seconds: 0)) { _ in }
      Issue.record("the broken statement passed")
    } catch {
      guard case .failed(let file, let statement, let text, _) = error else { throw error }
      #expect(file == "0001_test.sql" && statement == 2 && text == "CREATE TABLE b (x NONSENSE)")
    }
    let mended = [
      migration(1, "CREATE TABLE a (x INT)", "CREATE TABLE b (x INT)"), migration(2, "INSERT INTO b VALUES (1)"),
    ]
    #expect(try schema.migrate(mended) == ["0001_test.sql", "0002_test.sql"])
    #expect(try schema.count("b") == 1)
  }

  @Test func `a changed migration file and a newer schema are refused`() throws {
    try schema.migrate([migration(1, "CREATE TABLE a (x INT)"), migration(2, "CREATE TABLE b (x INT)")])
    #expect(throws: MigrationError.changed(file: "0001_test.sql", statement: 1)) {
      try schema.migrate([migration(1, "CREATE TABLE a (y INT)"), migration(2, "CREATE TABLE b (x INT)")])
    }
    #expect(throws: MigrationError.newerSchema(number: 2)) {
      try schema.migrate([migration(1, "CREATE TABLE a (x INT)")])
    }
  }

  @Test func `a statement that changes rows is committed together with its record or not at all`() throws {
    let connection = schema.connect()
    try schema.migrate([migration(1, "CREATE TABLE a (x INT)")])
    try connection.run(
      """
      CREATE TRIGGER no BEFORE INSERT ON schema_migrations FOR EACH ROW
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'
      """)
    let both = [migration(1, "CREATE TABLE a (x INT)"), migration(2, "INSERT INTO a VALUES (1)")]
    #expect(throws: MigrationError.self) { try schema.migrate(both) }
    #expect(try schema.count("a") == 0)
    try connection.run("DROP TRIGGER no")
    #expect(try schema.migrate(both) == ["0002_test.sql"])
    #expect(try schema.count("a") == 1)
  }

  @Test func `the schema version and the pending migrations can be read at any time`() throws {
    let migrations = [migration(1, "CREATE TABLE a (x INT)"), migration(2, "CREATE TABLE b (x INT)")]
    let migrator = Migrator(schema.connect(), schema: schema.name)
    #expect(try migrator.schemaVersion() == 0)
    #expect(try migrator.pending(migrations) == migrations)
    try schema.migrate([migrations[0]])
    #expect(try migrator.schemaVersion() == 1)
    #expect(try migrator.pending(migrations) == [migrations[1]])
  }

  @Test func `a migration error has the file, the statement with its first line and the server's message`() throws {
    do throws(MigrationError) {
      try Migrator(schema.connect(), schema: schema.name).migrate(
        [migration(1, "DO 0", "CREATE TABLE a (\n  x NONSENSE\n)")], at: Timestamp(seconds: 0)
      ) { _ in }
      Issue.record("nonsense passed")
    } catch {
      let text = "\(error)"
      #expect(text.hasPrefix("0001_test.sql: statement 2 failed: ") && text.hasSuffix(" in: CREATE TABLE a ( …"))
      #expect(text.contains("Unknown data type: 'NONSENSE' (MariaDB 4161)"))
    }
  }

  @Test func `two concurrent migrations apply each statement once`() async throws {
    let migrations = [migration(1, "CREATE TABLE a (x INT)", "DO SLEEP(0.2)", "INSERT INTO a VALUES (1)")]
    let (address, name) = (schema.address, schema.name)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        group.addTask {
          try await onThread {
            try Migrator(Connection(address), schema: name).migrate(migrations, at: Timestamp(seconds: 0)) { _ in }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try schema.count("a") == 1)
  }
}

/// The migration of an older database that has data.
struct LiveDatabaseMigrationTests {
  @Test func `recommendations in the old table are migrated, and all interactions keep their ids`() throws {
    let schema = try LiveSchema(isMigrated: false)
    let migrations = try Migration.all(in: LiveSchema.migrations)
    try schema.migrate(Array(migrations.prefix(8)))
    let connection = schema.connect()
    try connection.write("INSERT INTO movies (id, title) VALUES (0, 'Zero'), (-5, 'Minus five')")
    let user = try Users(connection).register(
      NewUser(username: "Mara", email: "mara@example.org", passwordHash: "hash", age: nil, gender: nil),
      at: Timestamp(seconds: 1_000))
    for statement in [
      """
      INSERT INTO interactions (id, user_id, movie_id, kind, half_stars, created_at) VALUES
        (1, \(user.id), 0, 'view', NULL, '2026-01-01'), (2, \(user.id), 0, 'recommend', NULL, '2026-01-02'),
        (3, \(user.id), -5, 'recommend', NULL, '2026-01-02'), (4, \(user.id), 0, 'rate', 8, '2026-01-03'),
        (5, \(user.id), -5, 'recommend', NULL, '2026-01-04')
      """,
      """
      INSERT INTO ratings (user_id, movie_id, half_stars, rated_at) VALUES (\(user.id), 0, 8, '2026-01-03')
      """,
      """
      INSERT INTO recommendations (public_id, user_id, model, model_version, source, movies, created_at) VALUES
        (REPEAT('a', 16), \(user.id), 'EASE', '1', 'context', '0 -5', '2026-01-02'),
        (REPEAT('b', 16), \(user.id), 'EASE', '1', 'history', '-5', '2026-01-04')
      """,
    ] as [SQL] { try connection.write(statement) }
    #expect(try schema.migrate(migrations) == migrations.dropFirst(8).map(\.name))

    let interactions = Interactions(connection)
    let recommendations = Recommendations(connection) { _ in 0 }
    let page = try interactions.history(of: user.id, HistoryQuery())
    #expect(page.interactions.map(\.id) == [5, 4, 3, 2, 1] && page.total == 5)
    #expect(page.interactions.map(\.movie) == [-5, 0, -5, 0, 0])
    #expect(try interactions.interactions(of: user.id, after: nil, limit: 9).map(\.interaction.id) == [1, 2, 3, 4, 5])
    #expect(try interactions.history(of: user.id, HistoryQuery(kind: .recommend, limit: 1)).total == 3)
    let first = try recommendations.recorded(for: user.id, limit: 1, before: nil)
    #expect(first.recommendations.map(\.movies) == [[-5]])
    let second = try recommendations.recorded(for: user.id, limit: 1, before: first.next)
    #expect(second.recommendations.map(\.movies) == [[0, -5]] && second.next == nil)
    #expect(second.recommendations.map(\.source) == [.context])
    #expect(try interactions.delete(2, of: user.id))
    try StatisticsTables(connection).count(patience: .zero)
    #expect(try StatisticsTables(connection).state().recommends == 2)

    // New lists are newer and push the old ones out.
    var random = SystemRandomNumberGenerator()
    for count in 1...3 {
      let list = RecordedRecommendation(
        id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .context, movies: [0],
        createdAt: Timestamp(seconds: 1_800_000_000))
      #expect(try recommendations.record(list, for: user.id, RecordingLimits(perMinute: 9, kept: 2)))
      let left = try recommendations.recorded(for: user.id, limit: 9, before: nil).recommendations
      #expect(left.count == 2 && left[0] == list)
      #expect(
        try interactions.history(of: user.id, HistoryQuery(kind: .recommend)).total == (count == 3 ? 2 : 2 + count))
    }
  }

  @Test func `pages are compressed while interactions are saved, and none is lost`() async throws {
    let schema = try LiveSchema(isMigrated: false)
    let migrations = try Migration.all(in: LiveSchema.migrations)
    try schema.migrate(Array(migrations.prefix(18)))
    let user = try schema.fill()
    for table in [
      "movies (id, title) SELECT seq, seq",
      "interactions (user_id, movie_id, kind, created_at) SELECT \(user.id), 0, 'view', '2026-01-01'",
      "ratings (user_id, movie_id, half_stars, rated_at) SELECT \(user.id), seq, 8, '2026-01-01'",
    ] as [SQL] {
      try schema.change("INSERT INTO \(table) FROM seq_1_to_20000")
    }
    let checksum = { try schema.connect().rows("CHECKSUM TABLE ratings") { try $0.integer(1) } }
    let before = try checksum()

    let address = schema.address
    let isMigrated = Atomic(false)
    async let saved = onThread {
      let connection = Connection(address)
      var count = 0
      repeat {
        let view = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
        _ = try Interactions(connection).save([view], of: user.id, at: Timestamp(seconds: 1_800_000_000))
        count += 1
      } while !isMigrated.load(ordering: .acquiring)
      return count
    }
    // Also if it fails, so that the other thread ends.
    let applied = Result { try schema.migrate(migrations) }
    isMigrated.store(true, ordering: .releasing)
    let new = try await saved
    #expect(try applied.get().first == "0019_compressed_pages.sql")

    #expect(try Interactions(schema.connect()).history(of: user.id, HistoryQuery()).total == 20_000 + new)
    #expect(try checksum() == before)
    #expect(try Self.compressed(schema) == ["counted_movies", "interactions", "ratings", "recent_visits"])
  }

  @Test func `a server that keeps all tables in one file leaves them as they are`() throws {
    let server = try OwnServer(options: ["--innodb-file-per-table=OFF"])
    let schema = try LiveSchema(on: server.address())
    #expect(try DatabaseSchema(schema.connect()).schemaVersion() == DatabaseSchema.expectedVersion)
    #expect(try Self.compressed(schema) == [])
  }

  private static func compressed(_ schema: LiveSchema) throws -> [String] {
    try schema.connect().rows(
      """
      SELECT table_name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND create_options LIKE '%PAGE_COMPRESSED%' ORDER BY table_name
      """
    ) { try $0.text(0) }
  }
}
