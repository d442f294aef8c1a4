import Foundation
import TestCases
import Testing

/// The sockets that the pool listens on, its files, and the user that it runs as.
extension LiveSuites {
  @Suite struct Sockets {
    private func file(_ path: String) throws -> stat {
      var information = stat()
      guard lstat(path, &information) == 0 else { throw LiveError("\(path) does not exist") }
      return information
    }

    @Test func `the socket has the configured permissions, and a stale socket is replaced`() throws {
      let site = try LiveSite(["socket_mode": "0620"])
      #expect(try file(site.socket).st_mode & 0o7777 == 0o620)
      // kill -9 leaves the file of a socket that nothing listens on. The workers end by themselves.
      let haveEnded = ends(of: try site.workers())
      site.server.signal(SIGKILL)
      #expect(site.server.waitForEnd() == 128 + SIGKILL)
      #expect(eventually { haveEnded() })
      #expect(try file(site.socket).st_mode & S_IFMT == S_IFSOCK)
      try site.restartServer()
    }

    @Test func `a socket that another pool listens on is not replaced`() throws {
      let site = try LiveSite.shared()
      let again = try start(like: site, [:])
      #expect(again.waitForEnd() == 78)
      #expect(again.output.contains("which another pool uses") && !again.output.contains("waiting until it is free"))
      let other = try start(like: site, ["scoreboard": "%/scoreboard"])
      #expect(other.waitForEnd() == 78)
      #expect(other.output.contains("waiting until it is free") && other.output.contains("Address already in use"))
      #expect(try site.client.get("/api/health").status == 200)
      #expect(try site.control("status").status == 0)
    }

    /// A worker that starts when its master is killed holds the socket until it is ready.
    @Test func `a pool that starts waits until a process of the one before has let go of the socket`() throws {
      let site = try LiveSite()
      site.end()
      let listen = """
        import socket, sys, time
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(sys.argv[1])
        listener.listen()
        print('listening', flush=True)
        time.sleep(600)
        """
      let log = "\(try makeTemporaryFolder())/log"
      let holder = try ChildProcess(["python3", "-c", listen, site.socket], log: log)
      #expect(eventually { holder.output.contains("listening") })
      Thread.detachNewThread {
        _ = eventually { site.serverLog.contains("socket in use: waiting") }
        holder.signal(SIGKILL)
      }
      try site.restartServer()
      #expect(site.serverLog.contains("socket in use: waiting"))
    }

    @Test func `over TCP only the configured clients are served`() throws {
      let port = try Loopback.freePort()
      let site = try LiveSite(["listen": "127.0.0.1:\(port)"]) { $0.workersPort = port }
      #expect(access(site.socket, F_OK) != 0)
      let load = Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 4)
      #expect(try site.control("reload").status == 0)
      try load.turn()
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      let path = "\(site.folder)/server.conf"
      try writeText(readText(path) + "allowed_clients = 192.0.2.1, ::1\n", to: path)
      #expect(try site.control("reload").status == 0)
      try expectError(try site.client.get("/api/health"), 502, "SERVICE_UNAVAILABLE")
      for _ in 0..<5 { #expect(try site.client.get("/api/health").status == 502) }
      let lines = site.serverLog.split(separator: "\n").filter { $0.contains("client refused") }
      // At most one line from each worker.
      #expect((1...2).contains(lines.count) && lines.allSatisfy { $0.contains(#""address":"127.0.0.1""#) })
      let status = try JSON(Array(site.control("status", "--json").lines.joined().utf8))
      #expect(status["refused_clients"]?.integer ?? 0 >= 6)
      try writeText(readText(path).replacing("192.0.2.1, ::1", with: "127.0.0.0/8"), to: path)
      #expect(try site.control("reload").status == 0)
      #expect(try site.client.get("/api/health").status == 200)
    }

    @Test func `FastCGI management records are answered, and requests on their connection are served`() throws {
      let site = try LiveSite.shared()
      let connection = try #require(FastCGIClient(path: site.socket))
      let asked = FastCGIClient.pairs([("FCGI_MAX_REQS", ""), ("FCGI_MPXS_CONNS", "")])
      for _ in 0..<2 {
        connection.send(FastCGIClient.record(.getValues, request: 0, asked, padding: 3))
        let values = try #require(connection.receive())
        #expect(values.kind == FastCGIClient.Kind.valuesResult.rawValue && values.request == 0)
        #expect(values.content == FastCGIClient.pairs([("FCGI_MAX_REQS", "4"), ("FCGI_MPXS_CONNS", "0")]))
        connection.send(FastCGIClient.record(.data, request: 0))
        #expect(connection.receive()?.kind == FastCGIClient.Kind.unknown.rawValue)
        #expect(connection.send("GET", "/api/health") && connection.answer()?.hasPrefix("Status: 200") == true)
      }
      // Once more, with a request in the same write.
      connection.send(
        FastCGIClient.record(.getValues, request: 0, asked)
          + FastCGIClient.request([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/api/health")]))
      #expect(connection.receive()?.kind == FastCGIClient.Kind.valuesResult.rawValue)
      #expect(connection.answer()?.hasPrefix("Status: 200") == true)
    }

    // MARK: - Files that disappear

    @Test(arguments: ["rm %", "rm % && touch % && sleep 1.5 && rm %"])
    func `a removed socket file is created again, and requests are served again`(damage: String) throws {
      let site = try LiveSite(["socket_mode": "0620"])
      let before = try site.workers()
      let load = Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 4)
      let shell = try ChildProcess(
        ["sh", "-c", damage.replacingOccurrences(of: "%", with: site.socket)], log: "\(makeTemporaryFolder())/log")
      #expect(shell.waitForEnd() == 0)
      #expect(eventually { (try? file(site.socket).st_mode) == S_IFSOCK | 0o620 })
      #expect(eventually { (try? Set(site.workers()).isDisjoint(with: before)) == true })
      #expect(eventually { (try? site.client.get("/api/health").status) == 200 })
      let result = try load.stop()
      // Until the socket exists again, nginx cannot connect and answers 502.
      #expect(result.failures == [] && Set(result.answers.keys).isSubset(of: [200, 502]))
      #expect(site.serverLog.contains("socket file was missing: created again"))
      #expect((0..<20).allSatisfy { _ in (try? site.client.get("/api/health").status) == 200 })
      FaultReport.tell("the socket file removed (GET)", result)
    }

    /// Starts another pool with the configuration of `site`, except for `changes`, where % stands for a new folder.
    private func start(like site: LiveSite, _ changes: [String: String]) throws -> ChildProcess {
      let folder = try makeTemporaryFolder()
      let lines = try readText("\(site.folder)/server.conf").split(separator: "\n").map { line -> String in
        let key = String(line.prefix { $0 != " " })
        return changes[key].map { "\(key) = \($0.replacingOccurrences(of: "%", with: folder))" } ?? String(line)
      }
      try writeText(lines.joined(separator: "\n") + "\n", to: "\(folder)/second.conf")
      return try ChildProcess(
        ["\(Settings.executables())/marquee-server", "--config", "\(folder)/second.conf"], log: "\(folder)/log")
    }

    @Test func `a pool does not start with the scoreboard of another pool`() throws {
      let site = try LiveSite.shared()
      let second = try start(like: site, ["socket": "%/second.sock"])
      #expect(second.waitForEnd() == 78)
      #expect(second.output.contains("'scoreboard' is \(site.folder)/scoreboard, which another pool uses"))
      let status = try site.control("status", "--json")
      #expect(try JSON(Array(status.lines.joined().utf8))["master"] == .integer(Int(site.server.id)))
    }

    @Test func `a pool that stops does not remove the socket of its successor`() throws {
      let site = try LiveSite()
      // Stopped, so that it does not create its socket again.
      freeze([site.server.id])
      unlink(site.socket)
      let second = try start(like: site, ["scoreboard": "%/board"])
      defer {
        second.signal(SIGTERM)
        _ = second.waitForEnd()
      }
      #expect(eventually { second.output.contains("worker ready") })
      thaw([site.server.id])
      #expect(eventually { site.serverLog.contains("cannot be created yet") })
      #expect(try site.control("stop").status == 0)
      #expect(access(site.socket, F_OK) == 0 && second.isRunning)
      #expect(eventually { (try? site.client.get("/api/health").status) == 200 })
    }

    @Test func `if several masters start at once on one path, one serves and the others exit`() throws {
      let site = try LiveSite()
      #expect(try site.control("stop").status == 0)
      let all = try (0..<4).map { _ in try start(like: site, [:]) }
      defer {
        for one in all {
          one.signal(SIGTERM)
          _ = one.waitForEnd()
        }
      }
      #expect(eventually { all.count { $0.isRunning } == 1 })
      #expect(all.compactMap(\.exitStatus) == [78, 78, 78])
      #expect(eventually { (try? site.client.get("/api/health").status) == 200 })
    }

    @Test func `the master keeps its process id in the pid file while it runs`() throws {
      let path = "\(try makeTemporaryFolder())/pid"
      let site = try LiveSite(["pid_file": path, "backlog": "600"])
      #expect(try readText(path) == "\(site.server.id)\n")
      #expect(try site.control("stop").status == 0)
      #expect(access(path, F_OK) != 0)
      // A file with another process id is not removed.
      try site.restartServer()
      try writeText("1\n", to: path)
      #expect(try site.control("stop").status == 0)
      #expect(try readText(path) == "1\n")
    }

    @Test(.enabled(if: getuid() == 0, "only root can become another user: run the tests as root, too"))
    func `a server started as root serves and reloads as the configured user`() throws {
      let site = try LiveSite()
      // The files must be in a folder that this user can reach.
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
        "user = nobody", "socket_owner = 4242", "socket_group = \(nobody.pw_gid)", "models = \(folder)/models",
        "log_file = \(folder)/log",
        "database_password_file = \(folder)/password", "jwt_secret_file = \(folder)/jwt-secret",
      ]
      site.server.signal(SIGTERM)
      _ = site.server.waitForEnd()
      let config = "\(folder)/server.conf"
      try writeText(lines.joined(separator: "\n") + "\n", to: config)
      #expect(chown(config, nobody.pw_uid, nobody.pw_gid) == 0)
      try expectChecks(lines.map(String.init), in: folder, nobody.pw_uid)
      let server = try ChildProcess(
        ["\(Settings.executables())/marquee-server", "--config", config], log: "\(site.folder)/as-nobody.log")
      defer {
        server.signal(SIGTERM)
        _ = server.waitForEnd()
      }
      let isUp = eventually { (try? site.client.get("/api/health").status) == 200 }
      try #require(isUp, "\(server.tail)")
      #expect(try file(site.socket).st_gid == nobody.pw_gid && file(site.socket).st_uid == 4_242)
      #expect(try file("\(folder)/log").st_uid == nobody.pw_uid)
      let account = try site.register()
      #expect(try site.client.get("/api/auth/user", token: account.token).status == 200)
      let before = try children(of: server.id)
      server.signal(SIGHUP)
      #expect(eventually { (try? readText("\(folder)/log").contains("reloading")) == true })
      #expect(
        eventually { (try? children(of: server.id)).map { $0.count == 2 && Set(before).isDisjoint(with: $0) } == true })
      try expectPatience(in: folder, site, server)
      // The user may not look at the sockets, which root has created. They must not be reported as gone.
      #expect(try !readText("\(folder)/log").contains("socket file missing"))
      let processes = try processes(below: server.id)
      #expect(processes.count >= 3)
      for process in processes {
        let status = try readText("/proc/\(process)/status")
        let ids = status.split(separator: "\n").filter { $0.hasPrefix("Uid:") || $0.hasPrefix("Gid:") }
        #expect(ids.allSatisfy { !$0.split(separator: "\t").dropFirst().contains("0") }, "\(ids)")
      }
    }

    /// Expects that `user` may be a number, and that the log file is checked with the rights of that user: root could
    /// open it anywhere.
    private func expectChecks(_ lines: [String], in folder: String, _ nobody: uid_t) throws {
      func check(_ changes: [String: String]) throws -> (status: Int32?, output: String) {
        let changed = lines.map { line in
          let key = String(line.prefix { $0 != " " })
          return changes[key].map { "\(key) = \($0)" } ?? line
        }
        let file = "\(folder)/checked.conf"
        try writeText(changed.joined(separator: "\n") + "\n", to: file)
        chown(file, nobody, nobody)
        let child = try ChildProcess(
          ["\(Settings.executables())/marquee-server", "--config", file, "--check-config"],
          log: "\(makeTemporaryFolder())/log")
        return (child.waitForEnd(), child.output)
      }
      #expect(try check(["user": "\(nobody)"]).status == 0)
      #expect(try check(["user": "4242"]).status == 78)
      let logs = "\(folder)/logs"
      try makeFolder(logs)
      chmod(logs, 0o700)
      let closed = try check(["log_file": "\(logs)/log"])
      #expect(closed.status == 78 && closed.output.contains("'log_file' cannot be reopened by the pool's user"))
      chmod(logs, 0o755)
      let foreign = try check(["log_file": "\(logs)/log"])
      #expect(foreign.status == 0 && foreign.output.contains("after moving the log away, create it again"))
      let unwritable = try check(["models": logs])
      #expect(unwritable.status == 0 && unwritable.output.contains("\(logs) is not writable"))
    }

    /// Makes the models directory unreadable, which would not stop root. The pool must go on serving its models, and
    /// workers that start then must not replace those that can serve.
    private func expectPatience(in folder: String, _ site: LiveSite, _ server: ChildProcess) throws {
      func status() throws -> Int {
        try site.client.post("/api/recommend", ["model": "EASE", "context": [5]]).status
      }
      #expect(try eventually { try (0..<8).allSatisfy { _ in try status() == 200 } })
      let models = "\(folder)/models"
      chmod(models, 0)
      defer { chmod(models, 0o755) }
      pause(0.6)
      #expect(try (0..<8).allSatisfy { _ in try status() == 200 })
      server.signal(SIGHUP)
      #expect(eventually { (try? readText("\(folder)/log").contains("reload refused")) == true })
      #expect(try (0..<8).allSatisfy { _ in try status() == 200 })
    }

    /// The process `parent` and its children.
    private func processes(below parent: pid_t) throws -> [pid_t] {
      let all = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }
      return [parent]
        + all.filter { (try? readText("/proc/\($0)/status").contains("\nPPid:\t\(parent)\n")) == true }
    }
  }
}
