import Glibc
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
      let manyAreOpen = eventually { (try? openConnections()) ?? 0 > 8 }
      thaw(workers)
      #expect(manyAreOpen)
      let result = try load.stop()
      #expect(result.failures == [])
      #expect(Set(result.answers.keys) == [200])

      let kept = try openConnections()
      #expect(kept > 4, "nginx keeps \(kept) connections")
      // They are idle now. Each of these requests uses one of them or a new one.
      for _ in 0..<40 {
        let began = now()
        #expect(try client.get("/api/health").status == 200)
        #expect(now() - began < 0.5)
      }
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
        pause(0.3)
      }
      let result = try load.stop()
      #expect(result.failures == [])
      FaultReport.tell("kill -9 of each worker (GET)", result)
      // nginx repeats a GET whose worker died, since it changes nothing.
      #expect(Set(result.answers.keys) == [200])
      #expect(site.server.isRunning)
    }

    @Test func `a GET is repeated on another worker if its worker is killed`() throws {
      let account = try site.register()
      // By then nginx has closed its idle connections, so each request uses a new one.
      pause(2.5)
      let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).sessions WRITE")
      let reads = Load(HTTPRequest("GET", "/api/auth/user", token: account.token), to: client, clients: 3)
      pause(0.5)
      killAtOnce(try site.workers())
      pause(0.5)
      try release()
      let result = try reads.stop()
      #expect(result.failures == [] && Set(result.answers.keys) == [200])
    }

    @Test func `a POST is not repeated if its worker is killed`() throws {
      let account = try site.register()
      let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).sessions WRITE")
      let body = #"{"movie_id":1,"interaction_type":"view"}"#
      let save = try HTTPConnection(port: client.port)
      try save.send(HTTPRequest("POST", "/api/interactions", body: body, token: account.token).text(closing: true))
      #expect(eventually { (try? waitingSaves().isEmpty) == false })
      let waiting = try waitingSaves()
      killAtOnce(try site.workers())
      // The database looks once a second whether the client of a statement that waits is still there.
      #expect(eventually { (try? waitingSaves().contains(where: waiting.contains)) == false })
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
    private func waitingSaves() throws -> [Substring] {
      try site.schema.sql(
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
        site.server.signal(SIGHUP)
        pause(0.5)
        generations.formUnion(try site.workers())
      }
      let result = try load.stop()
      #expect(result.failures == [])
      #expect(Set(result.answers.keys) == [201])
      let saved = try expectSuccess(try client.get("/api/interactions?limit=1", token: account.token), 200)["count"]
      #expect(saved == .integer(result.answers[201] ?? 0))
      FaultReport.tell("ten reloads in a row (POST)", result)
      #expect(generations.count >= 10, "only \(generations.count) different workers were seen")
      #expect(eventually { (try? site.workers().count) == 2 })
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
      // A hash of cost 13 takes about half a second.
      let site = try Slow.site.get()
      let request = HTTPRequest(
        "POST", "/api/auth/register",
        body: #"{"username":"latecomer","email":"late@example.com","password":"long enough"}"#)
      let connection = try HTTPConnection(port: site.client.port)
      try connection.send(request.text(closing: true))
      pause(0.15)
      site.server.signal(SIGTERM)
      #expect(try connection.receive().status == 201)
      #expect(site.server.waitForEnd(10) == 0)
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
      let site = try Slow.site.get()
      let account = try site.register()
      // Lifetimes are whole seconds.
      pause(2.1)
      let before = try site.schema.contents()
      try expectError(try site.client.get("/api/auth/user", token: account.token), 401, "TOKEN_EXPIRED")
      let body: JSON = ["model": "EASE", "context": [1]]
      try expectError(try site.client.post("/api/recommend", body, token: account.token), 401, "TOKEN_EXPIRED")
      #expect(try site.schema.contents() == before)
    }

    /// The number of connections to the workers' socket that the kernel lists.
    private func openConnections() throws -> Int {
      let lines = try readText("/proc/net/unix").split(separator: "\n")
      // The workers' ends have the path of the socket, and state 02 (SS_CONNECTING) until they are accepted, then 03.
      return lines.count { $0.hasSuffix(" \(site.socket)") && ($0.contains(" 0001 02 ") || $0.contains(" 0001 03 ")) }
    }
  }
}

/// A site where hashing takes long and tokens are valid for a second.
private enum Slow {
  static let site = Result { try LiveSite(["password_cost": "13", "token_lifetime": "1s", "workers": "1"]) }
}
