import Domain
import Glibc
import MariaDB
import Stores
import Testing

/// A separate schema on the server behind the socket `MARQUEE_TEST_DATABASE_SOCKET`, used as root without a password.
/// It is dropped after the test. Without the server the test fails.
final class LiveSchema {
  let name: String
  let address: Address
  private let administrator: Connection

  /// - Parameter isMigrated: Whether the schema has the tables of `sql/`.
  convenience init(isMigrated: Bool = true) throws {
    let socket = try #require(
      getenv("MARQUEE_TEST_DATABASE_SOCKET").map { String(cString: $0) }, "run the tests with scripts/test")
    try self.init(
      on: Address(server: .socket(socket), user: "root", password: "", database: nil, timeout: .seconds(30)),
      isMigrated: isMigrated)
  }

  /// - Parameter server: The address of the server, with the user root and no database.
  init(on server: Address, isMigrated: Bool = true) throws {
    name = "stores_\(UInt64.random(in: .min ... .max))"
    administrator = Connection(server)
    try administrator.run("CREATE DATABASE `\(name)` CHARACTER SET utf8mb4")
    address = Address(server: server.server, user: server.user, password: "", database: name, timeout: .seconds(30))
    if isMigrated { try migrate(Migration.all(in: Self.migrations)) }
  }

  deinit { try? administrator.run("DROP DATABASE `\(name)`") }

  /// `sql/` of this repository.
  static let migrations = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/sql"

  func connect() -> Connection { Connection(address) }

  @discardableResult
  func migrate(_ migrations: [Migration]) throws -> [String] {
    var applied: [String] = []
    try Migrator(connect(), schema: name).migrate(migrations, at: Timestamp(seconds: 0)) { applied.append($0.name) }
    return applied
  }

  /// Kills the session of `connection` as an administrator would.
  func kill(_ connection: Connection) throws {
    let id = try #require(try connection.rows("SELECT CONNECTION_ID()") { try $0.integer(0) }.first)
    try administrator.run("KILL \(id)")
  }

  /// A connection that soon stops waiting for a lock.
  func connectImpatiently() -> Connection { Connection(address.waiting(atMost: .seconds(5))) }

  /// Removes the rest of deleted accounts, as workers do: a request leaves to them what takes long.
  func removeDeleted() throws { #expect(try Retention(connect()).removeDeleted(within: .seconds(60))) }

  /// Changes rows behind the stores' back.
  func change(_ sql: SQL) throws { try connect().write(sql) }

  func count(_ table: String) throws -> Int64 {
    try #require(
      try administrator.rows(SQL(unchecked: "SELECT COUNT(*) FROM `\(name)`.\(table)")) { try $0.integer(0) }.first)
  }

  /// Adds two movies and a user with an account.
  func fill() throws -> User {
    let imports = try Imports(connect(), at: Timestamp(seconds: 0))
    _ = try imports.add([
      Movie(id: 0, title: "Zero", genres: ["Drama", "Sci-Fi"], date: CalendarDate(iso: "1995-01-01")),
      Movie(id: -5, title: "Minus 🎬 five", genres: [], date: nil),
    ])
    return try Users(connect()).register(
      NewUser(username: "Mára", email: "mara@example.org", passwordHash: "hash", age: 30, gender: "F"),
      at: Timestamp(seconds: 1_000))
  }

  /// Adds another account, which has no interactions.
  func addStranger() throws -> User {
    try Users(connect()).register(
      NewUser(username: "Otto", email: "otto@example.org", passwordHash: "hash", age: nil, gender: nil),
      at: Timestamp(seconds: 1_000))
  }
}
