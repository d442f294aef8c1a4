import Foundation
import Testing

/// The file that master and workers share, when something else writes into it.
extension Live {
  @Suite struct DamagedScoreboards {
    @Test func `nonsense in the scoreboard ends neither the master nor a worker`() throws {
      let site = try Site()
      let path = "\(site.folder)/scoreboard"
      let load = Load(Request("GET", "/api/models"), to: site.client, clients: 2)
      let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      // Numbers whose sums overflow, and times far in the past: to the master every slot seems to hang.
      for number in [UInt64.max, 1 << 63, 1] {
        // What it is, and how large, stays (`Layout.Header`).
        try file.seek(toOffset: 32)
        let words = [UInt64](repeating: number, count: size / 8 - 4)
        try file.write(contentsOf: words.withUnsafeBytes { Data($0) })
        // The master looks four times a second.
        pause(1)
        #expect(site.server.isRunning)
        #expect(try site.client.get("/metrics").status == 200)
        // The master is not known any more.
        #expect(try site.control("status").status == 3)
        #expect(try site.control("status", "--json").status == 3)
      }
      let result = try load.stop()
      #expect(site.server.isRunning && result.failures == [] && Set(result.answers.keys) == [200])
      FaultReport.tell("nonsense in the scoreboard, 3 times (GET)", result)
    }
  }
}
