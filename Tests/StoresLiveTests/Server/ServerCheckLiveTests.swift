import Domain
import MariaDB
import Stores
import Testing

struct ServerCheckLiveTests {
  private let schema: LiveSchema

  init() throws { schema = try LiveSchema() }

  private func check(_ address: Address? = nil) throws -> ServerCheck {
    try ServerCheck(Connection(address ?? schema.address), connections: 1)
  }

  @Test func `the server check reports an old schema and how to migrate it`() throws {
    #expect(try !check().notes.contains { $0.contains("marquee-ctl migrate") })
    try schema.change("DELETE FROM schema_migrations WHERE number = \(Int64(DatabaseSchema.expectedVersion))")
    #expect(try check().notes.contains { $0.contains("marquee-ctl migrate") })
    try schema.change("RENAME TABLE schema_migrations TO hidden")
    #expect(try check().notes.contains { $0.contains("migration 0 of") })
  }

  @Test func `the server check reports a read-only account as a fault`() throws {
    let reader = "reader_\(schema.name.suffix(12))"
    let connection = schema.connect()
    try connection.run("CREATE USER '\(reader)'@'localhost' IDENTIFIED BY 'secret'")
    defer { try? connection.run("DROP USER '\(reader)'@'localhost'") }
    try connection.run("GRANT SELECT ON `\(schema.name)`.* TO '\(reader)'@'localhost'")
    let address = Address(
      server: schema.address.server, user: reader, password: "secret", database: schema.name, timeout: .seconds(5))
    #expect(try check(address).faults.contains { $0.contains("the account cannot work with the tables") })
    #expect(try check().faults.isEmpty)
  }
}
