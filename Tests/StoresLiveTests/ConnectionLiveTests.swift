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

  @Test func `values arrive as they were sent`() throws {
    for text in ["", "a", "🎬 é \0 ' \" \\ ; --", String(repeating: "é", count: 10_000)] {
      try connection.write("DELETE FROM t")
      try connection.write("INSERT INTO t (id, a, b, tiny) VALUES (\(Int64.min), \(text), \(String?.none), \(-128))")
      let rows = try connection.rows("SELECT id, a, b, tiny FROM t") {
        (id: $0.integer(0), a: $0.text(1), b: $0.optionalText(2), tiny: $0.integer(3))
      }
      #expect(rows.count == 1)
      #expect(rows[0] == (Int64.min, text, nil, -128))
    }
  }

  @Test func `long texts of several columns and rows do not mix`() throws {
    for id in 0..<5 {
      let a = String(repeating: "a\(id)", count: 100 * id)
      let b = String(repeating: "b\(id)", count: 1_000 - 100 * id)
      try connection.write("INSERT INTO t (id, a, b) VALUES (\(id), \(a), \(b))")
    }
    for _ in 0..<2 {
      let rows = try connection.rows("SELECT a, b FROM t ORDER BY id") { ($0.text(0), $0.text(1)) }
      for (id, row) in rows.enumerated() {
        #expect(row.0 == String(repeating: "a\(id)", count: 100 * id))
        #expect(row.1 == String(repeating: "b\(id)", count: 1_000 - 100 * id))
      }
    }
  }

  @Test func `dates, decimals and enumerations come as texts, times as fields`() throws {
    try connection.write(
      """
      INSERT INTO t (id, d, t, n, e) VALUES (1, \("1995-01-31"), \("1969-12-31 23:59:59.999999"), \("3.50"), \("y"))
      """)
    let rows = try connection.rows("SELECT d, n, e, t FROM t") { ($0.text(0), $0.text(1), $0.text(2), $0.dateTime(3)) }
    let time = DateTime(year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 59, microsecond: 999_999)
    #expect(rows.count == 1)
    #expect(rows[0] == ("1995-01-31", "3.50", "y", time))
  }

  @Test func `a text that does not fit is an error and not cut`() throws {
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
      #expect(try connection.rows("SELECT COUNT(*) FROM t") { $0.integer(0) } == [10])
    }
  }

  @Test func `an error in place of the next row leaves the connection usable`() throws {
    for id in 0..<3 { try connection.write("INSERT INTO t (id, tiny) VALUES (\(id), \(id == 0 ? 0 : 2))") }
    for _ in 0..<2 {
      // For the third row the inner query has two.
      #expect(throws: MariaDBError.self) {
        try connection.rows("SELECT (SELECT id FROM t WHERE tiny = x.id) FROM t x ORDER BY NULL") { $0.isNull(0) }
      }
      #expect(try connection.rows("SELECT CONNECTION_ID() > 0") { $0.integer(0) } == [1])
    }
  }

  @Test func `a failed insert can be tried again on the same connection`() throws {
    for _ in 0..<3 {
      _ = try? connection.write("INSERT INTO t (id) VALUES (\(1))")
    }
    #expect(try schema.count("t") == 1)
  }

  @Test func `a transaction is all or nothing`() throws {
    #expect(throws: MariaDBError.self) {
      try connection.transaction { () throws(MariaDBError) in
        try connection.write("INSERT INTO t (id) VALUES (1)")
        try connection.write("INSERT INTO t (id) VALUES (1)")
      }
    }
    #expect(try schema.count("t") == 0)
  }

  @Test func `a read goes on after its connection was killed`() throws {
    try schema.kill(connection)
    #expect(try connection.rows("SELECT 1") { $0.integer(0) } == [1])
  }

  @Test func `a transaction that has not begun goes on after its connection was killed`() throws {
    try schema.kill(connection)
    _ = try connection.transaction { () throws(MariaDBError) in try connection.write("INSERT INTO t (id) VALUES (1)") }
    #expect(try schema.count("t") == 1)
  }

  @Test func `a transaction that loses its connection half way is not half done`() throws {
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
    #expect(try connection.rows("SELECT 1") { $0.integer(0) } == [1])
  }

  @Test func `a write on a dead connection is not repeated`() throws {
    try connection.write("INSERT INTO t (id) VALUES (1)")
    try schema.kill(connection)
    #expect(throws: MariaDBError.self) { try connection.write("INSERT INTO t (id) VALUES (2)") }
    try connection.write("INSERT INTO t (id) VALUES (3)")
    #expect(try schema.count("t") == 2)
  }

  @Test func `the victim of a deadlock tries again`() async throws {
    for id in 1...2 { try connection.write("INSERT INTO t (id, tiny) VALUES (\(id), 0)") }
    let address = schema.address
    let meeting = Meeting(of: 2)
    // Each takes a row, waits until the other has one too, and asks for that.
    let attempts = try await withThrowingTaskGroup(of: Int.self) { group in
      for order in [[1, 2], [2, 1]] {
        group.addTask {
          try await onThread {
            let connection = Connection(address.waiting(seconds: 50))
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
    #expect(try connection.rows("SELECT tiny FROM t ORDER BY id") { $0.integer(0) } == [2, 2])
  }

  @Test func `who waits for a lock is told before the time for an answer is up, and the connection stays`() throws {
    try connection.write("INSERT INTO t (id, tiny) VALUES (1, 0)")
    let other = schema.connect()
    try other.run("START TRANSACTION")
    try other.write("UPDATE t SET tiny = 1 WHERE id = 1")
    let session = try connection.rows("SELECT CONNECTION_ID()") { $0.integer(0) }
    do throws(MariaDBError) {
      try connection.write("UPDATE t SET tiny = 2 WHERE id = 1")
      Issue.record("passed a lock")
    } catch {
      #expect(error.code == 1_205)
    }
    try other.run("COMMIT")
    try connection.write("UPDATE t SET tiny = tiny + 2 WHERE id = 1")
    #expect(try connection.rows("SELECT tiny FROM t") { $0.integer(0) } == [3])
    #expect(try connection.rows("SELECT CONNECTION_ID()") { $0.integer(0) } == session)
  }

  @Test func `counts and unsigned numbers are integers, up to 64 bits with a sign`() throws {
    let greatest: SQL = "CAST(9223372036854775807 AS UNSIGNED)"
    #expect(try connection.rows("SELECT \(greatest)") { $0.integer(0) } == [.max])
    #expect(throws: MariaDBError.self) { try connection.rows("SELECT \(greatest) + 1") { $0.integer(0) } }
    #expect(
      try connection.rows("SELECT COUNT(*), MAX(id) FROM t") { ($0.integer(0), $0.isNull(1)) }.first ?? (9, false) == (
        0, true
      ))
  }

  @Test func `a server that does not answer is given up after the time limit`() throws {
    let impatient = Connection(
      Address(server: schema.address.server, user: "root", password: "", database: schema.name, timeout: 1))
    #expect(throws: MariaDBError.self) { try impatient.rows("SELECT SLEEP(20)") { $0.integer(0) } }
    #expect(try impatient.rows("SELECT 1") { $0.integer(0) } == [1])
  }

  @Test func `more statements than are kept prepared all work`() throws {
    for number in 0..<300 {
      let sql = SQL(unchecked: "SELECT \(number)")
      #expect(try connection.rows(sql) { $0.integer(0) } == [Int64(number)])
    }
    let prepared = try connection.rows(
      """
      SELECT CAST(VARIABLE_VALUE AS INT) FROM information_schema.SESSION_STATUS
      WHERE VARIABLE_NAME IN ('Com_stmt_prepare', 'Com_stmt_close') ORDER BY VARIABLE_NAME DESC
      """
    ) { $0.integer(0) }
    #expect(prepared[0] - prepared[1] <= 128)
  }

  @Test func `a server that is not there is unavailable, and not asked again at once`() {
    let nobody = Connection(
      Address(server: .socket("/nowhere.sock"), user: "root", password: "", database: nil, timeout: 1))
    for _ in 0..<100 {
      do throws(MariaDBError) {
        _ = try nobody.rows("SELECT 1") { $0.integer(0) }
        Issue.record("connected to nobody")
      } catch {
        #expect(error.isConnectionLost)
      }
    }
  }
}
