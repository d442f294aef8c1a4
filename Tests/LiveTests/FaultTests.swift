import Glibc
import Testing

/// What may go wrong around the pool, under load. Each test says what was lost.
extension Live {
  @Suite struct Faults {
    private static let own = Result { try Site(["database_timeout": "60s"]) }
    let site: Site
    var client: Client { site.client }

    init() throws {
      site = try Self.own.get()
      try site.waitUntilItAnswers()
    }

    /// Seconds until twenty requests in a row are answered well.
    private func recovery(_ request: Request, of client: Client? = nil, within seconds: Double = 15) -> Double {
      let (begin, client) = (now(), client ?? self.client)
      let isWell = eventually(within: seconds) {
        (0..<20).allSatisfy { _ in (try? client.send(request).status) == 200 }
      }
      #expect(isWell)
      return now() - begin
    }

    @Test func `a worker that is killed costs the changes that it is at, and nothing that only reads`() throws {
      let account = try site.register()
      let body = #"{"movie_id":1,"interaction_type":"select"}"#
      let posts = Load(Request("POST", "/api/interactions", body: body, token: account.token), to: client, clients: 4)
      for _ in 0..<4 {
        pause(0.3)
        kill(try #require(try site.workers().first), SIGKILL)
      }
      let recovered = recovery(Request("GET", "/api/models"))
      let result = try posts.stop()
      FaultReport.tell("kill -9 of a worker, 4 times (POST)", result, recovered: recovered)
      // A POST is never repeated: at most what the four clients were at, each time.
      #expect(Set(result.answers.keys).isSubset(of: [201, 502]) && result.answers[502] ?? 0 <= 16)
      #expect(result.failures == [])
      let saved = try site.schema.sql("SELECT COUNT(*) FROM interactions WHERE user_id = \(account.id)")
      #expect(Int(saved.dropLast()) ?? 0 >= result.answers[201] ?? 0, "what was answered with 201 is there")
    }

    @Test func `a master that is killed takes its workers along when they are done, and another takes its place`()
      throws
    {
      let workers = try site.workers()
      let load = Load(Request("GET", "/api/models"), to: client, clients: 4)
      pause(0.3)
      site.server.signal(SIGKILL)
      _ = site.server.waitForEnd(5)
      pause(0.5)
      let begin = now()
      try site.restartServer()
      let recovered = now() - begin
      pause(0.3)
      let result = try load.stop()
      FaultReport.tell("kill -9 of the master, started again after 0.5 s (GET)", result, recovered: recovered)
      // Between two masters nobody listens, which nginx says at once.
      #expect(Set(result.answers.keys).isSubset(of: [200, 502]) && result.failures == [])
      #expect(result.slowest < 3)
      #expect(eventually(within: 5) { workers.allSatisfy { kill($0, 0) != 0 } })
    }

    @Test func `what is in flight and what waits when the pool is stopped is answered`() throws {
      let account = try site.register()
      let lock = try TableLock(on: "sessions", in: site.schema)
      // Four slots are at it, and the rest waits.
      let request = Request("GET", "/api/auth/user", token: account.token)
      let connections = try (0..<12).map { _ in try HTTPConnection(port: client.port) }
      try connections.forEach { try $0.send(request.text(closing: true)) }
      pause(0.5)
      site.server.signal(SIGTERM)
      pause(0.3)
      #expect(site.server.isRunning)
      try lock.release()
      let statuses = try connections.map { try $0.receive().status }
      #expect(site.server.waitForEnd(10) == 0)
      FaultReport.tell(
        "TERM with 4 requests in flight and 8 queued (GET)", sent: 12, failed: statuses.count { $0 != 200 },
        recovered: 0)
      #expect(statuses.allSatisfy { $0 == 200 })
      try site.restartServer()
    }

    @Test func `a full queue is said at once, and all is well when there is room again`() throws {
      let workers = try site.workers()
      // nginx drops the connections that it keeps after a second.
      pause(1.5)
      workers.forEach { kill($0, SIGSTOP) }
      defer { workers.forEach { kill($0, SIGCONT) } }
      // More than the kernel holds.
      let waiting = UnixConnections(site.socket, count: 1_100)
      #expect(waiting.areRefused)
      let begin = now()
      let statuses = try (0..<10).map { _ in try client.get("/api/models") }
      #expect(now() - begin < 2)
      for answer in statuses { try expectError(answer, 502, "SERVICE_UNAVAILABLE") }
      waiting.close()
      workers.forEach { kill($0, SIGCONT) }
      let recovered = recovery(Request("GET", "/api/models"))
      FaultReport.tell("all workers held up and the queue full (GET)", sent: 10, failed: 10, recovered: recovered)
    }

    @Test func `a worker without descriptors serves what it has, and the rest waits`() throws {
      try site.restartServer(through: ["bash", "-c", #"ulimit -n 26; exec "$@""#, "bash"])
      let load = Load(Request("GET", "/api/models"), to: client, clients: 40)
      pause(1)
      let result = try load.stop()
      FaultReport.tell(
        "26 descriptors a process, 40 clients (GET)", result, recovered: recovery(Request("GET", "/api/models")))
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      try site.restartServer()
    }

    @Test func `a database that is frozen holds up what needs it for as long as is configured, and nothing else`()
      throws
    {
      let database = try DatabaseServer(folder: makeTemporaryFolder())
      let site = try Site(["database_timeout": "1s", "slots": "4"], database: database)
      let account = try site.register()
      let signed = Request("GET", "/api/auth/user", token: account.token)
      #expect(try site.client.send(signed).status == 200)
      let reading = Load(
        Request("POST", "/api/recommend", body: #"{"model":"EASE","context":[5]}"#), to: site.client, clients: 2)
      let asking = Load(signed, to: site.client, clients: 2)
      try database.signal(SIGSTOP)
      pause(3)
      try database.signal(SIGCONT)
      let recovered = recovery(signed, of: site.client)
      let (anonymous, personal) = (try reading.stop(), try asking.stop())
      FaultReport.tell("database frozen for 3 s (anonymous recommendations)", anonymous)
      FaultReport.tell("database frozen for 3 s (signed in, GET)", personal, recovered: recovered)
      #expect(Set(anonymous.answers.keys) == [200] && anonymous.failures == [])
      #expect(Set(personal.answers.keys).isSubset(of: [200, 503]) && personal.failures == [] && personal.slowest < 5)
    }

    @Test func `a trainer without room on the disk leaves what is served`() throws {
      func version() throws -> String? {
        try client.post("/api/recommend", ["model": "EASE", "context": [5]]).json["model_version"]?.string
      }
      let before = try version()
      let load = Load(
        Request("POST", "/api/recommend", body: #"{"model":"EASE","context":[5]}"#), to: client, clients: 2)
      let trainer = try ChildProcess(
        [
          "bash", "-c", #"trap '' XFSZ; ulimit -f 1; exec "$@""#, "bash", "\(Settings.executables())/marquee-train",
          "fit",
          "EASE", "--force", "--config", "\(site.folder)/train.conf",
        ], log: "\(makeTemporaryFolder())/log")
      let status = trainer.waitForEnd(30)
      pause(0.6)
      let result = try load.stop()
      FaultReport.tell("no room on the disk for the trainer (recommendations)", result)
      #expect(status != nil && status != 0)
      #expect(try before != nil && version() == before)
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
      let left = try capture(["ls", "\(site.folder)/models"])
      #expect(!left.contains("tmp") && !left.contains("new"), "\(left)")
    }
  }
}
