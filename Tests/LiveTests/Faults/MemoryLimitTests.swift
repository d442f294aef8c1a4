import Foundation
import Testing

/// Processes that may not get more memory.
extension LiveSuites {
  @Suite struct MemoryLimits {
    private static let own = Result { try LiveSite() }
    let site: LiveSite

    init() throws {
      site = try Self.own.get()
      try site.waitUntilItAnswers()
    }

    /// In KiB. OpenBLAS would wait for ever for what it does not get.
    @Test(arguments: [120_000, 200_000, 280_000])
    func `a training that may not get enough memory says so and leaves the served file`(limit: Int) throws {
      let before = try Data(contentsOf: URL(filePath: site.modelFile("EASE")))
      let training = try site.startTraining(["EASE", "--force"], prelude: "ulimit -v \(limit);")
      #expect(training.waitForEnd() == 1)
      #expect(training.output.contains("of address space, but only"), "\(training.tail)")
      #expect(try Data(contentsOf: URL(filePath: site.modelFile("EASE"))) == before)
    }

    @Test func `a worker that gets no more memory ends alone and is replaced, and the pool goes on`() throws {
      let account = try site.register()
      let limited = try site.workers()
      for worker in limited {
        try ChildProcess.run(
          ["prlimit", "--pid", "\(worker)", "--data=1"], log: "\(makeTemporaryFolder())/log")
      }
      // Needs more memory than a worker has at hand.
      let rows = (0..<10_000).map { "20\(10 + $0 % 15)-01-1\($0 % 10),Film \(4 + $0 % 40),\(1954 + $0 % 40),u,4.5\n" }
      var request = HTTPRequest(
        "POST", "/api/imports",
        body: "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ratings.csv\"\r\n\r\n"
          + "Date,Name,Year,Letterboxd URI,Rating\n" + rows.joined() + "\r\n--XyZ--\r\n", token: account.token)
      request.contentType = "multipart/form-data; boundary=XyZ"
      var statuses: [Int] = []
      let isStored = try eventually {
        statuses.append(try site.client.send(request).status)
        return [200, 201].contains(statuses.last)
      }
      #expect(isStored && Set(statuses).isSubset(of: [200, 201, 502, 503]), "\(statuses)")
      // The other one may end without a request, too.
      #expect(statuses.count { $0 == 502 } <= limited.count, "\(statuses)")
      #expect(eventually { (try? Set(site.workers()).isSuperset(of: limited)) == false })
      #expect(eventually { site.serverLog.contains("worker crashed") } && site.server.isRunning)
      #expect(eventually { (try? site.workers().count) == 2 })
    }
  }
}
