import Foundation
import Testing

/// The scoreboard, which is memory shared by the master and its workers, overwritten by something else, and damage to
/// the file that leads to it.
extension LiveSuites {
  @Suite struct DamagedScoreboards {
    @Test func `garbage in the scoreboard crashes neither the master nor a worker`() throws {
      let site = try LiveSite()
      let path = try memory(of: site.server.id)
      let load = Load(HTTPRequest("GET", "/api/models"), to: site.client, clients: 2)
      let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      // Numbers whose sums overflow, and times so far in the past that the master takes every slot for hung.
      for number in [UInt64.max, 1 << 63, 1] {
        // The fields that identify the scoreboard and give its size stay (`Layout.Header`).
        try file.seek(toOffset: 32)
        let words = [UInt64](repeating: number, count: size / 8 - 4)
        try file.write(contentsOf: words.withUnsafeBytes { Data($0) })
        // The master checks the scoreboard four times a second.
        pause(1)
        #expect(site.server.isRunning)
        #expect(try site.client.get("/metrics").status == 200)
        // The kernel tells `marquee-ctl` which process is the master.
        let status = try site.control("status", "--json")
        #expect(
          try status.status == 0 && JSON(Array(status.lines.joined().utf8))["master"] == .integer(Int(site.server.id)))
        #expect(try site.control("status").status == 0)
      }
      let result = try load.stop()
      #expect(site.server.isRunning)
      try expectRepeats(result, on: site)
      FaultReport.tell("garbage in the scoreboard, 3 times (GET)", result)
    }

    /// The only path to the scoreboard.
    private func memory(of process: pid_t) throws -> String {
      let folder = "/proc/\(process)/fd"
      let descriptor = try FileManager.default.contentsOfDirectory(atPath: folder).first { name in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)"))?
          .hasPrefix("/memfd:marquee-scoreboard") == true
      }
      return "\(folder)/\(try #require(descriptor))"
    }

    @Test(arguments: [": >%", "truncate -s 0 %", "rm %", "rm % && echo x >%.x && mv %.x % ; rm %", "echo nonsense >%"])
    func `whatever happens to the scoreboard file, the pool keeps serving and is found again`(damage: String) throws {
      let site = try LiveSite.shared()
      try site.waitUntilItAnswers()
      let path = "\(site.folder)/scoreboard"
      let shell = try ChildProcess(
        ["sh", "-c", damage.replacingOccurrences(of: "%", with: path)], log: "\(makeTemporaryFolder())/log")
      _ = shell.waitForEnd()
      #expect(eventually { (try? site.control("status").status) == 0 })
      #expect(try site.control("reload").status == 0)
      #expect(try site.client.get("/api/health").status == 200)
    }
  }
}
