import Testing

/// The site with the rate limits that it ships with.
extension LiveSuites {
  @Suite struct NginxLimits {
    private static let limited = Result { try LiveSite { $0.hasShippedLimits = true } }
    let client: HTTPClient

    init() throws { client = try Self.limited.get().client }

    /// Sends `count` requests and expects that each refusal has the form of the contract.
    /// - Returns: how many were answered with 429.
    private func refused(_ count: Int, _ request: HTTPRequest) throws -> Int {
      try (0..<count).count { _ in
        let answer = try client.send(request)
        if answer.status == 429 { try expectError(answer, 429, "RATE_LIMITED") }
        #expect(answer.status < 500)
        return answer.status == 429
      }
    }

    /// The first response with such a status to any of the requests that were just sent; nil if there is none soon.
    ///
    /// Which of them is refused is not certain: nginx' workers take the connections in an order of their own.
    private func response(on connections: [HTTPConnection], with isWanted: (Int) -> Bool) throws -> HTTPAnswer? {
      var wanted: HTTPAnswer?
      _ = try eventually(within: 2) {
        for connection in connections where wanted == nil && connection.hasResponse {
          let answer = try connection.receive()
          if isWanted(answer.status) { wanted = answer }
        }
        return wanted != nil
      }
      return wanted
    }

    /// Sends a request on more and more connections at once, until one is refused: on a slow machine, the rate allows
    /// more while they are being sent.
    private func refusal(of request: HTTPRequest, from address: UInt32) throws -> HTTPAnswer {
      var crowd: [HTTPConnection] = []
      for _ in 0..<8 {
        crowd += try (0..<120).map { _ in
          let connection = try HTTPConnection(port: client.port, from: address)
          try connection.send(request.text(closing: false))
          return connection
        }
        if let answer = try response(on: crowd, with: { $0 == 429 }) {
          try expectError(answer, 429, "RATE_LIMITED")
          return answer
        }
      }
      throw LiveError("none of \(crowd.count) requests is refused")
    }

    /// The first request and a burst pass, and as many more as the rate allows while the test runs.
    @Test(arguments: [
      ("POST", "/api/auth/register", 5), ("POST", "/api/auth/login", 10), ("POST", "/api/auth/refresh", 20),
      ("POST", "/api/auth/password", 5), ("POST", "/api/auth/export", 5), ("DELETE", "/api/auth/user", 5),
      ("PATCH", "/api/auth/user", 10), ("POST", "/api/imports", 10),
    ])
    func `endpoints where guessing pays are rate-limited`(method: String, path: String, burst: Int) throws {
      let refused = try refused(burst + 21, HTTPRequest(method, path, body: "{}"))
      #expect((1...20).contains(refused))
    }

    @Test func `a rate limit ignores forwarding headers and says when to retry`() throws {
      let answers = try (0..<30).map { index in
        try client.send(
          HTTPRequest("POST", "/api/auth/login", body: "{}", headers: ["X-Forwarded-For: 203.0.113.\(index)"]))
      }
      let refused = try #require(answers.last { $0.status == 429 })
      #expect(refused["Retry-After"] == "2")
    }

    @Test func `cheap reads and preflight requests are not rate-limited`() throws {
      #expect(try refused(60, HTTPRequest("GET", "/api/health")) == 0)
      #expect(try refused(60, HTTPRequest("GET", "/api/auth/user")) == 0)
      #expect(try refused(60, HTTPRequest("OPTIONS", "/api/auth/login")) == 0)
    }

    @Test(
      arguments: [("POST", "/api/recommend", "{}", 100), ("GET", "/init", nil, 50)] as [(String, String, String?, Int)])
    func `expensive endpoints limit programs, but not the bursts that people cause`(
      method: String, path: String, body: String?, burst: Int
    ) throws {
      let request = HTTPRequest(method, path, body: body)
      #expect(try refused(burst, request) == 0)
      // A hundred more requests are delayed, the rest are refused.
      #expect(try refusal(of: request, from: 0x7F00_0001)["Retry-After"] == "1")
      #expect(try client.send(request).status < 500)
    }

    @Test func `a client that requests recommendations without pause is slowed to the rate, not refused`() throws {
      // From another address, so that requests of the other tests do not count.
      let connections = try (0..<16).map { _ in try HTTPConnection(port: client.port, from: 0x7F00_0103) }
      let request = HTTPRequest("POST", "/api/recommend", body: "{}").text(closing: false)
      for connection in connections { try connection.send(request) }
      // The burst, and two seconds at the rate.
      for turn in 0..<140 {
        let connection = connections[turn % connections.count]
        #expect(try connection.receive().status == 400)
        try connection.send(request)
      }
    }

    @Test func `endpoints that record interactions share one rate limit, and a batch counts once`() throws {
      // From another address, so that requests of the other tests do not count.
      let connection = try HTTPConnection(port: client.port, from: 0x7F00_0102)
      func send(_ method: String, _ path: String, _ body: String? = nil, token: String? = nil) throws -> HTTPAnswer {
        try connection.send(HTTPRequest(method, path, body: body, token: token).text(closing: false))
        return try connection.receive()
      }
      let account = #"{"username":"writer","email":"writer@example.com","password":"correct horse"}"#
      let token = try send("POST", "/api/auth/register", account).json["token"]?.string
      let view = #"{"movie_id":1}"#
      let batch = "{\"interactions\":[\(Array(repeating: view, count: 20).joined(separator: ","))]}"
      for _ in 0..<300 { #expect(try send("POST", "/api/interactions/batch", batch, token: token).status == 201) }
      #expect(try send("GET", "/api/interactions", token: token).json["count"] == 6_000)
      for (method, path, body) in [
        ("POST", "/api/interactions", view), ("POST", "/api/interactions/batch", batch),
        ("PUT", "/api/movies/1/rating", #"{"rating":4}"#), ("DELETE", "/api/movies/1/rating", nil),
        ("PUT", "/api/movies/1/watchlist", nil), ("PUT", "/api/movies/1/dismissal", #"{"reason":"seen"}"#),
        ("PATCH", "/api/interactions/1", #"{"rating":4}"#), ("DELETE", "/api/interactions/1", nil),
      ] as [(String, String, String?)] {
        // A hundred requests are delayed, whatever the endpoint.
        let request = HTTPRequest(method, path, body: body, token: token)
        #expect(try refusal(of: request, from: 0x7F00_0102)["Retry-After"] == "1")
      }
      #expect(try send("GET", "/api/interactions", token: token).status == 200)
      #expect(try send("GET", "/api/movies/1").status == 200)
      // Requests whose connections are closed no longer wait, but still count.
      pause(1)
      #expect(try send("POST", "/api/interactions", view, token: token).status == 201)
    }

    @Test func `a large file beyond the rate is refused because of the rate, not its size`() throws {
      // From another address, so that requests of the other tests do not count.
      let body = String(repeating: " ", count: 2 << 20)
      let request = HTTPRequest("POST", "/api/imports", body: body).text(closing: true)
      let answers = try (0..<14).map { _ in
        let connection = try HTTPConnection(port: client.port, from: 0x7F00_0104)
        try connection.send(request)
        return try connection.receive()
      }
      try expectError(try #require(answers.last { $0.status == 429 }), 429, "RATE_LIMITED")
      #expect(answers.allSatisfy { $0.status != 413 })
    }

    @Test func `the access log marks a rate-limited request as rejected`() throws {
      let site = try Self.limited.get()
      let answer = try #require(
        try (0..<40).lazy.map { _ in try client.send(HTTPRequest("POST", "/api/auth/login", body: "{}")) }.first {
          $0.status == 429
        })
      let id = try #require(answer["X-Request-ID"])
      #expect(eventually { site.accessLog.contains(id) })
      let line = try #require(site.accessLog.split(separator: "\n").first { $0.contains(id) })
      let entry = try JSON(Array(line.utf8))
      #expect(entry["status"] == 429 && entry["limited"] == "REJECTED" && entry["path"] != nil)
    }
  }
}
