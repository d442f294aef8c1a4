import Glibc
import Testing

/// Clients that do not finish their requests, and workers that hang or are gone.
extension LiveSuites {
  @Suite struct NginxFailures {
    /// A site with short timeouts, so that the tests are fast.
    private static let impatient = Result {
      try LiveSite {
        $0.changes = [
          "client_header_timeout 15s;": "client_header_timeout 3s;",
          "client_body_timeout 15s;": "client_body_timeout 3s;",
          "fastcgi_read_timeout 60s;": "fastcgi_read_timeout 3s;",
        ]
      }
    }
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try Self.impatient.get() }

    @Test(arguments: [
      "GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: ",
      "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 30\r\n"
        + "\r\n{\"model\":",
    ])
    func `a client that never finishes its request times out and occupies no worker`(half: String) throws {
      let slow = try (0..<20).map { _ in try HTTPConnection(port: client.port) }
      try slow.forEach { try $0.send(half) }
      for _ in 0..<20 { #expect(try client.get("/api/health").status == 200) }
      for connection in slow {
        // nginx either closes the connection without a response or answers 408.
        if let answer = try? connection.receive() { #expect(answer.status == 408) }
      }
    }

    @Test func `a hung worker fails only its own requests, and the error says when to retry`() throws {
      let worker = try #require(try site.workers().first)
      freeze([worker])
      defer { thaw([worker]) }
      let answers = try (0..<40).map { _ in try client.get("/api/health") }
      for answer in answers where answer.status != 200 {
        try expectError(answer, 504, "SERVICE_UNAVAILABLE")
        #expect(answer["Retry-After"] == "5")
      }
      #expect(answers.contains { $0.status == 200 })
    }

    @Test func `without a server the error says when to retry, and files are still served`() throws {
      site.server.signal(SIGTERM)
      _ = site.server.waitForEnd()
      for request in [
        HTTPRequest("GET", "/api/health"), HTTPRequest("POST", "/api/recommend", body: "{}"),
        HTTPRequest("GET", "/init"),
      ] {
        let answer = try client.send(request)
        try expectError(answer, 502, "SERVICE_UNAVAILABLE")
        #expect(answer["Retry-After"] == "5")
      }
      #expect(try client.get("/robots.txt").status == 200)
      try site.restartServer()
      #expect(try client.get("/api/health").status == 200)
    }
  }
}
