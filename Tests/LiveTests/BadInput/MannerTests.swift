import Testing

/// HTTP beyond methods and bodies, through nginx: content codings, credentials and conditional requests.
extension LiveSuites {
  @Suite struct Manners {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try LiveSite.shared() }

    @Test(arguments: ["gzip", "br", "deflate", "zstd", "identity, gzip"])
    func `a body with a content coding is refused, and the response says which codings are accepted`(coding: String)
      throws
    {
      var request = HTTPRequest("POST", "/api/recommend", body: "\u{1F}\u{8}", headers: ["Content-Encoding: \(coding)"])
      let answer = try client.send(request)
      try expectError(answer, 415, "UNSUPPORTED_MEDIA_TYPE", mentioning: "Content-Encoding")
      #expect(answer.all("Accept-Encoding") == ["identity"])
      request = HTTPRequest("POST", "/recommend", body: "{}", headers: ["Content-Encoding: \(coding)"])
      try expectError(try client.send(request), 415, "UNSUPPORTED_MEDIA_TYPE")
    }

    @Test func `a body with the content coding identity or in chunks is accepted`() throws {
      let body = #"{"model":"EASE","context":[1]}"#
      let plain = HTTPRequest("POST", "/api/recommend", body: body, headers: ["Content-Encoding: identity"])
      #expect(try client.send(plain).status == 200)
      let chunked = """
        POST /api/recommend HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
        Transfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n
        """
      #expect(try client.send(raw: chunked).status == 200)
    }

    @Test func `spaces around a bearer token and the case of its scheme do not matter`() throws {
      let token = try site.register().token
      for value in [
        "Bearer  \(token)", "bearer \(token)", "BEARER \(token)\t", "\tBearer \(token) \t ", "Bearer   \(token)\t\t",
      ] {
        let answer = try client.get("/api/auth/user", headers: ["Authorization:\(value)"])
        #expect(answer.status == 200, "'\(value)'")
      }
    }

    @Test func `the WWW-Authenticate header distinguishes a missing token from an invalid one`() throws {
      #expect(try client.get("/api/auth/user").all("WWW-Authenticate") == ["Bearer"])
      let wrong = try client.get("/api/auth/user", token: "wrong")
      #expect(wrong.all("WWW-Authenticate") == [#"Bearer error="invalid_token""#])
    }

    @Test(arguments: [
      ("GET /api/health HTTP/2.0\r\nHost: x\r\n\r\n", 505, "HTTP_VERSION_NOT_SUPPORTED"),
      ("GET / HTTP/9.1\r\nHost: x\r\n\r\n", 505, "HTTP_VERSION_NOT_SUPPORTED"),
      ("GET /robots.txt HTTP/1.1\r\nHost: x\r\nIf-Match: \"other\"\r\n\r\n", 412, "PRECONDITION_FAILED"),
      (
        "GET /robots.txt HTTP/1.1\r\nHost: x\r\nIf-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n", 412,
        "PRECONDITION_FAILED"
      ),
      ("CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "BAD_REQUEST"),
      ("GET http:///nothing HTTP/1.1\r\nHost: x\r\n\r\n", 400, "BAD_REQUEST"),
      ("PUT /api/health HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400, "BAD_REQUEST"),
    ]) func `requests that nginx refuses get a JSON error`(text: String, status: Int, code: String) throws {
      try expectError(try client.send(raw: text), status, code)
    }

    @Test func `a range request for a file gets the whole file`() throws {
      for range in ["bytes=0-1", "bytes=99999-", "bytes=x"] {
        let answer = try client.get("/robots.txt", headers: ["Range: \(range)"])
        #expect(answer.status == 200 && answer.body.count > 2)
      }
    }

    @Test(arguments: ["/init", "/api/movies", "/api/movies/1", "/api/genres", "/api/models", "/api/openapi.json"])
    func `a response that the client already has is not sent again, compressed or not`(path: String) throws {
      for accept in [["Accept-Encoding: gzip"], []] {
        let first = try client.get(path, headers: accept)
        let tag = try #require(first["ETag"])
        #expect(first.status == 200 && first.all("Cache-Control").count == 1)
        let second = try client.get(path, headers: accept + ["If-None-Match: \(tag)"])
        #expect(second.status == 304 && second.body.isEmpty && second.all("ETag").count == 1, "\(tag)")
        expectRequestID(second)
      }
      #expect(try client.get(path, headers: [#"If-None-Match: "other""#]).status == 200)
    }
  }
}
