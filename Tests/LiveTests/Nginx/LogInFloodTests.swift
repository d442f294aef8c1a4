import Testing

/// Wrong passwords from many addresses at once, as fast as they are answered. These tests have their own site, with a
/// realistic password cost.
extension LiveSuites {
  @Suite struct LogInFloods {
    private static let own = Result { try LiveSite(["password_cost": "9", "slots": "8"]) }
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try Self.own.get() }

    /// 16 local addresses that no account has been used from.
    private static let strangers = (1...16).map { UInt32(0x7F00_0200 + $0) }

    private static func logIn(_ name: String, _ password: String) -> String {
      HTTPRequest("POST", "/api/auth/login", body: #"{"username":"\#(name)","password":"\#(password)"}"#).text(
        closing: false)
    }

    /// Expects that the owner can log in and that cheap requests are served while `flood` runs, whose logins all fail.
    private func expectService(
      beside flood: Load, _ account: LiveSite.RegisteredAccount, at location: SourceLocation = #_sourceLocation
    ) throws {
      pause(0.5)
      let cheap = Load(HTTPRequest("GET", "/api/movies/1"), to: client, clients: 2)
      for _ in 0..<4 {
        let answer = try client.post(
          "/api/auth/login", ["username": .string(account.username), "password": .string(account.password)])
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))", sourceLocation: location)
        #expect(try client.get("/api/auth/user", token: account.token).status == 200, sourceLocation: location)
      }
      let (served, refused) = (try cheap.stop(), try flood.stop())
      #expect(served.failures == [] && Set(served.answers.keys) == [200], sourceLocation: location)
      #expect(
        refused.failures == [] && Set(refused.answers.keys).isSubset(of: [401, 429, 503]), sourceLocation: location)
      #expect(refused.answers[401] ?? 0 > 0, sourceLocation: location)
    }

    @Test func `the owner can log in while 16 other clients guess the account's password`() throws {
      let account = try site.register()
      let flood = Load(to: client, from: Self.strangers) { client, count in
        Self.logIn(account.username, "wrong \(client) \(count)")
      }
      try expectService(beside: flood, account)
      // The owner can log in afterwards, too, although the strangers have used up the attempts allowed to all of them.
      let answer = try client.post(
        "/api/auth/login", ["username": .string(account.username), "password": .string(account.password)])
      #expect(answer.status == 200)
    }

    @Test func `the owner can log in while 16 other clients try a new username each time`() throws {
      let account = try site.register()
      let flood = Load(to: client, from: Self.strangers) { Self.logIn("nobody \($0) \($1)", "wrong password") }
      try expectService(beside: flood, account)
    }
  }
}
