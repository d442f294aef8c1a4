import Glibc
import Testing

/// Workers that are frozen, and workers that only seem to be. These tests have their own site, with a short heartbeat
/// limit.
extension LiveSuites {
  @Suite struct FrozenWorkers {
    private static let own = Result { try LiveSite(["heartbeat_limit": "3s"]) }
    let site: LiveSite

    init() throws {
      site = try Self.own.get()
      try site.waitUntilItAnswers()
      _ = eventually { (try? site.workers().count) == 2 }
    }

    private func status() throws -> JSON { try JSON(Array(site.control("status", "--json").lines.joined().utf8)) }

    @Test func `a worker that stays stopped is killed and replaced, and waiting requests are served`() throws {
      let before = try status()["frozen"]?.integer ?? 0
      let victim = try #require(try site.workers().first)
      let load = Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 4)
      try load.turn()
      freeze([victim])
      let isReplaced = eventually {
        let workers = (try? site.workers()) ?? []
        return workers.count == 2 && !workers.contains(victim)
      }
      let result = try load.stop()
      #expect(isReplaced)
      try expectRepeats(result, on: site)
      #expect(try status()["frozen"]?.integer == before + 1)
      #expect(site.serverLog.contains("worker stalled"))
      // That line is for workers that were asked to stop.
      #expect(!site.serverLog.contains("not stopped in time"))
      #expect(
        try status()["workers"]?.array?.allSatisfy { $0["heartbeat_age_milliseconds"]?.integer ?? 9_999 < 3_000 }
          == true)
      FaultReport.tell("a worker stopped by SIGSTOP (GET)", result)
    }

    @Test func `workers whose slots all serve long requests count as busy, not as frozen`() throws {
      let account = try site.register()
      let (workers, frozen) = (try site.workers(), try status()["frozen"])
      let release = try site.schema.server.hold("LOCK TABLES \(site.schema.name).sessions WRITE")
      let load = Load(HTTPRequest("GET", "/api/auth/user", token: account.token), to: site.client, clients: 4)
      // Longer than the heartbeat limit.
      pause(4)
      #expect(try site.workers() == workers && status()["frozen"] == frozen)
      try release()
      #expect(try Set(load.stop().answers.keys) == [200])
    }

    @Test func `no worker is killed after the whole machine was suspended`() throws {
      let (workers, frozen) = (try site.workers(), try status()["frozen"])
      let processes = [site.server.id] + workers
      freeze(processes)
      pause(4)
      // The master resumes first, and checks the workers before any of them can update its heartbeat.
      thaw([site.server.id])
      pause(0.5)
      thaw(workers)
      pause(3)
      #expect(try site.workers() == workers && status()["frozen"] == frozen)
      #expect(try site.client.get("/api/health").status == 200)
    }
  }
}
