import Testing

/// What nginx answers by itself has the shape of the API's errors.
extension Live {
  @Suite struct Nginx {
    let site: Site
    var client: Client { site.client }

    init() throws { site = try Site.shared() }

    @Test func `a body over one mebibyte is too large`() throws {
      let before = try site.schema.contents()
      var request = Request("POST", "/api/recommend", body: String(repeating: " ", count: 1 << 20) + "{}")
      try expectError(try client.send(request), 413, "PAYLOAD_TOO_LARGE")
      request.body = #"{"model":"EASE","context":[1]}"# + String(repeating: " ", count: (1 << 20) - 40)
      #expect(try client.send(request).status == 200)
      #expect(try site.schema.contents() == before)
    }

    @Test func `a body that only says that it is too large is refused before it is sent`() throws {
      let answer = try client.send(raw: "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
      try expectError(answer, 413, "PAYLOAD_TOO_LARGE")
    }

    @Test(arguments: [
      "NONSENSE\r\n\r\n", "GET /api/health HTTP/1.1\r\n\r\n", "GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET /api/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "GET /api/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]) func `what is not HTTP is a bad request`(text: String) throws {
      try expectError(try client.send(raw: text), 400, "BAD_REQUEST")
    }

    @Test func `headers and addresses that are too long have errors of their own`() throws {
      let header = "X-Long: \(String(repeating: "x", count: 40_000))"
      try expectError(try client.get("/api/health", headers: [header]), 431, "HEADERS_TOO_LARGE")
      try expectError(try client.get("/api/\(String(repeating: "x", count: 40_000))"), 414, "URI_TOO_LONG")
    }

    @Test func `TRACE is not allowed, and says what is`() throws {
      try expectError(try client.send(Request("TRACE", "/api/health")), 405, "METHOD_NOT_ALLOWED")
    }

    @Test func `an unknown transfer encoding is not supported`() throws {
      let answer = try client.send(raw: "POST /init HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")
      try expectError(answer, 501, "NOT_IMPLEMENTED")
    }

    @Test func `every answer forbids guessing its type`() throws {
      for path in ["/api/health", "/init", "/nothing", "/api/nothing"] {
        #expect(try client.get(path).all("X-Content-Type-Options") == ["nosniff"])
      }
    }
  }
}
