import Foundation
import Testing

/// Logging to a file: it is rotated under load, it is configured by a reload, and its disk is full.
extension LiveSuites {
  @Suite struct LogFiles {
    @Test func `after SIGUSR1 the master and the workers write to a new log file, and no line is lost`() throws {
      let folder = try makeTemporaryFolder()
      let path = "\(folder)/marquee.log"
      let site = try LiveSite(["log_file": path])
      // At this log level every request writes a line.
      let load = Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 2)
      try load.turn()
      #expect(rename(path, "\(path).1") == 0)
      site.server.signal(SIGUSR1)
      #expect(eventually { (try? readText(path).contains(#""path":"/api/models""#)) == true })
      let result = try load.stop()
      // A reload makes the master, too, write a line to the new file, after those of the requests.
      site.server.signal(SIGHUP)
      #expect(eventually { (try? readText(path).contains("reloading")) == true })
      let (old, new) = try (readText("\(path).1"), readText(path))
      let lines = (old + new).split(separator: "\n")
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      let answered = result.answers[200] ?? 0
      #expect(lines.count { $0.contains(#""path":"/api/models""#) } == answered)
      #expect(new.contains(#""path":"/api/models""#) && old.contains(#""path":"/api/models""#))
      #expect(!site.serverLog.contains("request_id"), "no request is logged to standard error")
      print("log moved away under load: \(answered) requests, \(answered) lines")
    }

    @Test func `a reload can move the log to a file and back to standard error`() throws {
      let path = "\(try makeTemporaryFolder())/marquee.log"
      let site = try LiveSite()
      let config = "\(site.folder)/server.conf"
      let without = try readText(config)
      func ready(_ text: String) -> Int { text.components(separatedBy: "worker ready").count - 1 }

      try writeText(without + "log_file = \(path)\n", to: config)
      #expect(try site.control("reload").status == 0)
      #expect(eventually { (try? ready(readText(path))) == 2 })
      let before = ready(site.serverLog)
      try writeText(without, to: config)
      #expect(try site.control("reload").status == 0)
      #expect(eventually { ready(site.serverLog) == before + 2 })
      #expect(try ready(readText(path)) == 2)
      #expect(try site.client.get("/api/nothing").status == 404)
      #expect(eventually { site.serverLog.contains("/api/nothing") })
    }

    @Test func `a full disk loses log lines but no requests`() throws {
      let site = try LiveSite(["log_file": "/dev/full"])
      let load = Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 2)
      try load.turn()
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      print("no room for the log: \(result.answers[200] ?? 0) requests answered, none lost")
    }
  }
}
