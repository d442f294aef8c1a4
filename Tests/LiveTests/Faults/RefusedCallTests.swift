import Foundation
import Glibc
import Testing

/// Calls of the system that fail, or do only part, in the real programs (`faults.c`).
extension LiveSuites {
  @Suite struct RefusedCalls {
    private static let site = Result { try LiveSite() }

    private func train(_ fault: String) throws -> ChildProcess {
      let training = try Self.site.get().startTraining(
        ["EASE", "--force"], prelude: "export LD_PRELOAD=\(try FaultLibrary.path()) \(fault);")
      guard training.waitForEnd() != nil else { throw LiveError("the training does not end") }
      return training
    }

    @Test(arguments: [
      ("write", ENOSPC, "No space left"), ("write", EDQUOT, "quota"), ("write", EIO, "Input/output error"),
      ("fsync", EIO, "Input/output error"), ("fsync", ENOSPC, "No space left"), ("rename", EACCES, "Permission denied"),
      ("rename", EXDEV, "cross-device"),
    ])
    func `a training whose file cannot be written, synced or renamed says why and leaves the served one`(
      call: String, error: Int32, reason: String
    ) throws {
      let site = try Self.site.get()
      let before = try Data(contentsOf: URL(filePath: site.modelFile("EASE")))
      let training = try train("FAULT_CALL=\(call) FAULT_ERROR=\(error) FAULT_PATH=/models/")
      #expect(training.exitStatus == 1 && training.output.contains(reason), "\(training.output)")
      #expect(try Data(contentsOf: URL(filePath: site.modelFile("EASE"))) == before)
    }

    @Test func `a training with interrupted and short reads and writes publishes a whole file`() throws {
      let site = try Self.site.get()
      let training = try train("FAULT_CALL=interrupted")
      #expect(training.exitStatus == 0, "\(training.output)")
      let verified = try site.control("models", "verify")
      #expect(verified.status == 0, "\(verified.lines)")
    }

    @Test func `a pool with interrupted and short reads and writes answers and stores everything`() throws {
      let site = try LiveSite()
      try site.restartServer(
        through: ["env", "LD_PRELOAD=\(try FaultLibrary.path())", "FAULT_CALL=interrupted"])
      let account = try site.register()
      for number in 0..<30 {
        let body = #"{"movie_id":\#(number),"interaction_type":"rate","rating":\#(1 + number % 5)}"#
        let request = HTTPRequest("POST", "/api/interactions", body: body, token: account.token)
        #expect(try site.client.send(request).status == 201, "\(site.nginxErrors.suffix(500))")
      }
      let history = try site.client.get("/api/interactions?limit=500", token: account.token)
      #expect(try history.json["interactions"]?.array?.count == 30, "\(history.status)")
      #expect(try site.client.get("/init").status == 200)
      #expect(try site.control("reload").status == 0)
      #expect(try site.client.get("/api/home", token: account.token).status == 200)
    }

    @Test func `a worker that stops while it reads the catalogue does not fail`() throws {
      let site = try LiveSite()
      try site.restartServer(through: ["env", "LD_PRELOAD=\(try FaultLibrary.path())", "FAULT_CALL=exit"])
      #expect(try site.control("movies", "hide", "1").status == 0)
      // Within a second, a thread of each worker hashes the catalogue. By then, a usual end would have ended OpenSSL.
      site.server.signal(SIGTERM)
      #expect(site.server.waitForEnd() == 0)
      let ends = site.serverLog.split(separator: "\n").filter { $0.contains("worker ended") }
      #expect(ends.count == 4 && ends.allSatisfy { $0.contains(#""status":"exit code 0""#) }, "\(ends)")
      #expect(site.plainLogLines == [])
    }
  }
}
