import Testing

extension LiveSuites {
  @Suite struct CrossOrigin {
    private static let page = "https://films.example"
    private static let allowing = Result { try LiveSite(["cors_origins": "\(page), http://localhost:3000"]) }

    private func headers(_ answer: HTTPAnswer) -> [String: String] {
      let pairs = answer.headers.filter { $0.name.hasPrefix("Access-Control") }
      return Dictionary(pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0), and again \($1)" })
    }

    @Test func `an origin that is not listed gets no CORS headers`() throws {
      let client = try LiveSite.shared().client
      for method in ["GET", "OPTIONS"] {
        let answer = try client.send(
          HTTPRequest(method, "/api/models", headers: ["Origin: \(Self.page)", "Access-Control-Request-Method: GET"]))
        #expect(headers(answer) == [:])
      }
    }

    @Test func `a listed origin may read responses, errors and exposed headers, but never with credentials`() throws {
      let client = try Self.allowing.get().client
      for path in ["/api/models", "/api/nothing", "/api/auth/user", "/init"] {
        let answer = try client.get(path, headers: ["Origin: \(Self.page)"])
        #expect(
          headers(answer) == [
            "Access-Control-Allow-Origin": Self.page, "Access-Control-Expose-Headers": "X-Request-ID, Retry-After",
          ])
        #expect(answer.all("Vary").contains("Origin"))
        let other = try client.get(path, headers: ["Origin: https://evil.example"])
        #expect(headers(other) == [:] && other.all("Vary").contains("Origin"))
      }
    }

    @Test func `a listed origin may read errors that nginx itself generates`() throws {
      let site = try LiveSite(["cors_origins": Self.page]) {
        $0.hasShippedLimits = true
        $0.origins = [Self.page]
      }
      let refused = try #require(
        try (0..<40).lazy.map { _ in
          try site.client.send(
            HTTPRequest("POST", "/api/auth/login", body: "{}", headers: ["Origin: \(Self.page)"]))
        }.first { $0.status == 429 })
      let expected = [
        "Access-Control-Allow-Origin": Self.page, "Access-Control-Expose-Headers": "X-Request-ID, Retry-After",
      ]
      #expect(headers(refused) == expected && refused.all("Vary") == ["Origin"])
      let served = try site.client.get("/api/models", headers: ["Origin: \(Self.page)"])
      #expect(headers(served) == expected)
      let large = HTTPRequest(
        "POST", "/api/recommend", body: String(repeating: " ", count: 2_000_000), headers: ["Origin: \(Self.page)"])
      #expect(try headers(site.client.send(large)) == expected)
      let other = try site.client.send(
        HTTPRequest("POST", "/api/auth/login", body: "{}", headers: ["Origin: https://evil.example"]))
      #expect(headers(other) == [:])
    }

    @Test func `a preflight request from a listed origin is told the allowed methods and headers`() throws {
      let client = try Self.allowing.get().client
      let request = HTTPRequest(
        "OPTIONS", "/api/interactions",
        headers: [
          "Origin: http://localhost:3000", "Access-Control-Request-Method: POST",
          "Access-Control-Request-Headers: authorization,content-type",
        ])
      let answer = try client.send(request)
      #expect(answer.status == 204)
      #expect(
        headers(answer) == [
          "Access-Control-Allow-Origin": "http://localhost:3000",
          "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
          "Access-Control-Allow-Headers": "Authorization, Content-Type", "Access-Control-Max-Age": "600",
        ])
    }
  }
}
