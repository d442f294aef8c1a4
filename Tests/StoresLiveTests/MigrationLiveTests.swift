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

  @Test func `two at once apply each statement once`() async throws {
    let migrations = [migration(1, "CREATE TABLE a (x INT)", "DO SLEEP(0.2)", "INSERT INTO a VALUES (1)")]
    let (address, name) = (schema.address, schema.name)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        group.addTask {
          try Migrator(Connection(address), schema: name).migrate(migrations, at: Timestamp(seconds: 0)) { _ in }
        }
      }
      try await group.waitForAll()
    }
    #expect(try schema.count("a") == 1)
  }
}
