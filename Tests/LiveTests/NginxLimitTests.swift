import Testing

/// The site with its limits on one client as shipped.
extension Live {
  @Suite struct NginxLimits {
    private static let limited = Result { try Site { $0.hasShippedLimits = true } }
    let client: Client

    init() throws { client = try Self.limited.get().client }

    /// How many of `count` requests are answered with 429; each must be one as the contract has it.
    private func refused(_ count: Int, _ request: Request) throws -> Int {
      try (0..<count).count { _ in
        let answer = try client.send(request)
        if answer.status == 429 { try expectError(answer, 429, "RATE_LIMITED") }
        #expect(answer.status < 500)
        return answer.status == 429
      }
    }

    /// The first and as many more as the burst has are let through, and whatever the rate allows while the test runs.
    @Test(arguments: [
      ("POST", "/api/auth/register", 5), ("POST", "/api/auth/login", 10), ("POST", "/api/auth/refresh", 20),
      ("POST", "/api/auth/password", 5), ("POST", "/api/auth/export", 5), ("DELETE", "/api/auth/user", 5),
      ("PATCH", "/api/auth/user", 10),
    ])
    func `what is worth guessing is limited`(method: String, path: String, burst: Int) throws {
      let refused = try refused(burst + 21, Request(method, path, body: "{}"))
      #expect((1...20).contains(refused))
    }

    @Test func `a limit counts the client, not what it says of itself, and says when it ends`() throws {
      let answers = try (0..<30).map { index in
        try client.send(
          Request("POST", "/api/auth/login", body: "{}", headers: ["X-Forwarded-For: 203.0.113.\(index)"]))
      }
      let refused = try #require(answers.last { $0.status == 429 })
      #expect(refused["Retry-After"] == "2")
    }

    @Test func `everything else is not limited`() throws {
      #expect(try refused(60, Request("GET", "/api/health")) == 0)
      #expect(try refused(60, Request("GET", "/api/auth/user")) == 0)
      #expect(try refused(60, Request("OPTIONS", "/api/auth/login")) == 0)
    }

    @Test(
      arguments: [("POST", "/api/recommend", "{}", 100), ("GET", "/init", nil, 50)] as [(String, String, String?, Int)])
    func `what computes for long is limited for programs, not for people`(
      method: String, path: String, body: String?, burst: Int
    ) throws {
      let request = Request(method, path, body: body)
      #expect(try refused(burst, request) == 0)
      // Even where a request takes 20 ms the rate lets fewer through.
      #expect(try refused(300, request) > 0)
    }

    @Test func `a request that was refused stands in the log as such`() throws {
      let site = try Self.limited.get()
      let answer = try #require(
        try (0..<40).lazy.map { _ in try client.send(Request("POST", "/api/auth/login", body: "{}")) }.first {
          $0.status == 429
        })
      let id = try #require(answer["X-Request-ID"])
      #expect(eventually(within: 5) { site.accessLog.contains(id) })
      let line = try #require(site.accessLog.split(separator: "\n").first { $0.contains(id) })
      let entry = try JSON(Array(line.utf8))
      #expect(entry["status"] == 429 && entry["limited"] == "REJECTED" && entry["path"] != nil)
    }
  }
}
