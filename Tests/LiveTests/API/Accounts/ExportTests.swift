import Foundation
import Testing

/// An export is the longest response and is sent while it is read from the database: to clients that are slow or hang
/// up, and while the database fails. These tests have their own site.
extension LiveSuites {
  @Suite struct Exports {
    private static let own = Result { try LiveSite() }
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws {
      site = try Self.own.get()
      try site.waitUntilItAnswers()
    }

    /// Registers an account and inserts `count` views directly into the database.
    private func account(views count: Int) throws -> LiveSite.RegisteredAccount {
      let account = try site.register()
      try site.schema.sql(
        """
        INSERT INTO interactions (user_id, movie_id, kind, created_at)
        SELECT \(account.id), 1, 'view', '2026-01-01' FROM seq_1_to_1000000 LIMIT \(count)
        """)
      return account
    }

    private func export(_ account: LiveSite.RegisteredAccount) throws -> HTTPRequest {
      HTTPRequest(
        "POST", "/api/auth/export", body: try JSON.object(["password": .string(account.password)]).text,
        token: account.token)
    }

    /// Database connections of the server's account on which an export's transaction is open. Unlike those of a count
    /// of the statistics, which may go on for a minute, it only reads.
    private func transactions() throws -> [Substring] {
      try site.schema.sql(
        """
        SELECT trx_mysql_thread_id FROM information_schema.innodb_trx
        JOIN information_schema.processlist ON id = trx_mysql_thread_id
        WHERE user = '\(site.schema.account("server"))' AND trx_is_read_only
        """
      ).split(separator: "\n")
    }

    /// Starts an export that stops at `table`, which is locked.
    /// - Returns: the id of its database connection, and a function that releases the lock.
    private func beginExport(
      _ account: LiveSite.RegisteredAccount, _ connection: HTTPConnection, upTo table: String
    ) throws -> (database: Substring, goOn: () throws -> Void) {
      let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).\(table) WRITE")
      try connection.send(try export(account).text(closing: true))
      var waiting: [Substring] = []
      guard
        try eventually({
          waiting = try waitingReaders(of: table)
          return waiting.count == 1
        })
      else {
        try release()
        throw LiveError("no export is waiting for the table \(table)")
      }
      return (waiting[0], release)
    }

    /// Database connections of the server that wait to read one user's rows of `table`. Statistics, which read those of
    /// all users, may be counted at the same time and are left out.
    private func waitingReaders(of table: String) throws -> [Substring] {
      try site.schema.server.sql(
        """
        SELECT id FROM information_schema.processlist WHERE user = '\(site.schema.account("server"))'
          AND state LIKE '%metadata lock%' AND info LIKE '%\(table)%WHERE%user_id = %'
        """
      ).split(separator: "\n")
    }

    /// Lines of the server's log after its first `bytes` bytes.
    private func log(since bytes: Int) -> [Substring] {
      String(decoding: Array(site.serverLog.utf8)[bytes...], as: UTF8.self).split(separator: "\n")
    }

    /// Expects that every slot of every worker can read and write, and that no transaction is left open.
    private func expectCleanConnections(at location: SourceLocation = #_sourceLocation) throws {
      #expect(try eventually { try transactions() == [] }, sourceLocation: location)
      let account = try site.register()
      let save = HTTPRequest("POST", "/api/interactions", body: #"{"movie_id":1}"#, token: account.token)
      let load = Load(save, to: client, clients: 8)
      try load.turn()
      let result = try load.stop()
      #expect(result.failures == [] && Set(result.answers.keys) == [201], sourceLocation: location)
      let saved = try client.get("/api/interactions", token: account.token).json["count"]?.integer
      #expect(saved == result.answers[201], sourceLocation: location)
    }

    /// Without views nothing has been sent by then, and nginx answers with an error; otherwise the response is cut off.
    @Test(arguments: [0, 20_000])
    func `an export that loses its database connection is cut off, and the log says why`(views: Int) throws {
      var connection: HTTPConnection? = try HTTPConnection(port: client.port)
      let account = try account(views: views)
      let (database, goOn) = try beginExport(account, #require(connection), upTo: "ratings")
      let before = site.serverLog.utf8.count
      try site.schema.server.sql("KILL \(database)")
      if views == 0 {
        try expectError(#require(connection).receive(), 502, "SERVICE_UNAVAILABLE")
      } else {
        #expect(throws: LiveError.self) { try connection?.receive() }
      }
      // nginx logs the request when the connection ends.
      connection = nil
      try goOn()
      func line() -> Substring? { log(since: before).first { $0.contains("response broken off: ") } }
      #expect(eventually { line() != nil })
      let entry = try JSON(Array(#require(line()).utf8))
      #expect(entry["level"] == "error" && entry["path"] == "/api/auth/export")
      let id = try #require(entry["request_id"]?.string)
      #expect(eventually { site.accessLog.contains(id) })
      #expect(entry["cause"]?.string?.contains("MariaDB 2") == true || entry["cause"]?.string?.contains("1317") == true)
      try expectCleanConnections()
    }

    @Test func `an export leaves out an impossible row, and the log names it`() throws {
      let account = try account(views: 3)
      let id = try site.schema.sql(
        """
        SET sql_mode = '';
        UPDATE interactions SET created_at = '0000-00-00' WHERE user_id = \(account.id) ORDER BY id LIMIT 1;
        SELECT MIN(id) FROM interactions WHERE user_id = \(account.id)
        """
      ).split(separator: "\n").last
      let before = site.serverLog.utf8.count
      let answer = try client.send(try export(account))
      #expect(answer.status == 200)
      #expect(try answer.json["interactions"]?.array?.count == 2 && answer.json["left_out"]?.integer == 1)
      let line = try #require(log(since: before).first { $0.contains("an export leaves out an impossible row") })
      let cause = try JSON(Array(line.utf8))["cause"]?.string
      let key = "in the row with id \(try #require(id)), user_id \(account.id)"
      #expect(cause == "interactions.created_at is 0000-00-00, \(key)")
    }

    @Test func `a client that reads its export slowly gets all of it and holds up no worker`() throws {
      let account = try account(views: 150_000)
      let before = site.serverLog.utf8.count
      let connection = try HTTPConnection(port: client.port)
      try connection.send(try export(account).text(closing: true))
      // The worker finishes before the client has read anything, although the response exceeds the socket buffers.
      #expect(eventually { log(since: before).contains { $0.contains("/api/auth/export") } })
      try expectCleanConnections()
      let body = try connection.receive().body
      let export = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
      #expect((export?["interactions"] as? [Any])?.count == 150_000 && export?["exported_at"] != nil)
    }

    @Test func `a client that hangs up during an export costs nothing but a log line`() throws {
      var connection: HTTPConnection? = try HTTPConnection(port: client.port)
      let account = try account(views: 20_000)
      let (database, goOn) = try beginExport(account, #require(connection), upTo: "interactions")
      #expect(try transactions() == [database])
      connection = nil
      // nginx logs the request once it has closed its connection to the worker.
      #expect(eventually { site.accessLog.contains(#""status":499"#) })
      try goOn()
      try expectCleanConnections()
      #expect(site.serverLog.contains("client disconnected before the end of the response"))
      #expect(try client.send(try export(account)).status == 200)
    }
  }
}
