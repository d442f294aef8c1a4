import Glibc
import Testing

/// Faults in the system around the pool, under load. Each test reports what was lost, and leaves the site working.
extension LiveSuites {
  @Suite struct Faults {
    private static let own = Result { () -> (DatabaseServer, LiveSite) in
      let database = try DatabaseServer(folder: makeTemporaryFolder())
      return (
        database, try LiveSite(["slots": "4"], database: database)
      )
    }
    let database: DatabaseServer
    let site: LiveSite
    var client: HTTPClient { site.client }
    private let recommend = HTTPRequest("POST", "/api/recommend", body: #"{"model":"EASE","context":[5]}"#)

    init() throws {
      (database, site) = try Self.own.get()
      try site.waitUntilItAnswers()
    }

    /// Waits until twenty requests in a row succeed.
    /// - Returns: the seconds that took.
    private func recovery() -> Double {
      let begin = now()
      #expect(eventually { (0..<20).allSatisfy { _ in (try? client.send(recommend).status) == 200 } })
      return now() - begin
    }

    @Test func `a killed worker loses only the changes in progress, and nothing that was acknowledged`() throws {
      let account = try site.register()
      let body = #"{"movie_id":1,"interaction_type":"select"}"#
      let load = Load(
        HTTPRequest("POST", "/api/interactions", body: body, token: account.token), to: client, clients: 4)
      func isDeathInRequestLogged() -> Bool {
        site.serverLog.split(separator: "\n").contains {
          $0.contains("worker crashed") && $0.contains("POST /api/interactions")
        }
      }
      var kills = 0
      // Some workers may serve no request when they are killed.
      while kills < 4 || (kills < 40 && !isDeathInRequestLogged()) {
        try load.turn()
        kill(try #require(try site.workers().first), SIGKILL)
        kills += 1
      }
      let recovered = recovery()
      let result = try load.stop()
      FaultReport.tell("kill -9 of a worker, \(kills) times (POST)", result, recovered: recovered)
      // nginx never repeats a POST: each kill loses at most the requests in progress, one for each of the four clients.
      #expect(Set(result.answers.keys).isSubset(of: [201, 502]) && result.answers[502] ?? 0 <= 4 * kills)
      #expect(result.failures == [])
      #expect(isDeathInRequestLogged(), "the master logs the request being served")
      let saved = try #require(try client.get("/api/interactions", token: account.token).json["count"]?.integer)
      #expect(saved >= result.answers[201] ?? 0)
    }

    @Test func `workers end when their master is killed, and the next master serves on the same socket`() throws {
      let haveEnded = ends(of: try site.workers())
      let load = Load(HTTPRequest("GET", "/api/models"), to: client, clients: 4)
      try load.turn()
      site.server.signal(SIGKILL)
      #expect(eventually { haveEnded() })
      let begin = now()
      try site.restartServer()
      let recovered = now() - begin
      try load.turn()
      let result = try load.stop()
      FaultReport.tell("kill -9 and restart of the master (GET)", result, recovered: recovered)
      // Between the two masters nothing accepts connections, and nginx answers 502; nothing else goes wrong.
      #expect(result.failures == [] && Set(result.answers.keys).isSubset(of: [200, 502]))
      #expect(try (0..<20).allSatisfy { _ in try client.send(recommend).status == 200 })
    }

    @Test func `a stopping pool answers requests that are in flight or still queued`() throws {
      let account = try site.register()
      // The workers do not run for a moment: some requests have been accepted by then, others wait in the backlog.
      let workers = try site.workers()
      freeze(workers)
      let body = #"{"movie_id":1,"interaction_type":"view"}"#
      let connections = try (0..<30).map { _ in try HTTPConnection(port: client.port) }
      for connection in connections {
        try connection.send(
          HTTPRequest("POST", "/api/interactions", body: body, token: account.token).text(closing: true))
      }
      #expect(eventually { (try? site.openConnections()) ?? 0 >= 30 })
      let logged = site.serverLog.utf8.count
      site.server.signal(SIGTERM)
      #expect(eventually { site.serverLog.utf8.dropFirst(logged).contains(Array(#""message":"stopping""#.utf8)) })
      thaw(workers)
      let answers = try connections.map { try $0.receive().status }
      #expect(site.server.waitForEnd(25) == 0)
      try site.restartServer()
      let saved = try client.get("/api/interactions", token: account.token).json["count"]?.integer
      FaultReport.tell(
        "TERM with 30 requests in flight and queued (POST)", sent: 30, failed: answers.count { $0 != 201 }, recovered: 0
      )
      #expect(answers == Array(repeating: 201, count: 30) && saved == 30)
    }

    @Test func `a frozen database delays only requests that need it, and only until its timeout`() throws {
      let account = try site.register()
      try site.set("database_timeout", "2s")
      defer { try? site.set("database_timeout", "30s") }
      try database.freeze()
      defer { try? database.thaw() }
      let load = Load(recommend, to: client, clients: 1)
      try expectError(try client.get("/api/auth/user", token: account.token), 503, "DATABASE_UNAVAILABLE")
      let signed = try client.post("/api/recommend", ["model": "EASE", "context": [5]], token: account.token)
      #expect(try signed.status == 200 && signed.json["recorded"] == false)
      let result = try load.stop()
      FaultReport.tell("database frozen (anonymous recommendations)", result)
      #expect(result.failures == [] && Set(result.answers.keys) == [200])
      try database.thaw()
      // On every worker, and on every one of its connections.
      func works() -> Bool { (try? client.get("/api/auth/user", token: account.token).status) == 200 }
      #expect(eventually { (0..<50).allSatisfy { _ in works() } })
    }

    @Test func `a locked table delays only requests that write to it`() throws {
      let account = try site.register()
      try site.set("database_timeout", "2s")
      defer { try? site.set("database_timeout", "30s") }
      let release = try database.hold("LOCK TABLES \(site.schema.name).interactions WRITE")
      let save = Load(
        HTTPRequest("POST", "/api/interactions", body: #"{"movie_id":1}"#, token: account.token), to: client, clients: 2
      )
      // The lock is held until all of these have been answered.
      #expect(try (0..<10).allSatisfy { _ in try client.send(recommend).status == 200 })
      #expect(eventually { save.result.answers[503] != nil })
      try release()
      #expect(eventually { save.result.answers[201] != nil })
      let result = try save.stop()
      FaultReport.tell("a table locked for longer than database_timeout, 2 s (POST)", result)
      #expect(Set(result.answers.keys) == [201, 503] && result.failures == [])
      let saved = try client.get("/api/interactions", token: account.token).json["count"]?.integer
      #expect(saved == result.answers[201])
    }

    @Test func `a full backlog answers 502, and requests are served once there is room again`() throws {
      // nginx closes every connection that has been accepted.
      #expect(eventually { (try? site.openConnections()) == 0 })
      let workers = try site.workers()
      freeze(workers)
      defer { thaw(workers) }
      let waiting = fillQueue()
      try expectError(try client.get("/api/health"), 502, "SERVICE_UNAVAILABLE")
      #expect(waiting.count > 500)
      waiting.forEach { close($0) }
      thaw(workers)
      FaultReport.tell("all workers stopped and the backlog full (GET)", sent: 1, failed: 1, recovered: recovery())
    }

    /// Connects to the workers' socket until its backlog is full.
    private func fillQueue() -> [Int32] {
      var connections: [Int32] = []
      while connections.count < 10_000, let connection = connectToSocket(isBlocking: false) {
        connections.append(connection)
      }
      return connections
    }

    @Test func `a worker that runs out of file descriptors serves again as soon as one is free`() throws {
      // Enough for the master to start workers, in addition to the descriptors it inherits.
      try site.restartServer(through: ["prlimit", "--nofile=64:64"])
      defer { try? site.restartServer() }
      #expect(eventually { site.readyWorkers == 2 })
      // More silent connections than both workers together have descriptors.
      let silent = (0..<200).compactMap { _ in connectToSocket(isBlocking: true) }
      pause(0.5)
      let before = try site.workers().map(processorTime)
      pause(1)
      let spent = zip(try site.workers().map(processorTime), before).map { $0 - $1 }
      // The workers wait instead of trying again in a loop.
      #expect(spent.allSatisfy { $0 < 0.5 })
      silent.forEach { close($0) }
      FaultReport.tell("no file descriptor left (POST)", sent: 0, failed: 0, recovered: recovery())
      #expect(site.server.isRunning)
    }

    private func connectToSocket(isBlocking: Bool) -> Int32? {
      let kind = [SOCK_STREAM, SOCK_CLOEXEC] + (isBlocking ? [] : [SOCK_NONBLOCK])
      let connection = socket(AF_UNIX, Int32(kind.reduce(0) { $0 | $1.rawValue }), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { path in path.copyBytes(from: Array(site.socket.utf8)) }
      let result = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      guard result == 0 else {
        close(connection)
        return nil
      }
      return connection
    }

    /// Processor time that a process has used, in seconds (proc(5), /proc/PID/stat, fields 14 and 15, in hundredths).
    private func processorTime(of process: pid_t) throws -> Double {
      let stat = try readText("/proc/\(process)/stat")
      let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
      return (Double(fields[12]) ?? 0) / 100 + (Double(fields[13]) ?? 0) / 100
    }
  }
}
