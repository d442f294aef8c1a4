import Testing

/// Responses that nginx generates itself have the shape of the API's errors.
extension LiveSuites {
  @Suite struct Nginx {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try LiveSite.shared() }

    @Test func `nginx refuses a body over 1 MiB, and the server one over 256 KiB`() throws {
      let before = try site.schema.contents()
      var request = HTTPRequest("POST", "/api/recommend", body: String(repeating: " ", count: 1 << 20) + "{}")
      try expectError(try client.send(request), 413, "PAYLOAD_TOO_LARGE")
      // The server accepts a quarter of what nginx lets through: no call needs more.
      let body = #"{"model":"EASE","context":[1]}"#
      request.body = body + String(repeating: " ", count: (256 << 10) - body.utf8.count)
      #expect(try client.send(request).status == 200)
      request.body = body + String(repeating: " ", count: (256 << 10) - body.utf8.count + 1)
      try expectError(try client.send(request), 413, "PAYLOAD_TOO_LARGE")
      #expect(try site.schema.contents() == before)
    }

    @Test func `a body announced as too large is refused before it is sent`() throws {
      let answer = try client.send(raw: "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
      try expectError(answer, 413, "PAYLOAD_TOO_LARGE")
    }

    @Test(arguments: [
      "NONSENSE\r\n\r\n", "GET /api/health HTTP/1.1\r\n\r\n", "GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET /api/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "GET /api/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]) func `malformed HTTP is a bad request`(text: String) throws {
      try expectError(try client.send(raw: text), 400, "BAD_REQUEST")
    }

    @Test func `headers and URLs that are too long have their own errors`() throws {
      let header = "X-Long: \(String(repeating: "x", count: 40_000))"
      try expectError(try client.get("/api/health", headers: [header]), 431, "HEADERS_TOO_LARGE")
      try expectError(try client.get("/api/\(String(repeating: "x", count: 40_000))"), 414, "URI_TOO_LONG")
    }

    @Test func `the base path of the API without a slash is not found`() throws {
      try expectError(try client.get("/api"), 404, "NOT_FOUND")
    }

    @Test func `TRACE is refused with the methods that are allowed`() throws {
      try expectError(try client.send(HTTPRequest("TRACE", "/api/health")), 405, "METHOD_NOT_ALLOWED")
    }

    @Test func `an unknown transfer encoding is answered with 501`() throws {
      let answer = try client.send(raw: "POST /init HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")
      try expectError(answer, 501, "NOT_IMPLEMENTED")
    }

    @Test(arguments: [
      "/api/health", "/init", "/nothing", "/api/nothing", "/robots.txt", "/api/%00", "/api/auth/user", "/metrics",
    ])
    func `every response has the security headers for browsers`(path: String) throws {
      let answer = try client.get(path)
      #expect(answer.all("X-Content-Type-Options") == ["nosniff"])
      #expect(answer.all("X-Frame-Options") == ["DENY"])
      #expect(answer.all("Referrer-Policy") == ["no-referrer"])
      #expect(answer.all("Server") == ["nginx"])
      let policies = answer.all("Content-Security-Policy")
      #expect(policies.count == 1 && policies[0].hasPrefix("default-src 'none'; "))
      #expect(policies[0].contains("frame-ancestors 'none'") && !policies[0].contains("unsafe"))
    }

    @Test func `files are revalidated, and versioned ones are cached for good`() throws {
      let first = try client.get("/robots.txt")
      #expect(
        first.status == 200 && first["Cache-Control"] == "no-cache"
          && first["Content-Type"] == "text/plain; charset=utf-8")
      let tag = try #require(first["ETag"])
      #expect(try client.get("/robots.txt", headers: ["If-None-Match: \(tag)"]).status == 304)
      #expect(try client.get("/robots.txt?v=2")["Cache-Control"] == "public, max-age=31536000, immutable")
      let absent = try client.get("/absent.js?v=2")
      try expectError(absent, 404, "NOT_FOUND")
      #expect(absent["Cache-Control"] == nil)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH"]) func `files accept only GET and HEAD`(method: String) throws {
      let answer = try client.send(HTTPRequest(method, "/robots.txt", body: "{}"))
      try expectError(answer, 405, "METHOD_NOT_ALLOWED")
      #expect(answer.all("Allow") == ["GET, HEAD"])
    }

    @Test func `public responses are compressed, and personal ones never are`() throws {
      let accept = ["Accept-Encoding: gzip"]
      let plain = try client.get("/init")
      let compressed = try client.get("/init", headers: accept)
      #expect(compressed["Content-Encoding"] == "gzip" && compressed.all("Vary").contains("Accept-Encoding"))
      #expect(compressed.body.prefix(2) == [0x1F, 0x8B] && compressed.body.count < plain.body.count / 2)
      let token = try site.register().token
      let many = (0..<40).map { _ in JSON.object(["movie_id": 1]) }
      _ = try client.post("/api/interactions/batch", ["interactions": .array(many)], token: token)
      for path in ["/api/interactions", "/api/auth/user", "/api/auth/sessions"] {
        let answer = try client.get(path, token: token, headers: accept)
        #expect(answer.status == 200 && answer["Content-Encoding"] == nil, "\(path)")
      }
    }

    /// 127.0.0.2 is local, too, but not on the list.
    @Test func `metrics are served only to listed addresses, whatever forwarding header a client sends`() throws {
      #expect(try client.get("/metrics").status != 403)
      let connection = try HTTPConnection(port: client.port, from: 0x7F00_0002)
      try connection.send(HTTPRequest("GET", "/metrics", headers: ["X-Forwarded-For: 127.0.0.1"]).text(closing: true))
      try expectError(try connection.receive(), 403, "FORBIDDEN")
    }

    @Test func `nginx writes neither responses nor accepted bodies to temporary files`() throws {
      let before = site.nginxErrors
      #expect(try client.get("/init").status == 200)
      let body = #"{"model":"EASE","context":[1]}"# + String(repeating: " ", count: 200_000)
      #expect(try client.send(HTTPRequest("POST", "/api/recommend", body: body)).status == 200)
      #expect(!site.nginxErrors.dropFirst(before.count).contains("temporary file"))
    }

    @Test func `each request is one JSON line in the access log, without its query`() throws {
      let answer = try client.get("/api/health?secret=planted")
      let id = try #require(answer["X-Request-ID"])
      #expect(eventually { site.accessLog.contains(id) })
      let lines = site.accessLog.split(separator: "\n").filter { $0.contains(id) }
      #expect(lines.count == 1)
      let entry = try JSON(Array(lines[0].utf8))
      #expect(entry["status"] == 400 && entry["method"] == "GET" && entry["path"] == "/api/health")
      #expect(!site.accessLog.contains("planted"))
      #expect(eventually { site.serverLog.contains(id) })
    }
  }
}
