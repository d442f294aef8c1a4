import Glibc
import Testing

/// Notifications to systemd, and sockets that it passes to the pool. These tests have their own site, which they stop.
extension LiveSuites {
  @Suite struct Systemd {
    private static let own = Result { try LiveSite() }
    let site: LiveSite

    init() throws { site = try Self.own.get() }

    @Test func `systemd is notified when the pool is ready, reloads and stops`() throws {
      let systemd = try NotifySocket()
      try site.restartServer(environment: ["NOTIFY_SOCKET": systemd.path])
      #expect(systemd.hears("READY=1"))
      #expect(try site.workers().count == 2)
      let before = try site.workers()
      site.server.signal(SIGHUP)
      #expect(systemd.hears("RELOADING=1"))
      #expect(systemd.hears("READY=1"))
      // It is the new workers that are ready.
      #expect(try site.control("status", "--json").lines.joined().contains(#""reloads":1"#))
      #expect(eventually { (try? Set(site.workers()).isDisjoint(with: before)) == true })
      #expect(!systemd.hears("WATCHDOG=1", within: 0.3))
      site.server.signal(SIGTERM)
      #expect(systemd.hears("STOPPING=1"))
      #expect(site.server.waitForEnd(25) == 0)
      try site.restartServer()
    }

    @Test func `systemd is notified that the pool is ready again after a refused reload`() throws {
      let systemd = try NotifySocket()
      try site.restartServer(environment: ["NOTIFY_SOCKET": systemd.path])
      #expect(systemd.hears("READY=1"))
      let path = "\(site.folder)/server.conf"
      let good = try readText(path)
      try writeText(good + "colour = blue\n", to: path)
      defer { try? writeText(good, to: path) }
      site.server.signal(SIGHUP)
      // systemd sends the signal and then waits for READY (Type=notify-reload).
      #expect(systemd.hears("RELOADING=1") && systemd.hears("READY=1"))
    }

    @Test func `a running master notifies the watchdog of systemd in time, and a hung one does not`() throws {
      let systemd = try NotifySocket()
      try site.restartServer(environment: ["NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "4000000"])
      for _ in 0..<3 { #expect(systemd.hears("WATCHDOG=1", within: 4)) }
      freeze([site.server.id])
      while systemd.hears("WATCHDOG=1", within: 0) {}
      #expect(!systemd.hears("WATCHDOG=1", within: 4))
      thaw([site.server.id])
      #expect(systemd.hears("WATCHDOG=1"))
      try site.restartServer()
    }

    /// Holds a socket as systemd does, and starts the given program with it (sd_listen_fds(3)). SIGUSR2 restarts the
    /// program, and SIGTERM stops both.
    private static let socketHolder = """
      import os, signal, socket, sys
      signal.pthread_sigmask(signal.SIG_SETMASK, [])
      path, command = sys.argv[1], sys.argv[2:]
      listener = socket.socket(socket.AF_UNIX)
      listener.bind(path)
      listener.listen(1024)
      child, stopping = 0, False
      def stop(*_):
          global stopping
          stopping = True
          os.kill(child, signal.SIGTERM)
      signal.signal(signal.SIGTERM, stop)
      signal.signal(signal.SIGUSR2, lambda *_: os.kill(child, signal.SIGTERM))
      while not stopping:
          child = os.fork()
          if child == 0:
              os.dup2(listener.fileno(), 3)
              os.set_inheritable(3, True)
              os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
              os.execv(command[0], command)
          os.waitpid(child, 0)
      """

    @Test func `a restart loses no request if systemd holds the socket`() throws {
      site.server.signal(SIGTERM)
      _ = site.server.waitForEnd()
      unlink(site.socket)
      try site.restartServer(through: ["python3", "-c", Self.socketHolder, site.socket])
      func stops() -> Int { site.serverLog.split(separator: "\n").count { $0.contains(#""message":"stopped""#) } }
      let before = stops()
      let account = try site.register()
      let saving = HTTPRequest("POST", "/api/interactions", body: #"{"movie_id":1}"#, token: account.token)
      let (saves, reads) = (
        Load(saving, to: site.client, clients: 4), Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 2)
      )
      for restart in 1...3 {
        site.server.signal(SIGUSR2)
        #expect(eventually { stops() == before + restart && site.readyWorkers == 2 })
      }
      let (saved, read) = (try saves.stop(), try reads.stop())
      print("three restarts with the socket held: writes \(saved.answers), reads \(read.answers)")
      #expect(saved.failures == [] && read.failures == [])
      #expect(Set(saved.answers.keys) == [201] && Set(read.answers.keys) == [200])
      let count = try site.client.get("/api/interactions", token: account.token).json["count"]?.integer
      #expect(count == saved.answers[201])
      #expect(stops() == before + 3)
      try site.restartServer()
    }

    @Test func `a removed file of a socket held by systemd is logged once, and the pool keeps running`() throws {
      site.server.signal(SIGTERM)
      _ = site.server.waitForEnd()
      unlink(site.socket)
      try site.restartServer(through: ["python3", "-c", Self.socketHolder, site.socket])
      #expect(eventually { site.readyWorkers == 2 })
      func said() -> Int { site.serverLog.split(separator: "\n").count { $0.contains("socket file missing") } }
      #expect(said() == 0)
      unlink(site.socket)
      #expect(eventually { said() == 1 })
      pause(2.5)
      #expect(said() == 1 && site.readyWorkers == 2)
      try site.restartServer()
    }

    @Test func `the packaged units pass the checks of systemd-analyze`() throws {
      let folder = try makeTemporaryFolder()
      let names = [
        "marquee.service", "marquee.socket", "marquee-train.service", "marquee-train.timer", "marquee-prune.service",
        "marquee-prune.timer", "marquee-failed@.service",
        "marquee-models.service", "marquee-models.timer",
      ]
      for name in names {
        let text = try readText("\(Settings.root)/scripts/packaging/\(name)")
        // The programs are not installed here.
        let unit = text.replacing(/(Exec[A-Za-z]*=)\/[^ \n]*/) { "\($0.output.1)/bin/true" }
        try writeText(unit, to: "\(folder)/\(name.replacing("@", with: "@x"))")
      }
      let files = names.map { "\(folder)/\($0.replacing("@", with: "@x"))" }
      #expect(try capture(["systemd-analyze", "verify", "--man=no"] + files) == "")
    }

    @Test func `fetching models takes new ones, keeps those that are gone, and leaves what is each machine's own`()
      throws
    {
      let unit = try readText("\(Settings.root)/scripts/packaging/marquee-models.service")
      let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix("ExecStart=") })
      let folder = try makeTemporaryFolder()
      let there = [
        "EASE.marquee": "trained again", "EASE.marquee.2": "newer version", "NeuralMF.marquee": "first",
        "catalogue.marquee": "theirs", "statistics.marquee": "theirs", "last-training.json": "{}",
        ".EASE.marquee.new": "being written",
      ]
      let here = [
        "EASE.marquee": "old", "EASE.marquee.1": "old version", "ItemKNN.marquee": "gone there",
        "catalogue.marquee": "own", ".statistics.marquee.new": "being written",
      ]
      for (name, files) in [("there", there), ("here", here)] {
        mkdir("\(folder)/\(name)", 0o755)
        for (file, text) in files { try writeText(text, to: "\(folder)/\(name)/\(file)") }
      }
      let fetch = line.dropFirst("ExecStart=".count).replacing("/var/lib/marquee/models", with: "\(folder)/here")
      #expect(try capture(["env", "MODELS_FROM=\(folder)/there/", "sh", "-c", String(fetch)]) == "")
      let names = try capture(["ls", "-A", "\(folder)/here"]).split(separator: "\n")
      let texts = try names.map { try readText("\(folder)/here/\($0)") }
      #expect(
        Dictionary(uniqueKeysWithValues: zip(names.map { String($0) }, texts)) == [
          "EASE.marquee": "trained again", "EASE.marquee.2": "newer version", "NeuralMF.marquee": "first",
          "ItemKNN.marquee": "gone there", "catalogue.marquee": "own", "last-training.json": "{}",
          ".statistics.marquee.new": "being written",
        ])
    }

    @Test func `a pool serves a socket created by systemd and does not remove it when it stops`() throws {
      unlink(site.socket)
      site.server.signal(SIGTERM)
      _ = site.server.waitForEnd()
      try site.restartServer(through: ["systemd-socket-activate", "--listen=\(site.socket)"])
      #expect(site.serverLog.contains("Listening on"))
      let load = Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 4)
      #expect(try site.control("reload").status == 0)
      try load.turn()
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      site.server.signal(SIGTERM)
      #expect(site.server.waitForEnd(25) == 0)
      #expect(access(site.socket, F_OK) == 0)
      // Nothing listens on the socket now, so the next pool replaces it.
      try site.restartServer()
    }
  }
}
