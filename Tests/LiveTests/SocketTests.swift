import Foundation
import Testing

/// Where the pool listens, and as whom.
extension Live {
  @Suite struct Sockets {
    private func file(_ path: String) throws -> stat {
      var information = stat()
      guard lstat(path, &information) == 0 else { throw LiveError("there is no \(path)") }
      return information
    }

    @Test func `the socket has the permissions that are configured, and a stale one is replaced`() throws {
      let site = try Site(["socket_mode": "0620"])
      #expect(try file(site.socket).st_mode & 0o7777 == 0o620)
      // kill -9 leaves the file, and nobody listens. The workers go by themselves.
      let workers = try site.workers()
      site.server.signal(SIGKILL)
      #expect(site.server.waitForEnd(5) == 128 + SIGKILL)
      #expect(eventually(within: 10) { workers.allSatisfy { kill($0, 0) != 0 } })
      #expect(try file(site.socket).st_mode & S_IFMT == S_IFSOCK)
      try site.restartServer()
    }

    @Test func `a socket that another pool listens on is left alone`() throws {
      let site = try Site.shared()
      let second = try ChildProcess(
        ["\(Settings.executables())/marquee-server", "--config", "\(site.folder)/server.conf"],
        log: "\(makeTemporaryFolder())/log")
      #expect(second.waitForEnd(10) == 78)
      #expect(second.output.contains("Address already in use"))
      #expect(try site.client.get("/api/health").status == 200)
    }

    @Test func `over TCP only those that are listed are served`() throws {
      let port = try Loopback.freePort()
      let site = try Site(["listen": "127.0.0.1:\(port)"]) { $0.workersPort = port }
      #expect(access(site.socket, F_OK) != 0)
      let load = Load(Request("GET", "/api/models"), to: site.client, clients: 4)
      site.server.signal(SIGHUP)
      pause(1)
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      let path = "\(site.folder)/server.conf"
      try writeText(readText(path) + "allowed_clients = 192.0.2.1, ::1\n", to: path)
      #expect(try site.control("reload").status == 0)
      try expectError(try site.client.get("/api/health"), 502, "SERVICE_UNAVAILABLE")
    }

    @Test(.enabled(if: getuid() == 0, "only root can become another user: run the tests as root, too"))
    func `root becomes the user that is configured, and serves and reloads as that`() throws {
      let site = try Site()
      // That user reads its files where it can reach them.
      var template = Array("/tmp/marquee-live.XXXXXX".utf8CString)
      #expect(mkdtemp(&template) != nil)
      let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      Watcher.shared.owns(folder: folder)
      let nobody = try #require(getpwnam("nobody")?.pointee)
      #expect(chown(folder, nobody.pw_uid, nobody.pw_gid) == 0)
      for name in ["password", "jwt-secret"] {
        try writeText(readText("\(site.folder)/\(name)"), to: "\(folder)/\(name)")
        #expect(chown("\(folder)/\(name)", nobody.pw_uid, nobody.pw_gid) == 0)
      }
      try makeFolder("\(folder)/models")
      try FileManager.default.copyItem(atPath: site.modelFile("EASE"), toPath: "\(folder)/models/EASE.marquee")
      for name in ["", "/EASE.marquee"] { chown("\(folder)/models\(name)", nobody.pw_uid, nobody.pw_gid) }
      let changed = ["allow_root", "user", "models", "database_password_file", "jwt_secret_file", "log_file"]
      var lines = try readText("\(site.folder)/server.conf").split(separator: "\n").filter { line in
        !changed.contains { line.hasPrefix("\($0) ") }
      }
      lines += [
        "user = nobody", "socket_group = nogroup", "models = \(folder)/models", "log_file = \(folder)/log",
        "database_password_file = \(folder)/password", "jwt_secret_file = \(folder)/jwt-secret",
      ]
      site.server.signal(SIGTERM)
      _ = site.server.waitForEnd(10)
      let config = "\(folder)/server.conf"
      try writeText(lines.joined(separator: "\n") + "\n", to: config)
      #expect(chown(config, nobody.pw_uid, nobody.pw_gid) == 0)
      let server = try ChildProcess(
        ["\(Settings.executables())/marquee-server", "--config", config], log: "\(site.folder)/as-nobody.log")
      defer {
        server.signal(SIGTERM)
        _ = server.waitForEnd(10)
      }
      let isUp = eventually(within: 10) { (try? site.client.get("/api/health").status) == 200 }
      try #require(isUp, "\(server.tail)")
      #expect(try file(site.socket).st_gid == nobody.pw_gid)
      #expect(try file("\(folder)/log").st_uid == nobody.pw_uid)
      let account = try site.register()
      #expect(try site.client.get("/api/auth/user", token: account.token).status == 200)
      server.signal(SIGHUP)
      #expect(eventually(within: 10) { (try? readText("\(folder)/log").contains("reloading")) == true })
      #expect(eventually(within: 10) { (try? site.client.get("/api/health").status) == 200 })
      try expectPatience(in: folder, site, server)
      let processes = try processes(below: server.id)
      #expect(processes.count >= 3)
      for process in processes {
        let status = try readText("/proc/\(process)/status")
        let ids = status.split(separator: "\n").filter { $0.hasPrefix("Uid:") || $0.hasPrefix("Gid:") }
        #expect(ids.allSatisfy { !$0.split(separator: "\t").dropFirst().contains("0") }, "\(ids)")
      }
    }

    /// Root would read a directory that nobody may. What is served goes on without it, and workers that start then do not
    /// take the place of those that can serve.
    private func expectPatience(in folder: String, _ site: Site, _ server: ChildProcess) throws {
      func status() throws -> Int {
        try site.client.post("/api/recommend", ["model": "EASE", "context": [5]]).status
      }
      // The workers of before have gone: a master and two.
      #expect(try eventually(within: 10) { try processes(below: server.id).count == 3 })
      #expect(try eventually(within: 10) { try (0..<8).allSatisfy { _ in try status() == 200 } })
      let models = "\(folder)/models"
      chmod(models, 0)
      defer { chmod(models, 0o755) }
      pause(0.6)
      #expect(try (0..<8).allSatisfy { _ in try status() == 200 })
      server.signal(SIGHUP)
      #expect(eventually(within: 10) { (try? readText("\(folder)/log").contains("not reloaded")) == true })
      #expect(try (0..<8).allSatisfy { _ in try status() == 200 })
    }

    /// The process and its children.
    private func processes(below parent: pid_t) throws -> [pid_t] {
      let all = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
      return [parent]
        + all.filter { (try? readText("/proc/\($0)/status").contains("\nPPid:\t\(parent)\n")) == true }
    }
  }
}
