import MariaDB
import Testing

/// Transactions that are sent to the server as a single statement.
struct BlockLiveTests {
  private let schema: LiveSchema
  private let connection: Connection

  init() throws {
    schema = try LiveSchema(isMigrated: false)
    connection = schema.connect()
    try connection.run("CREATE TABLE numbers (id INT AUTO_INCREMENT PRIMARY KEY, n INT UNIQUE)")
  }

  private func insert(
    _ numbers: [Int64], if condition: SQL? = nil, and last: SQL = "SET last = LAST_INSERT_ID()"
  ) throws(MariaDBError) -> Int64? {
    try connection.run(
      Block(
        reads: [
          Block.Read(["earlier", "sum"], "COUNT(*), SUM(n)", "FROM numbers"),
          Block.Read(["one"], "ones.n", "FROM (SELECT n FROM numbers WHERE n = 1) AS ones")
            .joined("two", "others.n", of: "numbers AS others", on: "others.n = 2"),
        ],
        if: condition,
        writes: numbers.map { "INSERT INTO numbers (n) VALUES (\($0))" } + [last], results: ["last"]))[0]
  }

  private func stored() throws -> [Int64] {
    try connection.rows("SELECT n FROM numbers ORDER BY n") { try $0.integer(0) }
  }

  private func isInTransaction() throws -> Bool {
    try connection.rows("SELECT @@in_transaction") { try $0.integer(0) } == [1]
  }

  @Test func `a block can be run repeatedly and returns its result each time`() throws {
    #expect(try insert([1, 2]) == 2)
    #expect(try insert([3, 4]) == 4)
    #expect(try insert([5, 6], and: "SET last = earlier * 10 + one") == 41)
    #expect(try insert([7], and: "SET last = sum * 10 + two") == 212)
    #expect(try stored() == [1, 2, 3, 4, 5, 6, 7] && !isInTransaction())
  }

  @Test func `a block writes only if its condition holds, and a read without a row gives NULL`() throws {
    #expect(try insert([1], if: "one IS NOT NULL") == nil)
    #expect(try insert([1], if: "one IS NULL AND earlier = 0") == 1)
    #expect(try insert([2], if: "one IS NULL") == nil)
    #expect(try stored() == [1] && !isInTransaction())
  }

  @Test func `a block that fails is rolled back and can be run again`() throws {
    #expect(try insert([1, 2]) == 2)
    for _ in 0..<2 {
      do throws(MariaDBError) {
        _ = try insert([7, 2])
        Issue.record("a duplicate was inserted")
      } catch { #expect(error.failure == .duplicate, "\(error)") }
      #expect(try stored() == [1, 2] && !isInTransaction())
    }
    #expect(try insert([7, 8]) != nil)
    #expect(try stored() == [1, 2, 7, 8])
  }

  @Test func `a block that times out is rolled back and can be run again`() throws {
    try connection.run("SET SESSION max_statement_time = 0.1")
    for _ in 0..<2 {
      do throws(MariaDBError) {
        _ = try insert([1], and: "SET last = SLEEP(20)")
        Issue.record("slept for 20 s")
      } catch { #expect(error.code == 1_969, "\(error)") }
      #expect(try stored().isEmpty && !isInTransaction())
    }
    try connection.run("SET SESSION max_statement_time = 0")
    #expect(try insert([1], and: "SET last = SLEEP(0)") == 0 && stored() == [1])
  }

  @Test func `if two blocks conflict, one waits or is retried`() async throws {
    try connection.run("INSERT INTO numbers (id, n) VALUES (100, 100), (200, 200)")
    let address = schema.address
    let forth = { @Sendable in try Self.move(100, 200, Connection(address)) }
    let back = { @Sendable in try Self.move(200, 100, Connection(address)) }
    async let other = onThread(back)
    let done = try await onThread(forth) + other
    #expect(try stored() == [100 + 1_000 * done, 200 + 1_000 * done])
  }

  /// - Returns: The number of runs.
  private static func move(_ first: Int64, _ second: Int64, _ connection: Connection) throws -> Int64 {
    for _ in 0..<20 {
      _ = try connection.run(
        Block(
          reads: [],
          writes: [
            "UPDATE numbers SET n = n + 1000 WHERE id = \(first)", "SET slept = SLEEP(0.005)",
            "UPDATE numbers SET n = n + 1000 WHERE id = \(second)",
          ], results: ["slept"]))
    }
    return 20
  }
}
