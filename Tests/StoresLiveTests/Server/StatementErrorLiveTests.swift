import Domain
import Glibc
import MariaDB
import Testing

/// A statement that the server interrupts between its rows stays usable: it runs again on the same connection.
struct StatementErrorLiveTests {
  private let schema: LiveSchema
  private let connection: Connection

  init() throws {
    schema = try LiveSchema(isMigrated: false)
    connection = schema.connect()
    try connection.run("CREATE TABLE numbers (n INT PRIMARY KEY, text LONGTEXT)")
    try connection.run("INSERT INTO numbers SELECT seq, REPEAT('x', 10000) FROM seq_1_to_300")
  }

  /// Rows that arrive at once up to number `last`, and after 20 seconds each from there on.
  private func slow(after last: Int) -> SQL {
    "SELECT n + SLEEP(IF(n > \(last), 20, 0)), text FROM numbers ORDER BY n"
  }

  private func count(_ sql: SQL, isStreamed: Bool) throws(MariaDBError) -> Int {
    var count = 0
    try connection.read(sql, isStreamed: isStreamed) { _ in count += 1 }
    return count
  }

  private func session() throws -> Int64 {
    try #require(try connection.rows("SELECT CONNECTION_ID()") { try $0.integer(0) }.first)
  }

  /// Before the first row, after a few, and after many packets of them.
  @Test(arguments: [0, 5, 200], [false, true])
  func `a statement that timed out twice can be run again`(last: Int, isStreamed: Bool) throws {
    try connection.run("SET SESSION max_statement_time = 0.1")
    let session = try session()
    for _ in 0..<2 {
      do throws(MariaDBError) {
        _ = try count(slow(after: last), isStreamed: isStreamed)
        Issue.record("slept for 20 s")
      } catch {
        #expect(error.code == 1_969, "\(error)")
      }
    }
    try connection.run("SET SESSION max_statement_time = 0")
    #expect(try count(slow(after: 300), isStreamed: isStreamed) == 300)
    #expect(try self.session() == session)
  }

  @Test(arguments: [false, true])
  func `a statement that was killed twice can be run again`(isStreamed: Bool) throws {
    let session = try session()
    let address = schema.address
    for _ in 0..<2 {
      startThread {
        let operators = Connection(address)
        let isAsleep: SQL = """
          SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = \(session) AND STATE = 'User sleep'
          """
        var looks = 0
        while looks < 6_000, try operators.rows(isAsleep, { try $0.integer(0) }).isEmpty {
          looks += 1
          usleep(10_000)
        }
        try operators.run("KILL QUERY \(session)")
      }
      do throws(MariaDBError) {
        _ = try count(slow(after: 5), isStreamed: isStreamed)
        Issue.record("was not killed")
      } catch {
        #expect(error.code == 1_317 && error.failure == .interrupted, "\(error)")
      }
    }
    #expect(try count(slow(after: 300), isStreamed: isStreamed) == 300)
    #expect(try self.session() == session)
  }

  @Test func `a statement whose row handler failed before it timed out can be run again`() throws {
    try connection.run("SET SESSION max_statement_time = 1")
    let session = try session()
    for _ in 0..<2 {
      do throws(MariaDBError) {
        try connection.read(slow(after: 200), isStreamed: true) { _ in
          throw MariaDBError(code: 1_690, message: "enough", statement: "")
        }
      } catch {
        #expect(error.message == "enough")
      }
    }
    try connection.run("SET SESSION max_statement_time = 0")
    #expect(try count(slow(after: 300), isStreamed: true) == 300)
    #expect(try self.session() == session)
  }

  @Test func `a locking read that is the victim of a deadlock between its rows is retried`() async throws {
    let address = schema.address
    let meeting = Meeting(of: 2)
    // One transaction changes the last rows and then requests the first; the other reads from the first to the last.
    // The server rolls back the one that has changed less.
    let changing = Task {
      try await onThread {
        let connection = Connection(address.waiting(atMost: .seconds(50)))
        try connection.transaction { () throws(MariaDBError) in
          try connection.write("UPDATE numbers SET text = 'changed' WHERE n > 100")
          meeting.join()
          let isWaiting: SQL = """
            SELECT 1 FROM information_schema.INNODB_LOCK_WAITS WHERE blocking_trx_id =
              (SELECT trx_id FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = CONNECTION_ID())
            """
          // The server refreshes this table only if it has not been read for a tenth of a second.
          var looks = 0
          while looks < 200, try connection.rows(isWaiting, { try $0.integer(0) }).isEmpty {
            looks += 1
            usleep(200_000)
          }
          try connection.write("UPDATE numbers SET text = 'changed' WHERE n = 1")
        }
      }
    }
    let reading = Task {
      try await onThread {
        let connection = Connection(address.waiting(atMost: .seconds(50)))
        var attempts = 0
        return try connection.transaction { () throws(MariaDBError) -> (Int, Int) in
          attempts += 1
          if attempts == 1 { meeting.join() }
          let rows = try connection.rows("SELECT text FROM numbers ORDER BY n FOR UPDATE") { try $0.text(0) }
          return (attempts, rows.count { $0 == "changed" })
        }
      }
    }
    try await changing.value
    #expect(try await reading.value == (2, 201))
  }

  @Test func `an insert with RETURNING is retried if its id is taken, and can be run again after an error`() throws {
    try connection.run("CREATE TABLE numbered (id BIGINT AUTO_INCREMENT PRIMARY KEY, x INT UNIQUE)")
    let insert: (Int) throws -> [Int64] = { x in
      try connection.change("INSERT INTO numbered (x) VALUES (\(x)), (\(x + 1)) RETURNING id") { try $0.integer(0) }
    }
    let first = try insert(1)
    for _ in 0..<2 { #expect(throws: MariaDBError.self) { try insert(2) } }
    // Simulates an id that another insert has taken in the meantime.
    try connection.run("SET insert_id = \(first[0])")
    let second = try insert(5)
    #expect(Set(first + second).count == 4)
    #expect(try connection.rows("SELECT x FROM numbered ORDER BY id") { try $0.integer(0) } == [1, 2, 5, 6])
  }
}
