import Glibc
import MariaDB
import Testing

struct OutageLiveTests {
  @Test func `a server that does not answer is not retried, since that would only double the wait`() throws {
    let server = try OwnServer()
    func connectionsSoFar(_ connection: Connection) throws(MariaDBError) -> Int? {
      try connection.rows("SHOW GLOBAL STATUS LIKE 'Connections'") { try Int($0.text(1)) }.first ?? nil
    }
    let connection = Connection(server.address(timeout: .seconds(1)))
    let before = try #require(try connectionsSoFar(connection))
    server.freeze()
    do throws(MariaDBError) {
      _ = try connectionsSoFar(connection)
      Issue.record("read from a frozen server")
    } catch {
      #expect(error.failure == .lost)
    }
    server.thaw()
    // A second attempt would have queued at the socket, and been accepted and counted before this connection.
    #expect(try connectionsSoFar(Connection(server.address())) == before + 1)
  }

  @Test func `a connection and its prepared statements survive a restart of the server`() throws {
    let server = try OwnServer()
    let connection = Connection(server.address())
    func read() throws(MariaDBError) -> [String] {
      try connection.rows("SELECT \("é")") { try $0.text(0) }
    }
    #expect(try read() == ["é"])

    server.end()
    for _ in 0..<3 {
      do throws(MariaDBError) {
        _ = try read()
        Issue.record("read from a server that is down")
      } catch {
        #expect(error.failure == .lost)
      }
    }

    try server.start()
    // While backing off, the connection repeats the last error for up to a second.
    var rows: [String] = []
    for _ in 0..<1_200 where rows.isEmpty {
      rows = (try? read()) ?? []
      usleep(50_000)
    }
    #expect(rows == ["é"])
  }
}
