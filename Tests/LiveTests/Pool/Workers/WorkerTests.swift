import Glibc
import TestCases
import Testing

/// A pool whose workers are killed, stopped and replaced. Each test leaves the site working.
extension LiveSuites {
  @Suite struct Workers {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws {
      site = try LiveSite.shared()
      try site.waitUntilItAnswers()
    }

    @Test func `the pool runs as many workers as configured`() throws {
      #expect(eventually { (try? site.workers().count) == 2 })
    }

    @Test func `no request waits even if nginx keeps more connections than there are slots`() throws {
      // The pool has four slots. While no worker runs, forty clients make nginx open, and then keep, more connections
      // than that.
      let workers = try site.workers()
      freeze(workers)
      let load = Load(HTTPRequest("GET", "/api/health"), to: client, clients: 40)
      let manyAreOpen = eventually { (try? site.openConnections()) ?? 0 > 8 }
      thaw(workers)
      #expect(manyAreOpen)
      let result = try load.stop()
      #expect(result.failures == [])
      #expect(Set(result.answers.keys) == [200])

      // nginx would soon close its idle connections, and these stay.
      let kept = try (0..<9).map { _ in try #require(FastCGIClient(path: site.socket)) }
      for connection in kept {
        #expect(connection.send("GET", "/api/health") && connection.answer()?.hasPrefix("Status: 200") == true)
      }
      for _ in 0..<40 { #expect(try client.get("/api/health").status == 200) }
      for connection in kept { #expect(!connection.hasBytes) }
    }

    @Test func `a killed worker is replaced, and requests are still answered`() throws {
      #expect(eventually { (try? site.workers().count) == 2 })
      let before = try site.workers()
      let load = Load(HTTPRequest("GET", "/api/models"), to: client, clients: 4)
      for victim in before {
        kill(victim, SIGKILL)
        let isReplaced = try eventually {
          let workers = try site.workers()
          return workers.count == 2 && !workers.contains(victim)
        }
        #expect(isReplaced)
        // None of them has been repeated once already when the next worker is killed.
        try load.turn()
      }
      let result = try load.stop()
      FaultReport.tell("kill -9 of each worker (GET)", result)
      try expectRepeats(result, on: site)
      #expect(site.server.isRunning)
    }

    @Test func `a GET is repeated on another worker if its worker is killed`() throws {
      let account = try site.register()
      let request = HTTPRequest("GET", "/api/auth/user", token: account.token).text(closing: true)
      var (isRepeated, attempts) = (false, 0)
      // One that has taken a second is not repeated, and a busy machine may be slow to kill its worker.
      while !isRepeated, attempts < 20 {
        attempts += 1
        // nginx closes its idle connections, so the request uses a new one.
        #expect(eventually { (try? site.openConnections()) == 0 })
        let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).sessions WRITE")
        let connection = try HTTPConnection(port: client.port)
        try connection.send(request)
        #expect(eventually { (try? waitingStatements().isEmpty) == false })
        killAtOnce(try site.workers())
        try release()
        let answer = try connection.receive()
        isRepeated = answer.status == 200
        let lost = isRepeated ? [] : answer.all("X-Request-ID")
        try expectRepeats(Load.Result(answers: [answer.status: 1], lost: lost), on: site)
      }
      #expect(isRepeated)
    }

    @Test func `a POST is not repeated if its worker is killed`() throws {
      let account = try site.register()
      let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).sessions WRITE")
      let body = #"{"movie_id":1,"interaction_type":"view"}"#
      let save = try HTTPConnection(port: client.port)
      try save.send(HTTPRequest("POST", "/api/interactions", body: body, token: account.token).text(closing: true))
      #expect(eventually { (try? waitingStatements().isEmpty) == false })
      let waiting = try waitingStatements()
      killAtOnce(try site.workers())
      // The database looks once a second whether the client of a statement that waits is still there.
      #expect(eventually { (try? waitingStatements().contains(where: waiting.contains)) == false })
      try release()
      #expect(try save.receive().status == 502)
      let saved = try expectSuccess(try client.get("/api/interactions?limit=1", token: account.token), 200)["count"]
      #expect(saved == 0)
    }

    /// Stops workers before it kills them, so that none takes a request from a client of one that has just died.
    private func killAtOnce(_ workers: [pid_t]) {
      freeze(workers)
      for worker in workers { kill(worker, SIGKILL) }
    }

    /// Database connections of the server's account that wait for a table.
    private func waitingStatements(of other: LiveSite? = nil) throws -> [Substring] {
      let site = other ?? site
      return try site.schema.sql(
        """
        SELECT id FROM information_schema.processlist
        WHERE user = '\(site.schema.account("server"))' AND state LIKE 'Waiting for%'
        """
      ).split(separator: "\n")
    }

    @Test func `repeated reloads under load lose no POST`() throws {
      let account = try site.register()
      let body = #"{"movie_id":1,"interaction_type":"select"}"#
      let load = Load(
        HTTPRequest("POST", "/api/interactions", body: body, token: account.token), to: client, clients: 8)
      var generations: Set<pid_t> = Set(try site.workers())
      for _ in 0..<10 {
        let before = generations
        site.server.signal(SIGHUP)
        #expect(
          eventually {
            generations.formUnion((try? site.workers()) ?? [])
            return generations != before
          })
      }
      let result = try load.stop()
      #expect(result.failures == [])
      #expect(Set(result.answers.keys) == [201])
      let saved = try expectSuccess(try client.get("/api/interactions?limit=1", token: account.token), 200)["count"]
      #expect(saved == .integer(result.answers[201] ?? 0))
      FaultReport.tell("ten reloads in a row (POST)", result)
      // Then no reload is still to come, which would replace the workers while a test lists them.
      #expect(try site.control("reload").status == 0)
    }

    @Test func `a reload with an invalid configuration keeps the running workers and logs why`() throws {
      #expect(eventually { (try? site.workers().count) == 2 })
      let before = try site.workers()
      let file = "\(site.folder)/server.conf"
      let good = try readText(file)
      defer { try? writeText(good, to: file) }
      try writeText(good + "slotz = 3\n", to: file)
      site.server.signal(SIGHUP)
      #expect(eventually { site.serverLog.contains("slotz") })
      pause(0.5)
      #expect(try site.workers() == before)
      #expect(try client.get("/api/health").status == 200)
    }

    @Test func `a stopping server finishes requests in progress, and nginx then answers 502`() throws {
      let site = try ShortSession.site.get()
      let request = HTTPRequest(
        "POST", "/api/auth/register",
        body: #"{"username":"latecomer","email":"late@example.com","password":"long enough"}"#)
      let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).users WRITE")
      let connection = try HTTPConnection(port: site.client.port)
      try connection.send(request.text(closing: true))
      #expect(eventually { (try? waitingStatements(of: site).isEmpty) == false })
      site.server.signal(SIGTERM)
      #expect(eventually { site.serverLog.contains(#""message":"stopping""#) })
      try release()
      #expect(try connection.receive().status == 201)
      #expect(site.server.waitForEnd(25) == 0)
      #expect(try site.schema.sql("SELECT COUNT(*) FROM users WHERE username = 'latecomer'") == "1\n")

      let before = try site.schema.contents()
      for request in [HTTPRequest("GET", "/api/health"), request] {
        try expectError(try site.client.send(request), 502, "SERVICE_UNAVAILABLE")
      }
      #expect(try site.schema.contents() == before)
      try site.restartServer()
      #expect(try site.client.get("/api/health").status == 200)
    }

    @Test func `an access token expires after its configured lifetime`() throws {
      let site = try ShortSession.site.get()
      let account = try site.register()
      // Lifetimes are whole seconds.
      pause(2.1)
      let before = try site.schema.contents()
      try expectError(try site.client.get("/api/auth/user", token: account.token), 401, "TOKEN_EXPIRED")
      let body: JSON = ["model": "EASE", "context": [1]]
      try expectError(try site.client.post("/api/recommend", body, token: account.token), 401, "TOKEN_EXPIRED")
      #expect(try site.schema.contents() == before)
    }
  }
}

/// A site with tokens that are valid for a second.
private enum ShortSession {
  static let site = Result { try LiveSite(["token_lifetime": "1s", "workers": "1"]) }
}
