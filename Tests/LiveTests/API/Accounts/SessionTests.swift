import Foundation
import Testing

extension LiveSuites {
  @Suite struct KeepingSessions {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try LiveSite.shared() }

    private func refresh(_ token: String) throws -> HTTPAnswer {
      try client.post("/api/auth/refresh", ["refresh_token": .string(token)])
    }

    private func login(_ account: LiveSite.RegisteredAccount, _ password: String? = nil) throws -> HTTPAnswer {
      try client.post(
        "/api/auth/login",
        ["username": .string(account.username), "password": .string(password ?? account.password)])
    }

    /// Expects that every worker refuses the token: requests on separate connections reach all workers.
    private func expectRefused(_ token: String, at location: SourceLocation = #_sourceLocation) throws {
      for _ in 0..<40 {
        try expectError(try client.get("/api/auth/user", token: token), 401, "INVALID_TOKEN", at: location)
      }
      let recommend: JSON = ["model": "EASE", "context": [1]]
      let answer = try client.post("/api/recommend", recommend, token: token)
      try expectError(answer, 401, "INVALID_TOKEN", at: location)
    }

    @Test func `after a logout every worker refuses the token at once`() throws {
      let account = try site.register()
      #expect(try client.send(HTTPRequest("POST", "/api/auth/logout", token: account.token)).status == 204)
      try expectRefused(account.token)
      #expect(try login(account).status == 200)
    }

    @Test func `sessions are listed, and logging out everywhere ends all of them`() throws {
      let account = try site.register()
      let other = try #require(try login(account).json["token"]?.string)
      let listed = try expectSuccess(try client.get("/api/auth/sessions", token: other), 200)
      #expect(listed["sessions"]?.array?.count == 2)
      #expect(listed["sessions"]?[0]?["current"] == true && listed["sessions"]?[1]?["current"] == false)
      #expect(try client.send(HTTPRequest("POST", "/api/auth/logout-all", token: other)).status == 204)
      try expectRefused(account.token)
      try expectRefused(other)
    }

    @Test func `a session can be ended from another session of the same user`() throws {
      let account = try site.register()
      let other = try #require(try login(account).json["token"]?.string)
      let sessions = try client.get("/api/auth/sessions", token: other).json["sessions"]
      let id = try #require(sessions?[1]?["id"]?.integer)
      let stranger = try site.register()
      let path = "/api/auth/sessions/\(id)"
      try expectError(try client.send(HTTPRequest("DELETE", path, token: stranger.token)), 404, "NOT_FOUND")
      #expect(try client.send(HTTPRequest("DELETE", path, token: other)).status == 204)
      try expectRefused(account.token)
      #expect(try client.get("/api/auth/user", token: other).status == 200)
    }

    @Test func `refresh tokens rotate, may be retried briefly, and end the session if replayed later`() throws {
      let account = try site.register()
      let first = try #require(try login(account).json["refresh_token"]?.string)
      let answer = try expectSuccess(try refresh(first), 200)
      #expect(answer.keys == ["token", "expires_in", "refresh_token"])
      let second = try #require(answer["refresh_token"]?.string)
      #expect(try refresh(first).json["refresh_token"]?.string == second)
      #expect(try expectSuccess(try refresh(second), 200)["token"]?.string != nil)
      #expect(try refresh(first).json["refresh_token"]?.string == second)
      // Too late to be a retry after a lost response, so the token must have been copied.
      try site.schema.sql(
        "UPDATE replaced_refresh_tokens SET replaced_at = replaced_at - INTERVAL 11 SECOND ORDER BY session_id DESC LIMIT 2"
      )
      try expectError(try refresh(first), 401, "INVALID_TOKEN")
      try expectRefused(try #require(answer["token"]?.string))
      try expectError(try refresh(second), 401, "INVALID_TOKEN")
      #expect(site.serverLog.contains("a refresh token was reused"))
    }

    @Test func `a deactivated or deleted user's token is refused at once`() throws {
      let off = try site.register()
      try site.schema.sql("UPDATE users SET deactivated_at = NOW() WHERE id = \(off.id)")
      try expectRefused(off.token)
      try expectError(try login(off), 401, "INVALID_CREDENTIALS")

      let gone = try site.register()
      let deletion = HTTPRequest(
        "DELETE", "/api/auth/user", body: #"{"password":"\#(gone.password)"}"#, token: gone.token)
      #expect(try client.send(deletion).status == 204)
      try expectRefused(gone.token)
      try expectError(try login(gone), 401, "INVALID_CREDENTIALS")
      #expect(try site.schema.sql("SELECT id FROM sessions WHERE user_id = \(gone.id)").isEmpty)
    }

    @Test func `changing the password ends the user's other sessions`() throws {
      let account = try site.register()
      let other = try #require(try login(account).json["token"]?.string)
      let change: JSON = ["current_password": .string(account.password), "new_password": "battery staple"]
      #expect(try client.post("/api/auth/password", change, token: account.token).status == 204)
      try expectRefused(other)
      #expect(try client.get("/api/auth/user", token: account.token).status == 200)
      try expectError(try login(account), 401, "INVALID_CREDENTIALS")
      #expect(try login(account, "battery staple").status == 200)
    }

    @Test(arguments: [true, false])
    func `all workers count wrong passwords together`(exists: Bool) throws {
      let account = try site.register()
      let name = exists ? account.username : "nobody-\(account.id)"
      // Separate connections, and spellings that are the same name to the database.
      for spelling in [name, name.uppercased(), name, name.uppercased(), name] {
        let answer = try client.post("/api/auth/login", ["username": .string(spelling), "password": "wrong horse"])
        try expectError(answer, 401, "INVALID_CREDENTIALS")
      }
      // On a busy machine the second that the next one has to wait might be over. What lies ahead of now counts as now.
      try site.schema.sql(
        "UPDATE login_attempts SET last_failed_at = UTC_TIMESTAMP(6) + INTERVAL 50 SECOND WHERE failures = 5")
      let refused = try client.post(
        "/api/auth/login", ["username": .string(name), "password": .string(account.password)])
      try expectError(refused, 429, "RATE_LIMITED")
      #expect(refused["Retry-After"] == "1")
      #expect(try client.get("/api/auth/user", token: account.token).status == 200)
    }

    @Test func `passwords and tokens never reach the log`() throws {
      let account = try site.register()
      let planted = "planted-\(account.id)-secret"
      let session = try login(account).json
      let tokens = try ["token", "refresh_token"].map { try #require(session[$0]?.string) }
      _ = try refresh(tokens[1])
      _ = try refresh(planted)
      _ = try login(account, planted)
      _ = try client.post("/api/auth/login", ["username": .string(planted), "password": "wrong horse"])
      _ = try client.post("/api/auth/login", ["username": .string("\(planted)@example.org"), "password": "x"])
      _ = try client.post(
        "/api/auth/password", ["current_password": .string(planted), "new_password": .string(planted)],
        token: account.token)
      _ = try client.get("/api/auth/user", token: planted)
      let log = site.serverLog
      for secret in tokens + [planted, account.password, account.token] { #expect(!log.contains(secret)) }
    }
  }

  /// These tests have their own sites, since they change keys that all requests share.
  @Suite struct SigningKeys {
    @Test func `workers load a changed key file without a restart and refuse a bad one`() throws {
      let site = try LiveSite()
      let file = "\(site.folder)/jwt-secret"
      let before = try site.register()
      let oldSecret = try readText(file)
      let workers = try site.workers()
      func write(_ keys: String, logs line: String) throws {
        let before = site.serverLog.utf8.count
        try writeText(keys, to: file)
        try site.waitUntilEachWorkerLogs(line, after: before)
      }

      try write("another secret of the tests, also longer than 32 bytes\n\(oldSecret)", logs: "signing keys read")
      try #require(try keyID(of: site.register().token) != keyID(of: before.token))
      #expect(try site.client.get("/api/auth/user", token: before.token).status == 200)

      try write("too short\n", logs: "signing keys refused")
      #expect(!site.serverLog.contains("too short\n"))
      let during = try site.register()
      #expect(try site.client.get("/api/auth/user", token: during.token).status == 200)

      try write("another secret of the tests, also longer than 32 bytes\n", logs: "signing keys read")
      #expect(try site.client.get("/api/auth/user", token: before.token).status == 401)
      #expect(try site.client.get("/api/auth/user", token: during.token).status == 200)
      #expect(try site.workers() == workers)
    }

    private func keyID(of token: String) -> String {
      let header = token.prefix { $0 != "." }.replacing("-", with: "+").replacing("_", with: "/")
      let padded = header + String(repeating: "=", count: (4 - header.count % 4) % 4)
      let json = Data(base64Encoded: String(padded)).flatMap { try? JSON(Array($0)) }
      return json?["kid"]?.string ?? ""
    }
  }

  @Suite struct LoginLoad {
    @Test func `passwords beyond the hashing capacity of a worker are refused, and other requests are served`() throws {
      let site = try LiveSite(["workers": "1", "slots": "4", "password_cost": "10"])
      // Each request hashes its password, and then fails because the name is taken.
      let body = #"{"username":"mara","email":"mara@example.org","password":"correct horse"}"#
      let logins = Load(HTTPRequest("POST", "/api/auth/register", body: body), to: site.client, clients: 12)
      var served = 0
      while served < 50 || (served < 100_000 && logins.result.answers[503] == nil) {
        #expect(try site.client.get("/api/health").status == 200)
        served += 1
      }
      let result = try logins.stop()
      #expect(result.failures.isEmpty)
      // However high its rate, nginx lets no more requests through in one millisecond than its burst.
      #expect(Set(result.answers.keys).isSubset(of: [201, 409, 429, 503]))
      #expect((result.answers[503] ?? 0) > 0)
    }
  }
}
