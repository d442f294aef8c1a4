import Foundation
import Testing

/// Logging to a file: it is moved away under load, and there is no room for it.
extension Live {
  @Suite struct LogFiles {
    @Test func `after a signal master and workers write to a new file, and no line is lost`() throws {
      let folder = try makeTemporaryFolder()
      let path = "\(folder)/marquee.log"
      let site = try Site(["log_file": path])
      // Each request writes a line at this level.
      let load = Load(Request("GET", "/api/models"), to: site.client, clients: 2)
      pause(0.3)
      #expect(rename(path, "\(path).1") == 0)
      site.server.signal(SIGUSR1)
      #expect(eventually(within: 5) { access(path, F_OK) == 0 })
      pause(0.3)
      let result = try load.stop()
      // What is ready is said before what comes after it; one more reload tells the master's file, too.
      site.server.signal(SIGHUP)
      #expect(eventually(within: 10) { (try? readText(path).contains("reloading")) == true })
      let (old, new) = try (readText("\(path).1"), readText(path))
      let lines = (old + new).split(separator: "\n")
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      let answered = result.answers[200] ?? 0
      #expect(lines.count { $0.contains(#""path":"/api/models""#) } == answered)
      #expect(new.contains(#""path":"/api/models""#) && old.contains(#""path":"/api/models""#))
      #expect(!site.serverLog.contains("request_id"), "nothing goes to standard error")
      print("a log that is moved away: \(answered) requests, \(answered) lines")
    }

    @Test func `a reload moves the log into a file, and back to standard error`() throws {
      let path = "\(try makeTemporaryFolder())/marquee.log"
      let site = try Site()
      let config = "\(site.folder)/server.conf"
      let without = try readText(config)
      func ready(_ text: String) -> Int { text.components(separatedBy: "a worker is ready").count - 1 }

      try writeText(without + "log_file = \(path)\n", to: config)
      #expect(try site.control("reload").status == 0)
      #expect(eventually(within: 10) { (try? ready(readText(path))) == 2 })
      let before = ready(site.serverLog)
      try writeText(without, to: config)
      #expect(try site.control("reload").status == 0)
      #expect(eventually(within: 10) { ready(site.serverLog) == before + 2 })
      #expect(try ready(readText(path)) == 2)
      #expect(try site.client.get("/api/nothing").status == 404)
      #expect(eventually(within: 5) { site.serverLog.contains("/api/nothing") })
    }

    @Test func `a disk without room for the log costs the log alone`() throws {
      let site = try Site(["log_file": "/dev/full"])
      let load = Load(Request("GET", "/api/models"), to: site.client, clients: 2)
      pause(0.5)
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      print("no room for the log: \(result.answers[200] ?? 0) answered, none lost")
    }
  }
}
