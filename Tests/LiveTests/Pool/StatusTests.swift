import Glibc
import Testing

/// The pool's status and metrics. These tests have their own site, so that its counters start at zero.
extension LiveSuites {
  @Suite struct ShowingStatus {
    private static let own = Result { try LiveSite() }
    let site: LiveSite

    init() throws { site = try Self.own.get() }

    private func status() throws -> JSON {
      let output = try ChildProcess.run(
        ["\(Settings.executables())/marquee-ctl", "status", "--json", "--config", "\(site.folder)/server.conf"],
        log: "\(makeTemporaryFolder())/log")
      return try JSON(Array(output.utf8))
    }

    private func metric(_ name: String) throws -> Double? {
      let answer = try site.client.get("/metrics", headers: ["Accept: application/openmetrics-text; version=1.0.0"])
      #expect(answer["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
      let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
      return lines.first { $0.hasPrefix("\(name) ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    @Test func `each request is counted once, whichever worker answers`() throws {
      let name = #"marquee_requests_total{route="GET /api/genres",status="200"}"#
      let before = try metric(name) ?? 0
      for _ in 0..<25 { #expect(try site.client.get("/api/genres").status == 200) }
      #expect(try metric(name) == before + 25)
      #expect(try metric(#"marquee_request_duration_seconds_count{route="GET /api/genres"}"#) == before + 25)
      #expect(try metric(#"marquee_model_available{model="EASE"}"#) == 1)
    }

    @Test func `a killed worker is counted as crashed and replaced`() throws {
      #expect(eventually { (try? status()["workers"]?.array?.count) == 2 })
      let before = try status()
      #expect(before["running"] == true && before["master"] == .integer(Int(site.server.id)))
      let victim = try #require(before["workers"]?[0]?["pid"]?.integer)
      kill(pid_t(victim), SIGKILL)
      let isReplaced = eventually {
        guard let now = try? status(), now["workers"]?.array?.count == 2 else { return false }
        return now["workers"]?.array?.allSatisfy { $0["state"] == "ready" && $0["pid"] != .integer(victim) } == true
      }
      #expect(isReplaced)
      #expect(try status()["crashed"]?.integer == (before["crashed"]?.integer ?? 0) + 1)
    }

    @Test func `a reload is counted and keeps the request counters`() throws {
      _ = try site.client.get("/api/stats")
      let name = #"marquee_requests_total{route="GET /api/stats",status="200"}"#
      let before = try #require(try metric(name))
      let reloads = try #require(try status()["reloads"]?.integer)
      site.server.signal(SIGHUP)
      #expect(eventually { (try? status()["reloads"]?.integer) == reloads + 1 })
      try site.waitUntilItAnswers()
      #expect(try metric(name) == before)
    }

    @Test func `the status command reports that no pool is running`() throws {
      let site = try LiveSite()
      site.server.signal(SIGKILL)
      _ = site.server.waitForEnd()
      func run() throws -> (Int32?, String) {
        let child = try ChildProcess(
          ["\(Settings.executables())/marquee-ctl", "status", "--config", "\(site.folder)/server.conf"],
          log: "\(makeTemporaryFolder())/log")
        return (child.waitForEnd(), child.output)
      }
      let (status, output) = try run()
      #expect(status == 3 && output == "marquee-ctl: no pool is running\n", "\(output)")
      unlink("\(site.folder)/scoreboard")
      #expect(try run().0 == 4)
    }
  }
}
