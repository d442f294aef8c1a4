import Domain
import MariaDB
import Stores
import Testing

struct MigrationLiveTests {
  private let schema: LiveSchema

  init() throws { schema = try LiveSchema(isMigrated: false) }

  private func migration(_ number: Int, _ statements: String...) -> Migration {
    Migration(number: number, name: "000\(number)_test.sql", statements: statements)
  }

  @Test func `what stands in sql is applied once`() throws {
    let migrations = try Migration.all(in: LiveSchema.migrations)
    #expect(try schema.migrate(migrations) == migrations.map(\.name))
    #expect(try schema.migrate(migrations) == [])
    #expect(try Movies(schema.connect()).catalogueVersion() == 1)
  }

  @Test func `a migration that has lost its lock goes no further`() throws {
    let statements = migration(1, "CREATE TABLE a (x INT)", "DO RELEASE_ALL_LOCKS()", "CREATE TABLE b (x INT)")
    #expect(throws: MigrationError.lockLost) { try schema.migrate([statements]) }
    #expect(try schema.count("schema_migrations") == 2)
    #expect(try schema.migrate([statements]) == ["0001_test.sql"])
  }

  @Test func `a rerun goes on at the statement that failed`() throws {
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

  @Test func `a file that was applied must not change, and a newer schema is left alone`() throws {
    try schema.migrate([migration(1, "CREATE TABLE a (x INT)"), migration(2, "CREATE TABLE b (x INT)")])
    #expect(throws: MigrationError.changed(file: "0001_test.sql", statement: 1)) {
      try schema.migrate([migration(1, "CREATE TABLE a (y INT)"), migration(2, "CREATE TABLE b (x INT)")])
    }
    #expect(throws: MigrationError.newerSchema(number: 2)) {
      try schema.migrate([migration(1, "CREATE TABLE a (x INT)")])
    }
  }

  @Test func `a statement that changes rows is done with its record or not at all`() throws {
    let connection = schema.connect()
    try schema.migrate([migration(1, "CREATE TABLE a (x INT)")])
    try connection.run(
      "CREATE TRIGGER no BEFORE INSERT ON schema_migrations FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'"
    )
    let both = [migration(1, "CREATE TABLE a (x INT)"), migration(2, "INSERT INTO a VALUES (1)")]
    #expect(throws: MigrationError.self) { try schema.migrate(both) }
    #expect(try schema.count("a") == 0)
    try connection.run("DROP TRIGGER no")
    #expect(try schema.migrate(both) == ["0002_test.sql"])
    #expect(try schema.count("a") == 1)
  }

  @Test func `others can ask how far the schema is, before and after`() throws {
    let migrations = [migration(1, "CREATE TABLE a (x INT)"), migration(2, "CREATE TABLE b (x INT)")]
    let migrator = Migrator(schema.connect(), schema: schema.name)
    #expect(try migrator.schemaVersion() == 0)
    #expect(try migrator.pending(migrations) == migrations)
    try schema.migrate([migrations[0]])
    #expect(try migrator.schemaVersion() == 1)
    #expect(try migrator.pending(migrations) == [migrations[1]])
  }

  @Test func `a failure says file, statement, its first line and what the server said`() throws {
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

  @Test func `two at once apply each statement once`() async throws {
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
