import Foundation
import Testing

/// Workers get their settings from the master, so edits to the files have no effect before a reload. These tests have
/// their own site.
extension LiveSuites {
  @Suite struct WorkerSettings {
    private static let own = Result { try LiveSite() }
    let site: LiveSite
    var config: String { "\(site.folder)/server.conf" }

    init() throws {
      site = try Self.own.get()
      #expect(eventually { (try? site.workers().count) == 2 })
    }

    /// Kills all workers and waits until as many new ones are ready.
    private func replaceAll() throws {
      let before = Set(try site.workers())
      for victim in before { kill(victim, SIGKILL) }
      let isReplaced = eventually {
        guard let workers = try? site.workers(), workers.count == 2, before.isDisjoint(with: workers) else {
          return false
        }
        return site.readyWorkers == 2
      }
      #expect(isReplaced, "\(site.serverLog.suffix(1_000))")
      for path in ["/init", "/api/health/ready"] { #expect(try site.client.get(path).status == 200) }
    }

    @Test func `a new worker ignores configuration edits that were not loaded, valid or not`() throws {
      let good = try readText(config)
      defer { try? writeText(good, to: config) }
      try writeText(good + "slots = many\nhalf a li", to: config)
      try replaceAll()
      // A valid edit is ignored, too: otherwise one of the two workers could have different settings.
      try writeText(good.replacing("slots = 2", with: "slots = 5") + "cors_origins = https://new.example\n", to: config)
      try replaceAll()
      for _ in 0..<8 {
        let answer = try site.client.send(HTTPRequest("GET", "/api/models", headers: ["Origin: https://new.example"]))
        #expect(answer["Access-Control-Allow-Origin"] == nil)
      }
      unlink(config)
      for victim in try site.workers() { kill(victim, SIGKILL) }
      #expect(
        try eventually { try (0..<10).allSatisfy { _ in try site.client.get("/init").status == 200 } })
    }

    @Test(arguments: ["password", "jwt-secret"])
    func `while the file of a secret is missing or faulty, new workers use the one that was checked`(name: String)
      throws
    {
      let account = try site.register()
      let file = "\(site.folder)/\(name)"
      let good = try readText(file)
      defer { try? writeText(good, to: file) }
      unlink(file)
      try replaceAll()
      #expect(try site.client.get("/api/auth/user", token: account.token).status == 200)
      try writeText("short", to: file)
      try replaceAll()
      #expect(try site.client.get("/api/auth/user", token: account.token).status == 200)
      #expect(try site.control("reload").status == (name == "password" ? 0 : 1))
      try writeText(good, to: file)
      #expect(try site.control("reload").status == 0)
      #expect(try site.client.get("/api/auth/user", token: account.token).status == 200)
    }

    @Test func `signing keys change even if their file is missing for a while, and only removed keys end tokens`()
      throws
    {
      let file = "\(site.folder)/jwt-secret"
      let old = try readText(file)
      let before = try site.register().token
      func isGood(_ token: String) throws -> Bool { try site.client.get("/api/auth/user", token: token).status == 200 }
      func key(of token: String) -> Substring? { token.split(separator: ".").first }
      unlink(file)
      pause(1.5)
      #expect(try (0..<8).allSatisfy { _ in try isGood(before) })
      let new = "another secret of the tests, longer than 32 bytes\n"
      func write(_ keys: String) throws {
        let before = site.serverLog.utf8.count
        try writeText(keys, to: file)
        try site.waitUntilEachWorkerLogs("signing keys read", after: before)
      }
      try write(new + old)
      let after = try site.register().token
      // The header of a token names the key that signed it.
      #expect(key(of: after) != key(of: before))
      unlink(file)
      pause(1.5)
      #expect(try (0..<8).allSatisfy { _ in try isGood(before) && isGood(after) })
      try write(new)
      #expect(try (0..<8).allSatisfy { _ in try !isGood(before) && isGood(after) })
      // Restores the key that the other tests of this site use.
      try writeText(old, to: file)
      #expect(try site.control("reload").status == 0)
    }

    @Test func `no secret is visible in command lines, environments or open files`() throws {
      for process in try site.workers() + [site.server.id] {
        for place in ["cmdline", "environ"] {
          let text = try readText("/proc/\(process)/\(place)")
          #expect(!text.contains("a password of the tests") && !text.contains("a secret of the tests"))
        }
      }
      // Workers have also closed the file that they got the secrets from.
      for worker in try site.workers() {
        let folder = "/proc/\(worker)/fd"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
          let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
          #expect(target?.contains("settings") != true)
        }
      }
    }

    @Test func `a worker started by hand reads the configuration file`() throws {
      let folder = try makeTemporaryFolder()
      let child = try ChildProcess(
        ["\(Settings.executables())/marquee-server", "--worker", "--config", "/nowhere.conf"], log: "\(folder)/log")
      #expect(child.waitForEnd() == 78 && child.output.contains("/nowhere.conf"))
    }

    @Test func `a reload with an unreadable models directory keeps the current models`() throws {
      let good = try readText(config)
      defer { try? writeText(good, to: config) }
      let before = try site.workers()
      try writeText(good.replacing("/models", with: "/no-models"), to: config)
      let (status, lines) = try site.control("reload")
      #expect(status == 1 && lines.last?.contains("nothing has changed: no model can be used") == true, "\(lines)")
      #expect(eventually { (try? site.workers()) == before })
      #expect(try site.client.post("/api/recommend", ["model": "EASE", "context": [1]]).status == 200)
    }
  }
}
