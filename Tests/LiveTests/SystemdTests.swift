import Glibc
import Testing

/// What systemd hears from the pool, and hands to it. A site of its own, which is stopped.
extension Live {
  @Suite struct Systemd {
    private static let own = Result { try Site() }
    let site: Site

    init() throws { site = try Self.own.get() }

    @Test func `systemd is told when the pool serves, replaces its workers, and stops`() throws {
      let systemd = try NotifySocket()
      try site.restartServer(environment: ["NOTIFY_SOCKET": systemd.path])
      #expect(systemd.hears("READY=1", within: 5))
      #expect(try site.workers().count == 2)
      let before = try site.workers()
      site.server.signal(SIGHUP)
      #expect(systemd.hears("RELOADING=1", within: 5))
      #expect(systemd.hears("READY=1", within: 10))
      // Ready are the new ones.
      #expect(try site.control("status", "--json").lines.joined().contains(#""reloads":1"#))
      #expect(eventually(within: 5) { (try? Set(site.workers()).isDisjoint(with: before)) == true })
      #expect(!systemd.hears("WATCHDOG=1", within: 0.3))
      site.server.signal(SIGTERM)
      #expect(systemd.hears("STOPPING=1", within: 5))
      #expect(site.server.waitForEnd(10) == 0)
      try site.restartServer()
    }

    @Test func `a reload that is refused leaves the pool as it is for systemd, too`() throws {
      let systemd = try NotifySocket()
      try site.restartServer(environment: ["NOTIFY_SOCKET": systemd.path])
      #expect(systemd.hears("READY=1", within: 5))
      let path = "\(site.folder)/server.conf"
      let good = try readText(path)
      try writeText(good + "colour = blue\n", to: path)
      defer { try? writeText(good, to: path) }
      site.server.signal(SIGHUP)
      // systemd waits for READY after the signal that it sends (Type=notify-reload).
      #expect(systemd.hears("RELOADING=1", within: 5) && systemd.hears("READY=1", within: 5))
    }

    @Test func `a master that lives says so as often as systemd wants to hear it, and one that hangs does not`() throws
    {
      let systemd = try NotifySocket()
      try site.restartServer(environment: ["NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "400000"])
      for _ in 0..<5 { #expect(systemd.hears("WATCHDOG=1", within: 0.4)) }
      site.server.signal(SIGSTOP)
      _ = systemd.hears("WATCHDOG=1", within: 0.2)
      #expect(!systemd.hears("WATCHDOG=1", within: 0.6))
      site.server.signal(SIGCONT)
      #expect(systemd.hears("WATCHDOG=1", within: 0.4))
      try site.restartServer()
    }

    @Test func `a socket that systemd made is served, and left when the pool stops`() throws {
      unlink(site.socket)
      site.server.signal(SIGTERM)
      _ = site.server.waitForEnd(10)
      try site.restartServer(through: ["systemd-socket-activate", "--listen=\(site.socket)"])
      #expect(site.serverLog.contains("Listening on"))
      let load = Load(Request("GET", "/api/models"), to: site.client, clients: 4)
      site.server.signal(SIGHUP)
      pause(1)
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      site.server.signal(SIGTERM)
      #expect(site.server.waitForEnd(10) == 0)
      #expect(access(site.socket, F_OK) == 0)
      // Nobody listens there now: the next pool takes the place.
      try site.restartServer()
    }
  }
}
