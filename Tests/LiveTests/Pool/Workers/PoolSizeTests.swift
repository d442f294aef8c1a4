import Foundation
import Testing

/// A pool that grows, shrinks, and replaces workers that hang or have served their share of requests. Requests are held
/// up by a lock in the database, as in production.
extension LiveSuites {
  @Suite struct PoolSize {
    private static let own = Result {
      try LiveSite([
        "workers": "3", "workers_min": "1", "slots": "2", "spare_slots": "1", "idle_timeout": "1s",
        "database_timeout": "250s", "soft_limit": "300ms", "slow_request": "100ms",
      ])
    }
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws {
      site = try Self.own.get()
      try site.waitUntilItAnswers()
    }

    private func status() throws -> JSON {
      try JSON(Array(site.control("status", "--json").lines.joined(separator: "\n").utf8))
    }

    private func logged(_ text: String) -> [Substring] {
      site.serverLog.split(separator: "\n").filter { $0.contains(text) }
    }

    @Test func `the pool grows under slow requests, logs once that it is full, and shrinks again`() throws {
      #expect(eventually { (try? site.workers().count) == 1 })
      let account = try site.register()
      let reached = try #require(try status()["maximum_reached"]?.integer)
      let said = logged("max workers reached").count
      let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).sessions WRITE")
      // Each of these occupies a slot: they are not served together.
      let load = Load(HTTPRequest("GET", "/api/interactions?limit=50", token: account.token), to: client, clients: 6)
      #expect(eventually { (try? status()["wanted_workers"]) == 3 })
      #expect(eventually { (try? status()["maximum_reached"]?.integer) == reached + 1 })
      // Others would come while the lock is released, and the pool might be full once more.
      load.finish()
      try release()
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [], "\(result)")
      #expect(logged("max workers reached").count == said + 1)
      #expect(eventually { !logged("slow request").isEmpty })
      #expect(logged("slow request").last?.contains(#""route":"GET /api/interactions""#) == true)
      #expect(eventually { (try? site.workers().count) == 1 })
      FaultReport.tell("a pool grown from one worker to three and back (GET)", result)
    }

    @Test func `a request that hangs is logged, its worker is replaced, and nothing else is lost`() throws {
      // Longer than nginx takes to give up on a second worker (`fastcgi_next_upstream_timeout`).
      try site.set("hard_limit", "6s")
      #expect(eventually { (try? site.workers().count) == 1 })
      let account = try site.register()
      let before = try site.workers()
      let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).sessions WRITE")
      defer { try? release() }
      let load = Load(HTTPRequest("GET", "/api/models"), to: client, clients: 2)
      let hung = try client.get("/api/auth/user", token: account.token)
      // nginx answers when the worker is gone, and does not repeat the request on another one.
      try expectError(hung, 502, "SERVICE_UNAVAILABLE")
      try load.turn()
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      let id = try #require(hung["X-Request-ID"])
      for line in ["request over soft_limit", "request over hard_limit"] {
        let lines = logged(line).filter { $0.contains(id) }
        let line = try #require(lines.first)
        #expect(
          lines.count == 1 && line.contains(#""route":"GET /api/auth/user""#) && line.contains(#""phase":"database""#))
      }
      #expect(eventually { (try? Set(site.workers()).isDisjoint(with: before)) == true })
      FaultReport.tell("a hung request (other requests, GET)", result)
    }
  }

  @Suite struct CrashLoops {
    @Test func `workers that keep crashing are restarted with a delay, which the status shows, and then recover`()
      throws
    {
      let site = try LiveSite(["workers": "1"])
      func status() throws -> JSON { try JSON(Array(site.control("status", "--json").lines.joined().utf8)) }
      #expect(try status()["next_start_at"] == .null)
      let isHeldBack = try eventually {
        for worker in try site.workers() { kill(worker, SIGKILL) }
        let status = try status()
        return status["next_start_at"] != .null && status["died_young"]?.integer ?? 0 >= 5
      }
      #expect(isHeldBack && site.server.isRunning)
      #expect(eventually { (try? site.client.get("/api/health").status) == 200 })
      #expect(eventually { (try? status()["died_young"]) == 0 })
      #expect(try status()["next_start_at"] == .null)
    }
  }

  @Suite struct FailingStarts {
    @Test func `the log says why a worker cannot be started, and the master keeps trying`() throws {
      let site = try LiveSite(["workers": "1"])
      // A copy of the program, which can be moved away: to start a worker, the master runs its own program again.
      let program = "\(site.folder)/marquee-server"
      try site.restartServer(through: ["sh", "-c", #"cp "$1" "$0" && shift && exec "$0" "$@""#, program])
      #expect(rename(program, "\(program).away") == 0)
      for worker in try site.workers() { kill(worker, SIGKILL) }
      #expect(eventually { site.serverLog.components(separatedBy: "cannot start a worker").count > 3 })
      #expect(site.serverLog.contains("posix_spawn \(program): No such file"))
      #expect(site.plainLogLines == [])
      #expect(site.server.isRunning)
      #expect(rename("\(program).away", program) == 0)
      #expect(eventually { (try? site.client.get("/api/health").status) == 200 })
    }
  }

  @Suite struct PoolShares {
    @Test func `workers are recycled after their share of requests, and no request is lost`() throws {
      let site = try LiveSite(["max_requests": "300"])
      let account = try site.register()
      let body = #"{"movie_id":1,"interaction_type":"select"}"#
      let load = Load(
        HTTPRequest("POST", "/api/interactions", body: body, token: account.token), to: site.client, clients: 4)
      var seen: Set<pid_t> = []
      let isReplaced = eventually {
        seen.formUnion((try? site.workers()) ?? [])
        return seen.count >= 6
      }
      let result = try load.stop()
      #expect(isReplaced && result.failures == [] && Set(result.answers.keys) == [201])
      #expect(site.serverLog.contains("worker recycled"))
      FaultReport.tell("workers recycled after 300 requests each (POST)", result)
    }
  }
}
