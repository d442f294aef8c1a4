import Testing

extension LiveSuites {
  @Suite struct ReportingService {
    let client: HTTPClient

    init() throws { client = try LiveSite.shared().client }

    @Test func `the health response is exactly that of the contract`() throws {
      let json = try expectSuccess(try client.get("/api/health"), 200)
      #expect(json == ["status": "healthy", "service": "recommendation-api"])
    }

    @Test func `the models endpoint lists the four models in order with their availability`() throws {
      let json = try expectSuccess(try client.get("/api/models"), 200)
      let models = try #require(json["models"]?.array)
      #expect(models.map { $0["name"] } == ["EASE", "ItemKNN", "NeuralMF", "DeepFM"])
      #expect(models.map { $0["type"] } == ["non-neural", "non-neural", "neural", "neural"])
      #expect(models.map { $0["available"] } == [true, true, false, false])
      #expect(models.allSatisfy { $0["description"]?.string?.isEmpty == false })
      for model in models.prefix(2) {
        #expect(model["version"] != nil)
        #expect(model["trained_at"]?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
      }
    }

    @Test func `HEAD of the health endpoint answers as GET does, without a body`() throws {
      let answer = try client.send(HTTPRequest("HEAD", "/api/health"))
      #expect(answer.status == 200)
      #expect(answer.all("Content-Type") == ["application/json"])
    }

    @Test func `one client connection serves many requests`() throws {
      let connection = try HTTPConnection(port: client.port)
      for _ in 0..<20 {
        try connection.send(HTTPRequest("GET", "/api/health").text(closing: false))
        #expect(try connection.receive().status == 200)
      }
    }

    @Test func `a body may be sent in several chunks`() throws {
      let connection = try HTTPConnection(port: client.port)
      try connection.send(
        "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n")
      for chunk in [#"{"model":"#, #""EASE","context""#, #":[1,2]}"#] {
        try connection.send("\(String(chunk.utf8.count, radix: 16))\r\n\(chunk)\r\n")
      }
      try connection.send("0\r\n\r\n")
      #expect(try connection.receive().status == 200)
    }

    @Test func `nginx assigns its own request id, whatever id the client sends`() throws {
      let mine = String(repeating: "a", count: 32)
      let answers = try (0..<2).map { _ in try client.get("/api/health", headers: ["X-Request-ID: \(mine)"]) }
      for answer in answers { expectRequestID(answer) }
      #expect(Set(answers.compactMap { $0["X-Request-ID"] } + [mine]).count == 3)
    }

    @Test func `the log contains the request id but no password, token or secret`() throws {
      let site = try LiveSite.shared()
      let secret = "pl4nted-s3cret"
      let registered = try client.post(
        "/api/auth/register", ["username": "planter", "email": "p@example.com", "password": .string(secret)])
      let token = try #require(try registered.json["token"]?.string)
      _ = try client.post("/api/auth/login", ["username": "planter", "password": .string(secret + "!")])
      let last = try client.get("/api/auth/user", token: token)
      let id = try #require(last["X-Request-ID"])
      #expect(eventually { site.serverLog.contains(id) })
      #expect(!site.serverLog.contains(secret))
      #expect(!site.serverLog.contains(token))
      #expect(!site.serverLog.contains(token.split(separator: ".").last ?? "-"))
      #expect(!site.serverLog.contains("a secret of the tests"))
      #expect(!site.serverLog.contains(SiteSchema.password))
    }
  }
}
