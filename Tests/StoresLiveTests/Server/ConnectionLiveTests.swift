import MariaDB
import Testing

struct ConnectionLiveTests {
  private let schema: LiveSchema
  private let connection: Connection

  init() throws {
    schema = try LiveSchema(isMigrated: false)
    connection = schema.connect()
    try connection.run(
      """
      CREATE TABLE t (id BIGINT PRIMARY KEY, a LONGTEXT, b LONGTEXT, big BIGINT UNSIGNED, tiny TINYINT, d DATE,
        t DATETIME(6), n DECIMAL(10, 2), f DOUBLE, e ENUM('x', 'y')) CHARACTER SET utf8mb4
      """)
  }

  @Test func `statements of a connection keep their values apart`() throws {
    for id in 0..<3 {
      try connection.write(
        "INSERT INTO t (id, a, tiny) VALUES (\(id), \(String(repeating: "a", count: 10 * id)), \(id))")
      let rows = try connection.rows(
        "SELECT id, a FROM t WHERE id = \(id) AND a = \(String(repeating: "a", count: 10 * id)) AND tiny = \(id)"
      ) { try ($0.integer(0), $0.text(1).utf8.count) }
      #expect(rows.count == 1 && rows[0] == (Int64(id), 10 * id))
      #expect(try connection.rows("SELECT tiny FROM t WHERE id = \(id)") { try $0.integer(0) } == [Int64(id)])
    }
  }

  @Test func `texts, integers and NULL are read back as they were written`() throws {
    for text in ["", "a", "🎬 é \0 ' \" \\ ; --", String(repeating: "é", count: 10_000)] {
      try connection.write("DELETE FROM t")
      try connection.write("INSERT INTO t (id, a, b, tiny) VALUES (\(Int64.min), \(text), \(String?.none), \(-128))")
      let rows = try connection.rows("SELECT id, a, b, tiny FROM t") {
        try (id: $0.integer(0), a: $0.text(1), b: $0.optionalText(2), tiny: $0.integer(3))
      }
      #expect(rows.count == 1)
      #expect(rows[0] == (Int64.min, text, nil, -128))
    }
  }

  @Test func `long texts in several columns and rows are not mixed up`() throws {
    for id in 0..<5 {
      let a = String(repeating: "a\(id)", count: 100 * id)
      let b = String(repeating: "b\(id)", count: 1_000 - 100 * id)
      try connection.write("INSERT INTO t (id, a, b) VALUES (\(id), \(a), \(b))")
    }
    for _ in 0..<2 {
      let rows = try connection.rows("SELECT a, b FROM t ORDER BY id") { try ($0.text(0), $0.text(1)) }
      for (id, row) in rows.enumerated() {
        #expect(row.0 == String(repeating: "a\(id)", count: 100 * id))
        #expect(row.1 == String(repeating: "b\(id)", count: 1_000 - 100 * id))
      }
    }
  }

  @Test func `dates, decimals and enumerations are read as texts, and times as fields`() throws {
    try connection.write(
      """
      INSERT INTO t (id, d, t, n, e) VALUES (1, \("1995-01-31"), \("1969-12-31 23:59:59.999999"), \("3.50"), \("y"))
      """)
    let rows = try connection.rows("SELECT d, n, e, t FROM t") {
      try ($0.text(0), $0.text(1), $0.text(2), $0.dateTime(3))
    }
    let time = DateTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59, microsecond: 999_999)
    #expect(rows.count == 1)
    #expect(rows[0] == ("1995-01-31", "3.50", "y", time))
  }

  @Test func `times are read back as they were written`() throws {
    for time in [
      DateTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59, microsecond: 999_999),
      DateTime(year: 2026, month: 11, day: 23), DateTime(year: 9999, month: 12, day: 31, microsecond: 1),
    ] {
      try connection.write("DELETE FROM t")
      try connection.write("INSERT INTO t (id, t) VALUES (1, \(time)), (2, \(DateTime?.none))")
      #expect(try connection.rows("SELECT t FROM t ORDER BY id") { try $0.optionalDateTime(0) } == [time, nil])
      #expect(
        try connection.rows("SELECT YEAR(t) FROM t WHERE t = \(time)") { try $0.integer(0) } == [Int64(time.year)])
    }
  }

  @Test func `floating-point numbers and bytes are read back as they were written`() throws {
    try connection.run("ALTER TABLE t ADD COLUMN bytes LONGBLOB")
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
    try connection.write("INSERT INTO t (id, f, bytes) VALUES (1, \(0.1), \(bytes)), (2, NULL, NULL)")
    let rows = try connection.rows("SELECT f, bytes FROM t ORDER BY id") {
      try ($0.optionalDouble(0), $0.optionalBytes(1))
    }
    #expect(rows[0] == (0.1, bytes) && rows[1] == (nil, nil))
  }

  @Test func `a text that is too long for its column is refused and not truncated`() throws {
    try connection.run("CREATE TABLE short (s VARCHAR(3))")
    #expect(throws: MariaDBError.self) { try connection.write("INSERT INTO short VALUES (\("four"))") }
  }

  @Test func `a row handler that fails leaves the connection usable`() throws {
    for id in 0..<10 { try connection.write("INSERT INTO t (id) VALUES (\(id))") }
    for isStreamed in [false, true] {
      #expect(throws: MariaDBError.self) {
        try connection.read("SELECT id FROM t", isStreamed: isStreamed) { (_) throws(MariaDBError) in
          throw MariaDBError(code: 0, message: "enough", statement: "")
        }
      }
      #expect(try connection.rows("SELECT COUNT(*) FROM t") { try $0.integer(0) } == [10])
    }
  }

  @Test func `an error instead of the next row leaves the connection usable`() throws {
    for id in 0..<3 { try connection.write("INSERT INTO t (id, tiny) VALUES (\(id), \(id == 0 ? 0 : 2))") }
    for _ in 0..<2 {
      // For the third row the subquery returns two rows.
      #expect(throws: MariaDBError.self) {
        try connection.rows("SELECT (SELECT id FROM t WHERE tiny = x.id) FROM t x ORDER BY NULL") { $0.isNull(0) }
      }
      #expect(try connection.rows("SELECT CONNECTION_ID() > 0") { try $0.integer(0) } == [1])
    }
  }

  @Test func `a failed insert can be retried on the same connection`() throws {
    for _ in 0..<3 {
      _ = try? connection.write("INSERT INTO t (id) VALUES (\(1))")
    }
    #expect(try schema.count("t") == 1)
  }

  @Test func `a transaction with a failing statement is rolled back`() throws {
    #expect(throws: MariaDBError.self) {
      try connection.transaction { () throws(MariaDBError) in
        try connection.write("INSERT INTO t (id) VALUES (1)")
        try connection.write("INSERT INTO t (id) VALUES (1)")
      }
    }
    #expect(try schema.count("t") == 0)
  }

  @Test func `a read succeeds after its connection was killed`() throws {
    try schema.kill(connection)
    #expect(try connection.rows("SELECT 1") { try $0.integer(0) } == [1])
  }

  @Test func `a transaction succeeds if its connection was killed before it began`() throws {
    try schema.kill(connection)
    _ = try connection.transaction { () throws(MariaDBError) in try connection.write("INSERT INTO t (id) VALUES (1)") }
    #expect(try schema.count("t") == 1)
  }

  @Test func `a transaction that loses its connection midway is rolled back and not repeated`() throws {
    var attempts = 0
    #expect(throws: MariaDBError.self) {
      try connection.transaction { () throws(MariaDBError) in
        attempts += 1
        try connection.write("INSERT INTO t (id) VALUES (1)")
        try? schema.kill(connection)
        try connection.write("INSERT INTO t (id) VALUES (2)")
      }
    }
    #expect(attempts == 1)
    #expect(try schema.count("t") == 0)
    #expect(try connection.rows("SELECT 1") { try $0.integer(0) } == [1])
  }

  @Test func `a closed connection is detected before a write is sent`() throws {
    for id in 0..<3 {
      try connection.write("INSERT INTO t (id) VALUES (\(id))")
      try schema.kill(connection)
    }
    #expect(try schema.count("t") == 3)
  }

  @Test func `a write that loses its connection is not repeated`() throws {
    let id = try #require(try connection.rows("SELECT CONNECTION_ID()") { try $0.integer(0) }.first)
    // The statement kills its own connection after it has written.
    try connection.run("CREATE TABLE attempts (x INT) ENGINE = Aria")
    #expect(throws: MariaDBError.self) {
      try connection.run("BEGIN NOT ATOMIC INSERT INTO attempts VALUES (1); KILL \(id); END")
    }
    #expect(try schema.count("attempts") == 1)
    #expect(try connection.rows("SELECT CONNECTION_ID()") { try $0.integer(0) } != [id])
  }

  @Test func `the victim of a deadlock is retried`() async throws {
    for id in 1...2 { try connection.write("INSERT INTO t (id, tiny) VALUES (\(id), 0)") }
    let address = schema.address
    let meeting = Meeting(of: 2)
    // Each transaction locks one row, waits until the other has locked its row too, and requests that one.
    let attempts = try await withThrowingTaskGroup(of: Int.self) { group in
      for order in [[1, 2], [2, 1]] {
        group.addTask {
          try await onThread {
            let connection = Connection(address.waiting(atMost: .seconds(50)))
            var attempts = 0
            try connection.transaction { () throws(MariaDBError) in
              attempts += 1
              try connection.write("UPDATE t SET tiny = tiny + 1 WHERE id = \(order[0])")
              if attempts == 1 { meeting.join() }
              try connection.write("UPDATE t SET tiny = tiny + 1 WHERE id = \(order[1])")
            }
            return attempts
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(attempts == 3)
    #expect(try connection.rows("SELECT tiny FROM t ORDER BY id") { try $0.integer(0) } == [2, 2])
  }

  @Test func `a wait for a lock times out before the connection does, and the connection stays open`() throws {
    try connection.write("INSERT INTO t (id, tiny) VALUES (1, 0)")
    let other = schema.connect()
    try other.run("START TRANSACTION")
    try other.write("UPDATE t SET tiny = 1 WHERE id = 1")
    let connection = schema.connectImpatiently()
    let session = try connection.rows("SELECT CONNECTION_ID()") { try $0.integer(0) }
    do throws(MariaDBError) {
      try connection.write("UPDATE t SET tiny = 2 WHERE id = 1")
      Issue.record("wrote to a locked row")
    } catch {
      #expect(error.code == 1_205)
    }
    try other.run("COMMIT")
    try connection.write("UPDATE t SET tiny = tiny + 2 WHERE id = 1")
    #expect(try connection.rows("SELECT tiny FROM t") { try $0.integer(0) } == [3])
    #expect(try connection.rows("SELECT CONNECTION_ID()") { try $0.integer(0) } == session)
  }

  @Test func `counts and unsigned numbers are read as integers if they fit into 64 bits with a sign`() throws {
    let greatest: SQL = "CAST(9223372036854775807 AS UNSIGNED)"
    #expect(try connection.rows("SELECT \(greatest)") { try $0.integer(0) } == [.max])
    #expect(throws: MariaDBError.self) { try connection.rows("SELECT \(greatest) + 1") { try $0.integer(0) } }
    #expect(
      try connection.rows("SELECT COUNT(*), MAX(id) FROM t") { try ($0.integer(0), $0.isNull(1)) }.first ?? (9, false)
        == (
          0, true
        ))
  }

  @Test func `the server interrupts a statement that takes too long, and the connection stays open`() throws {
    let impatient = Connection(schema.address.waiting(atMost: .seconds(1)))
    let id = try impatient.rows("SELECT CONNECTION_ID()") { try $0.integer(0) }
    do throws(MariaDBError) {
      _ = try impatient.rows("SELECT SLEEP(20)") { try $0.integer(0) }
      Issue.record("slept for 20 s")
    } catch {
      #expect(error.failure == .interrupted)
    }
    #expect(try impatient.rows("SELECT CONNECTION_ID()") { try $0.integer(0) } == id)
  }

  @Test func `a statement on a server that does not answer times out`() throws {
    let impatient = Connection(schema.address.waiting(atMost: .seconds(1)))
    try impatient.run("SET SESSION max_statement_time = 0")
    #expect(throws: MariaDBError.self) { try impatient.run("DO SLEEP(20)") }
    #expect(try impatient.rows("SELECT 1") { try $0.integer(0) } == [1])
  }

  @Test func `an error has the code, the SQLSTATE and the statement`() throws {
    do throws(MariaDBError) {
      _ = try connection.rows("SELECT nothing FROM t") { $0.isNull(0) }
    } catch {
      #expect(error.code == 1_054 && error.state == "42S22" && error.statement == "SELECT nothing FROM t")
    }
  }

  @Test func `an error message contains no values`() throws {
    try connection.run("CREATE TABLE secrets (name VARCHAR(50) UNIQUE, n INT, at DATETIME)")
    let secret = "se' for key 'cret"
    let statements: [SQL] = [
      "INSERT INTO secrets (name) VALUES (\(secret)), (\(secret))", "INSERT INTO secrets (n) VALUES (\(secret))",
      "INSERT INTO secrets (at) VALUES (\(secret))",
    ]
    for statement in statements {
      do throws(MariaDBError) {
        try connection.write(statement)
        Issue.record("accepted \(statement.text)")
      } catch {
        #expect(!"\(error)".contains("cret'") && !"\(error)".contains("se'"))
      }
    }
  }

  @Test func `more statements than the cache holds all work, and at most 64 stay prepared`() throws {
    for number in 0..<300 {
      let sql = SQL(unchecked: "SELECT \(number)")
      #expect(try connection.rows(sql) { try $0.integer(0) } == [Int64(number)])
    }
    let prepared = try connection.rows(
      """
      SELECT CAST(VARIABLE_VALUE AS INT) FROM information_schema.SESSION_STATUS
      WHERE VARIABLE_NAME IN ('Com_stmt_prepare', 'Com_stmt_close') ORDER BY VARIABLE_NAME DESC
      """
    ) { try $0.integer(0) }
    #expect(prepared[0] - prepared[1] <= 64)
  }

  @Test func `every attempt to reach a missing server fails as lost`() {
    let missing = Connection(
      Address(server: .socket("/nowhere.sock"), user: "root", password: "", database: nil, timeout: .seconds(1)))
    for _ in 0..<100 {
      do throws(MariaDBError) {
        _ = try missing.rows("SELECT 1") { try $0.integer(0) }
        Issue.record("connected to a missing server")
      } catch {
        #expect(error.failure == .lost)
      }
    }
  }

  @Test func `the host localhost is reached over the network, not through a socket`() {
    let server = Address.Server.network(host: "localhost", port: 1, verifiesTLS: false)
    do throws(MariaDBError) {
      try Connection(Address(server: server, user: "root", password: "", database: nil, timeout: .seconds(1))).run(
        "DO 0")
      Issue.record("connected to port 1")
    } catch {
      #expect(error.failure == .lost && !error.message.contains("socket"), "\(error)")
    }
  }
}
