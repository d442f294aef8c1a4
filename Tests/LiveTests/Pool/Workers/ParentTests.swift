import Foundation
import Testing

/// What the pool inherits from its parent process, signals from other processes, and readers of its log that stall or
/// go away.
extension LiveSuites {
  @Suite struct Parents {
    private static let own = Result { try LiveSite() }
    let site: LiveSite

    init() throws { site = try Self.own.get() }

    /// Starts the server from a parent process that first runs `preparation`.
    /// - Parameter preparation: Python code.
    private func start(after preparation: String) throws {
      let parent = "import os, signal, sys\n\(preparation)\nos.execv(sys.argv[1], sys.argv[1:])"
      try site.restartServer(through: ["python3", "-c", parent])
      #expect(eventually { (try? site.workers().count) == 2 })
    }

    private func status() throws -> JSON { try JSON(Array(site.control("status", "--json").lines.joined().utf8)) }

    /// Expects that the pool replaces a killed worker, reloads, serves requests and stops.
    private func expectSoundness(at location: SourceLocation = #_sourceLocation) throws {
      #expect(eventually { (try? site.workers().count) == 2 }, sourceLocation: location)
      let before = try site.workers()
      let victim = try #require(before.first, sourceLocation: location)
      kill(victim, SIGKILL)
      let isReplaced = eventually {
        let workers = (try? site.workers()) ?? []
        return workers.count == 2 && !workers.contains(victim)
      }
      #expect(isReplaced, sourceLocation: location)
      #expect(try site.control("reload").status == 0, sourceLocation: location)
      #expect(try Set(before).isDisjoint(with: site.workers()), sourceLocation: location)
      #expect(try site.client.get("/api/health").status == 200, sourceLocation: location)
      site.server.signal(SIGTERM)
      #expect(site.server.waitForEnd(25) == 0, sourceLocation: location)
      try site.restartServer()
    }

    @Test(arguments: [
      "signal.signal(signal.SIGCHLD, signal.SIG_IGN)",
      "for n in signal.valid_signals() - {9, 19, 32, 33}: signal.signal(n, signal.SIG_IGN)",
      "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())",
      "os.closerange(0, 3)",
      "os.umask(0o777)",
    ])
    func `the pool works even if its parent ignored or blocked signals or closed descriptors`(parent: String) throws {
      try start(after: parent)
      try expectSoundness()
    }

    @Test func `closed standard descriptors become the null device, and workers inherit no file of the parent`() throws
    {
      try start(
        after: """
          os.closerange(0, 3)
          os.dup2(os.open('/etc/passwd', os.O_RDONLY), 9)
          """)
      func file(_ process: pid_t, _ number: Int32) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(number)")
      }
      #expect(file(site.server.id, 0) == "/dev/null")
      for process in try [site.server.id] + site.workers() {
        #expect(file(process, 1) == "/dev/null" && file(process, 2) == "/dev/null")
      }
      for worker in try site.workers() {
        let numbers = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(worker)/fd").compactMap { Int32($0) }
        #expect(!numbers.contains { file(worker, $0) == "/etc/passwd" })
      }
      try site.restartServer()
    }

    // MARK: - Signals

    @Test(arguments: [
      SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGTTIN, SIGTTOU, SIGTSTP, SIGWINCH, SIGPWR, SIGSTKFLT, SIGXCPU, SIGXFSZ,
      SIGPIPE, SIGURG, SIGCONT, 34, 64,
    ])
    func `an unexpected signal neither ends nor stops the master or a worker`(number: Int32) throws {
      #expect(eventually { (try? site.workers().count) == 2 })
      let workers = try site.workers()
      for process in [site.server.id] + workers { for _ in 0..<3 { kill(process, number) } }
      pause(0.2)
      for process in [site.server.id] + workers {
        let state = try readText("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("State:") }
        #expect(state?.contains("stopped") == false && state?.contains("zombie") == false)
      }
      #expect(try site.workers() == workers && site.client.get("/api/health").status == 200)
    }

    @Test func `SIGUSR2 makes the master reload, as in php-fpm, and is ignored by workers`() throws {
      #expect(eventually { (try? site.workers().count) == 2 })
      let before = try site.workers()
      before.forEach { kill($0, SIGUSR2) }
      site.server.signal(SIGUSR2)
      #expect(eventually { (try? Set(site.workers()).isDisjoint(with: before)) == true })
      #expect(eventually { (try? site.workers().count) == 2 })
    }

    @Test func `a worker that is told to reopen its log while it starts does not crash`() throws {
      let before = try status()["crashed"]
      for round in 0..<300 {
        if round.isMultiple(of: 100) { site.server.signal(SIGHUP) }
        site.server.signal(SIGUSR1)
        for worker in try site.workers() { kill(worker, SIGUSR1) }
        pause(0.005)
      }
      try site.waitUntilItAnswers()
      #expect(try status()["crashed"] == before)
    }

    // MARK: - Log readers

    /// Sends the log to a full pipe. The server itself holds its reading end, and nothing reads from it.
    private static let stuckReader = """
      import fcntl
      reading, writing = os.pipe()
      fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
      os.write(writing, b'x' * 4095 + b'\\n')
      os.set_inheritable(reading, True)
      os.dup2(writing, 2)
      """

    @Test func `a log pipe that is never read loses lines, which are counted, and nothing else`() throws {
      try start(after: Self.stuckReader)
      let load = Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 2)
      kill(try #require(try site.workers().first), SIGKILL)
      #expect(eventually { (try? status()["crashed"]) == 1 })
      #expect(try site.control("reload").status == 0)
      let result = try load.stop()
      try expectRepeats(result, on: site)
      let dropped = try #require(try status()["log_lines_dropped"]?.integer)
      #expect(dropped > result.answers[200] ?? 0)
      let metrics = String(decoding: try site.client.get("/metrics").body, as: UTF8.self)
      #expect(metrics.contains("marquee_log_lines_dropped_total"))
      // The pipe is read again: the lost lines are reported once.
      let reader = open("/proc/\(site.server.id)/fd/2", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      defer { close(reader) }
      var text = ""
      let isSaid = eventually {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(reader, &buffer, buffer.count)
        text += String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        site.server.signal(SIGUSR2)
        return text.contains("log lines dropped") && text.contains("reloading")
      }
      #expect(isSaid)
      // Then none of these reloads is still to come, which would replace the workers while a test lists them.
      #expect(try site.control("reload").status == 0)
      try expectSoundness()
    }

    @Test func `a log pipe whose reader is gone loses lines and nothing else`() throws {
      try start(after: "reading, writing = os.pipe()\nos.dup2(writing, 2)\nos.close(reading)")
      #expect(try status()["log_lines_dropped"]?.integer ?? 0 > 0)
      try expectSoundness()
    }
  }
}
