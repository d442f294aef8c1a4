import Glibc
import Testing

/// Clients and workers that do not do their part.
extension Live {
  @Suite struct NginxFailures {
    /// Impatient, so that the test need not be patient.
    private static let impatient = Result {
      try Site {
        $0.changes = [
          "client_header_timeout 15s;": "client_header_timeout 1s;",
          "client_body_timeout 15s;": "client_body_timeout 1s;",
          "fastcgi_read_timeout 60s;": "fastcgi_read_timeout 1s;",
        ]
      }
    }
    let site: Site
    var client: Client { site.client }

    init() throws { site = try Self.impatient.get() }

    @Test(arguments: [
      "GET /api/health HTTP/1.1\r\nHost: x\r\nX-Slow: ",
      "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{\"model\":",
    ])
    func `a client that does not finish its request is left, and holds no worker meanwhile`(half: String) throws {
      let slow = try (0..<20).map { _ in try HTTPConnection(port: client.port) }
      try slow.forEach { try $0.send(half) }
      for _ in 0..<20 { #expect(try client.get("/api/health").status == 200) }
      for connection in slow {
        // nginx closes without an answer, since nobody waits for one, or says that the time is up.
        if let answer = try? connection.receive() { #expect(answer.status == 408) }
      }
    }

    @Test func `a worker that hangs costs its own requests only, and the answer says when to come back`() throws {
      let worker = try #require(try site.workers().first)
      kill(worker, SIGSTOP)
      defer { kill(worker, SIGCONT) }
      let answers = try (0..<40).map { _ in try client.get("/api/health") }
      for answer in answers where answer.status != 200 {
        try expectError(answer, 504, "SERVICE_UNAVAILABLE")
        #expect(answer["Retry-After"] == "5")
      }
      #expect(answers.contains { $0.status == 200 })
    }

    @Test func `without a server the answer says when to come back, and pages are still there`() throws {
      site.server.signal(SIGTERM)
      _ = site.server.waitForEnd(30)
      for request in [
        Request("GET", "/api/health"), Request("POST", "/api/recommend", body: "{}"), Request("GET", "/init"),
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
