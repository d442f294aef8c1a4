import Foundation
import Glibc
import Testing

/// The database goes away and comes back. These tests have their own MariaDB.
extension LiveSuites {
  @Suite struct DatabaseOutage {
    let database: DatabaseServer
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { (database, site) = try Self.own.get() }

    private static let own = Result {
      let database = try DatabaseServer(folder: makeTemporaryFolder())
      return (database, try LiveSite(database: database))
    }

    @Test func `without the database recommendations still work, and requests that need it answer 503`() throws {
      let account = try site.register()
      let recommend: JSON = ["model": "EASE", "context": [1, 4]]
      let before = try expectSuccess(try client.post("/api/recommend", recommend), 200)
      try database.stop()

      for _ in 0..<8 {
        #expect(try expectSuccess(try client.get("/api/health"), 200)["status"] == "healthy")
        let anonymous = try expectSuccess(try client.post("/api/recommend", recommend), 200)
        #expect(anonymous["result"] == before["result"] && anonymous.keys == before.keys)
        let signed = try expectSuccess(try client.post("/api/recommend", recommend, token: account.token), 200)
        #expect(signed["recorded"] == false)
        #expect(signed["result"] == before["result"])
        #expect(try client.get("/init").status == 200)

        try expectError(try client.get("/api/auth/user", token: account.token), 503, "DATABASE_UNAVAILABLE")
        try expectError(
          try client.post("/api/interactions", ["movie_id": 1], token: account.token), 503, "DATABASE_UNAVAILABLE")
        try expectError(
          try client.post("/api/auth/login", ["username": "tester1", "password": "correct horse 1"]), 503,
          "DATABASE_UNAVAILABLE")
      }

      try database.start()
      let isBack = try eventually { try client.get("/api/auth/user", token: account.token).status == 200 }
      #expect(isBack)
      // Every slot of every worker has reconnected, not only the first one asked.
      #expect(
        try eventually {
          try (0..<20).allSatisfy { _ in try client.get("/api/auth/user", token: account.token).status == 200 }
        })
      #expect(try client.post("/api/interactions", ["movie_id": 1], token: account.token).status == 201)
    }

    @Test func `on a read-only database reads and recommendations still work, and writes answer 503`() throws {
      let account = try site.register()
      try database.sql("SET GLOBAL read_only = 1")
      defer { _ = try? database.sql("SET GLOBAL read_only = 0") }
      let recommend: JSON = ["model": "EASE", "context": [1, 4]]
      for _ in 0..<4 {
        let signed = try expectSuccess(try client.post("/api/recommend", recommend, token: account.token), 200)
        #expect(signed["recorded"] == false)
        let personal = try expectSuccess(try client.get("/api/recommendations", token: account.token), 200)
        #expect(personal["recorded"] == false)
        for path in ["/api/auth/user", "/api/interactions", "/api/ratings", "/api/recommendations/history"] {
          #expect(try client.get(path, token: account.token).status == 200)
        }
        let refused = try client.post("/api/interactions", ["movie_id": 1], token: account.token)
        try expectError(refused, 503, "DATABASE_UNAVAILABLE")
        try expectError(
          try client.post("/api/auth/login", ["username": .string(account.username), "password": "wrong"]), 503,
          "DATABASE_UNAVAILABLE")
        try expectError(
          try client.get("/api/health/ready"), 503, "DATABASE_UNAVAILABLE", mentioning: "read-only")
      }
      try database.sql("SET GLOBAL read_only = 0")
      #expect(try client.post("/api/interactions", ["movie_id": 1], token: account.token).status == 201)
      #expect(try client.get("/api/health/ready").status == 200)
    }

    @Test func `a zero date fails its request, is named in the log, and crashes no worker`() throws {
      let account = try site.register()
      try site.schema.sql(
        "SET sql_mode = ''; UPDATE users SET created_at = '0000-00-00' WHERE id = \(account.id)")
      let before = try site.workers()
      for _ in 0..<3 {
        try expectError(try client.get("/api/auth/user", token: account.token), 500, "INTERNAL_ERROR")
      }
      #expect(try client.get("/api/movies/1").status == 200)
      #expect(try site.workers() == before)
      #expect(site.serverLog.contains("users.created_at is 0000-00-00, in the row with id \(account.id)"))
    }

    @Test func `a user with a zero date sees sessions, gets an export and a new password, and deletes the account`()
      throws
    {
      let account = try site.register()
      func post(_ path: String, _ fields: JSON) throws -> HTTPAnswer {
        try client.post(path, fields, token: account.token)
      }
      let (name, password): (JSON, JSON) = (.string(account.username), .string(account.password))
      _ = try expectSuccess(try post("/api/interactions", ["movie_id": 1]), 201)
      try site.schema.sql(
        "SET sql_mode = ''; UPDATE users SET created_at = '0000-00-00' WHERE id = \(account.id)")

      // Only who knows the password learns that the account is damaged.
      try expectError(
        try client.post("/api/auth/login", ["username": name, "password": "wrong horse"]), 401, "INVALID_CREDENTIALS")
      let login = try client.post("/api/auth/login", ["username": name, "password": password])
      try expectError(login, 500, "INTERNAL_ERROR", mentioning: "damaged")
      let sessions = try expectSuccess(try client.get("/api/auth/sessions", token: account.token), 200)
      #expect(sessions["sessions"]?.array?.count == 1)

      let export = try expectSuccess(try post("/api/auth/export", ["password": password]), 200)
      #expect(export["user"]?["created_at"] == .null && export["user"]?["username"] == name)
      #expect(export["left_out"] == 1 && export["interactions"]?.array?.count == 1)

      let change: JSON = ["current_password": password, "new_password": "battery staple"]
      #expect(try post("/api/auth/password", change).status == 204)
      let deletion = try JSON.object(["password": "battery staple"]).text
      let answer = try client.send(HTTPRequest("DELETE", "/api/auth/user", body: deletion, token: account.token))
      #expect(answer.status == 204, "\(answer)")
      let again: JSON = ["username": name, "email": "again@example.com", "password": "battery staple"]
      #expect(try client.post("/api/auth/register", again).status == 201)
    }

    @Test func `a worker that starts while the database is down serves all public endpoints`() throws {
      let paths = [
        "/init", "/api/movies?per_page=5", "/api/movies/1", "/api/movies/1/similar", "/api/movies/search?q=film",
        "/api/genres", "/api/popular", "/api/trending?window=month", "/api/stats", "/api/models", "/api/health",
      ]
      let recommend: JSON = ["model": "EASE", "context": [1, 4]]
      #expect(try eventually { try paths.allSatisfy { try client.get($0).status == 200 } })
      // A worker writes its catalogue and statistics to files. After this count none is due for a minute.
      let kept = ["catalogue", "statistics"].map { "\(site.folder)/models/\($0).marquee" }
      #expect(eventually { kept.allSatisfy { access($0, F_OK) == 0 } })
      func statistics() throws -> Data { try Data(contentsOf: URL(filePath: kept[1])) }
      let (logged, old) = (site.serverLog.utf8.count, try statistics())
      let version = try #require(
        Int(try site.schema.sql("UPDATE statistics SET is_due = TRUE; SELECT version FROM statistics").dropLast()))
      try site.waitUntilEachWorkerLogs("statistics read", "\"version\":\"\(version + 1)\"", after: logged)
      #expect(try eventually { try statistics() != old })
      let before = try paths.map { try client.get($0).body }
      let recommended = try client.post("/api/recommend", recommend).json["result"]
      try database.stop()
      defer { try? database.start() }
      func expectAllIsServed() throws {
        for _ in 0..<4 {
          for (path, body) in zip(paths, before) {
            let answer = try client.get(path)
            #expect(answer.status == 200 && answer.body == body, "\(path): \(answer.status)")
          }
          #expect(try client.post("/api/recommend", recommend).json["result"] == recommended)
        }
      }
      let reload = try site.control("reload")
      #expect(reload.status == 0, "\(reload.lines)")
      try expectAllIsServed()
      for victim in try site.workers() {
        kill(victim, SIGKILL)
        #expect(
          eventually {
            (try? site.workers().count == 2 && !site.workers().contains(victim)) == true && site.readyWorkers == 2
          })
      }
      try expectAllIsServed()
      try site.restartServer()
      try expectAllIsServed()
    }

    @Test func `a reload without a catalogue says why it fails and keeps the workers that can serve`() throws {
      try site.restartServer()
      #expect(eventually { site.readyWorkers == 2 })
      #expect(try client.get("/init").status == 200)
      try database.stop()
      defer { try? database.start() }
      let file = "\(site.folder)/models/catalogue.marquee"
      try writeText("damaged", to: file)
      let before = try site.workers()
      let (status, lines) = try site.control("reload")
      #expect(status == 1)
      #expect(lines.last?.contains("nothing has changed: the database is away, and there is no catalogue") == true)
      #expect(site.serverLog.contains("a kept file is refused"))
      #expect(eventually { (try? site.workers()) == before })
      #expect(try client.get("/init").status == 200)
      // If one worker dies, the other keeps serving, however often the replacement fails.
      kill(before[0], SIGKILL)
      #expect(
        eventually { (try? site.control("status").lines.contains { $0.contains(" unable ") }) == true })
      for _ in 0..<20 { #expect(try client.get("/init").status == 200) }
      // Once no worker can serve the catalogue, requests get the error of the contract.
      kill(before[1], SIGKILL)
      #expect(
        try eventually {
          let answer = try client.get("/init")
          return answer.status == 503 && (try? answer.json["error"]) == "DATABASE_UNAVAILABLE"
        })
      #expect(try client.get("/api/health").status == 200)
      try database.start()
      #expect(try eventually { try (0..<20).allSatisfy { _ in try client.get("/init").status == 200 } })
      #expect(try eventually { try readText(file) != "damaged" })
    }

    @Test func `a server that starts without a database serves as soon as the database is up`() throws {
      try database.stop()
      unlink("\(site.folder)/models/catalogue.marquee")
      let systemd = try NotifySocket()
      try site.restartServer(environment: ["NOTIFY_SOCKET": systemd.path])
      #expect(try client.get("/api/health").status == 200)
      try expectError(try client.get("/init"), 503, "DATABASE_UNAVAILABLE")
      // The pool serves what it can, and tells systemd what it cannot.
      #expect(systemd.hears("STATUS=the database is away, and there is no catalogue"))
      try database.start()
      #expect(try eventually { try client.get("/init").status == 200 })
      let account = try site.register()
      #expect(try client.get("/api/auth/user", token: account.token).status == 200)
    }
  }
}
