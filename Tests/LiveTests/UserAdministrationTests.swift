import Testing

/// What an operator does with accounts, and what people with open sessions notice.
extension Live {
  @Suite struct UserAdministration {
    let site: Site
    let client: Client

    init() throws {
      site = try Site.shared()
      client = site.client
    }

    private func login(_ name: String, _ password: String) throws -> Answer {
      try client.post("/api/auth/login", ["username": .string(name), "password": .string(password)])
    }

    private func status(of token: String) throws -> Int { try client.get("/api/auth/user", token: token).status }

    @Test func `a deactivated account is out at once, in every worker, until it is activated`() throws {
      let account = try site.register()
      #expect(try site.control("users", "deactivate", account.username).status == 0)
      for _ in 0..<20 { #expect(try status(of: account.token) == 401) }
      try expectError(try login(account.username, account.password), 401, "INVALID_CREDENTIALS")
      #expect(try site.control("users", "activate", "\(account.username)@EXAMPLE.com").status == 0)
      #expect(try login(account.username, account.password).status == 200)
      #expect(try status(of: account.token) == 401)
    }

    @Test func `a password that an operator gives opens one session, in which another is chosen`() throws {
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

    @Test func `accounts are listed, and what cannot be done is said`() throws {
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
