import Testing

/// Account commands of an operator, and their effect on open sessions.
extension LiveSuites {
  @Suite struct UserAdministration {
    let site: LiveSite
    let client: HTTPClient

    init() throws {
      site = try LiveSite.shared()
      client = site.client
    }

    private func login(_ name: String, _ password: String) throws -> HTTPAnswer {
      try client.post("/api/auth/login", ["username": .string(name), "password": .string(password)])
    }

    private func status(of token: String) throws -> Int { try client.get("/api/auth/user", token: token).status }

    @Test func `a deactivated account is locked out at once in every worker until it is activated`() throws {
      let account = try site.register()
      #expect(try site.control("users", "deactivate", account.username).status == 0)
      for _ in 0..<20 { #expect(try status(of: account.token) == 401) }
      try expectError(try login(account.username, account.password), 401, "INVALID_CREDENTIALS")
      #expect(try site.control("users", "activate", "\(account.username)@EXAMPLE.com").status == 0)
      #expect(try login(account.username, account.password).status == 200)
      #expect(try status(of: account.token) == 401)
    }

    @Test func `a password set by an operator allows one login, which has to choose a new password`() throws {
      let account = try site.register()
      let (status, lines) = try site.control("users", "reset-password", "\(account.id)")
      let password = try #require(lines.last)
      #expect(status == 0 && lines.count == 2 && password.count == 16)
      #expect(try self.status(of: account.token) == 401)
      try expectError(try login(account.username, account.password), 401, "INVALID_CREDENTIALS")
      let answer = try login(account.username, password)
      #expect(answer.status == 200)
      #expect(try answer.json["must_change_password"] == true)
      let token = try #require(try answer.json["token"]?.string)
      try expectError(try login(account.username, password), 401, "INVALID_CREDENTIALS")
      let changed = try client.post(
        "/api/auth/password", ["current_password": .string(password), "new_password": "my very own horse"],
        token: token)
      #expect(changed.status == 204)
      let again = try login(account.username, "my very own horse")
      #expect(again.status == 200)
      #expect(try again.json["must_change_password"] == nil)
    }

    @Test func `a list leaves out only the user or movie with an impossible value, and reports its key`() throws {
      let (bad, good) = (try site.register(), try site.register())
      try site.schema.sql("SET sql_mode = ''; UPDATE users SET created_at = '0000-00-00' WHERE id = \(bad.id)")
      let list = try site.control("users", "list", "--after", "\(bad.id - 1)")
      #expect(list.status == 1 && list.lines.contains { $0.contains(good.username) })
      let fault = "users.created_at is 0000-00-00, in the row with id \(bad.id)"
      #expect(list.lines.last == "marquee-ctl: an impossible row of users is left out: \(fault)")
      let deactivated = try site.control("users", "deactivate", bad.username)
      #expect(
        deactivated.status == 0 && deactivated.lines == ["\(bad.username) is deactivated. Sessions ended: 1."])
      try site.schema.sql("UPDATE users SET created_at = '2026-01-01' WHERE id = \(bad.id)")

      try site.schema.sql("SET sql_mode = ''; UPDATE movies SET hidden_at = '0000-00-00' WHERE id = 2")
      let movies = try site.control("movies", "list")
      #expect(movies.status == 1 && movies.lines.contains { $0.hasPrefix("3 ") })
      let hidden = "movies.hidden_at is 0000-00-00, in the row with id 2"
      #expect(movies.lines.last == "marquee-ctl: an impossible row of movies is left out: \(hidden)")
      #expect(try site.control("movies", "show", "2").status == 0)
      #expect(try site.control("movies", "list").status == 0)
    }

    @Test func `the users command lists accounts and reports those that it cannot change`() throws {
      let account = try site.register()
      let (status, lines) = try site.control("users", "list", "--begins-with", account.username, "--json")
      let listed = try JSON(Array(lines.joined().utf8))["users"]?.array?.first { $0["id"]?.integer == account.id }
      #expect(status == 0 && listed?["sessions"]?.integer == 1 && listed?["can_log_in"] == true)
      #expect(try site.control("users").lines.first?.hasPrefix("ID ") == true)
      let unknown = try site.control("users", "deactivate", "nobody at all")
      #expect(unknown.status == 1 && unknown.lines == ["marquee-ctl: there is no user 'nobody at all'"])
      let imported = try #require(try site.schema.sql("SELECT MIN(id) FROM users WHERE password_hash IS NULL").last)
      #expect(try site.control("users", "reset-password", "\(imported)").status == 1)
    }
  }
}
