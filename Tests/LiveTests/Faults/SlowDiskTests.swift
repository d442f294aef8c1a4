import Foundation
import Testing

/// Disks that take long for each write and sync, in the real MariaDB, trainer and pool (`faults.c`).
extension LiveSuites {
  @Suite struct SlowDisks {
    private let recommend = HTTPRequest("POST", "/api/recommend", body: #"{"model":"EASE","context":[5]}"#)

    @Test func `saves wait for the database's slow disk or are answered 503, and what needs no database goes on`()
      throws
    {
      let database = try DatabaseServer(folder: makeTemporaryFolder())
      let site = try LiveSite(["slots": "2", "database_timeout": "8s"], database: database)
      let disk = try SlowDisk("/ib_logfile")
      try database.stop()
      try database.start(with: ["--innodb-flush-log-at-trx-commit=1"], environment: disk.variables)
      let account = try site.register()
      let save = HTTPRequest("POST", "/api/interactions", body: #"{"movie_id":1}"#, token: account.token)

      try disk.set(milliseconds: 100)
      for _ in 0..<3 { #expect(try site.client.send(save).status == 201) }

      // Longer than the timeout of the database.
      try disk.set(milliseconds: 60_000)
      let waiting = try HTTPConnection(port: site.client.port)
      try waiting.send(save.text(closing: true))
      for _ in 0..<20 { #expect(try site.client.send(recommend).status == 200) }
      #expect(!waiting.hasResponse)
      try expectError(try waiting.receive(), 503, "DATABASE_UNAVAILABLE")

      try disk.set(milliseconds: 0)
      #expect(eventually { (try? site.client.send(save).status) == 201 })
      let count = try site.client.get("/api/interactions?limit=1", token: account.token).json["count"]?.integer ?? 0
      // What was answered 503 may have been stored.
      #expect(count >= 4, "\(count)")
    }

    @Test func `a training with a slow disk publishes its file`() throws {
      let site = try LiveSite()
      let disk = try SlowDisk("/models/")
      try disk.set(milliseconds: 30)
      let variables = disk.variables.map { "\($0)=\($1)" }.joined(separator: " ")
      let training = try site.startTraining(["EASE", "--force"], prelude: "export \(variables);")
      #expect(training.waitForEnd() == 0, "\(training.tail)")
      let verified = try site.control("models", "verify")
      #expect(verified.status == 0, "\(verified.lines)")
    }

    @Test func `a slow disk of the log holds up only requests that write a line`() throws {
      let log = "\(try makeTemporaryFolder())/marquee.log"
      let site = try LiveSite(["log_file": log, "log_level": "info", "slots": "2"])
      let disk = try SlowDisk(log)
      try site.restartServer(
        through: ["env"] + disk.variables.map { "\($0)=\($1)" }, environment: [:])
      // Its line says that it has failed.
      let failing = HTTPRequest("GET", "/api/auth/user", token: try site.register().token)
      try site.schema.sql("RENAME TABLE users TO others")
      defer { _ = try? site.schema.sql("RENAME TABLE others TO users") }
      try disk.set(milliseconds: 60_000)
      let waiting = try HTTPConnection(port: site.client.port)
      try waiting.send(failing.text(closing: true))
      for _ in 0..<20 { #expect(try site.client.send(recommend).status == 200) }
      try disk.set(milliseconds: 0)
      #expect(try [500, 503].contains(waiting.receive().status))
    }
  }
}
