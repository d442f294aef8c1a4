import Testing

/// Unusual and malformed HTTP requests get well-defined responses.
extension LiveSuites {
  @Suite struct Requests {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try LiveSite.shared() }

    // MARK: - Paths

    /// Each endpoint has one spelling. nginx answers 400 if a path leaves the root or contains an encoded NUL.
    @Test(arguments: [
      "/api/health/", "//api/health", "/api//health", "/api/./health", "/api/x/../health", "/x/../api/health",
      "/api/%2e%2e/api/health", "/api/%68ealth", "/%61pi/health", "/api%2fhealth", "/API/health", "/api/Health",
      "/api/health;a=b", "/api/health%20", "/api/health%00x", "/api\\health", "/api/health%0d%0aX: y", "/api/%c0%af",
      "/init/", "/INIT", "/.error/forbidden", "/marquee.conf",
      "/../nginx.conf", "/html/../../nginx.conf", "/%2e%2e/nginx.conf", "/..%2fnginx.conf", "/robots.txt/",
    ]) func `any other spelling of an endpoint's path is not found`(path: String) throws {
      let answer = try client.send(raw: "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      let code = try answer.json["error"]?.string
      try expectError(answer, code == "NOT_FOUND" ? 404 : 400, code == "NOT_FOUND" ? "NOT_FOUND" : "BAD_REQUEST")
    }

    @Test func `a request target with scheme and host is served by its path`() throws {
      let answer = try client.send(raw: "GET http://x/api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(answer.status == 200)
    }

    @Test(arguments: ["?a=%zz", "?a=%00", "?a=%ff", "?%", "?a=1&a=2", "?=", "?a"])
    func `a malformed query is refused`(query: String) throws {
      try expectError(try client.get("/api/health\(query)"), 400, "INVALID_FIELD")
    }

    @Test func `query parameters together with a JSON body are refused`() throws {
      let body: JSON = ["model": "EASE", "context": [1]]
      try expectError(try client.post("/api/recommend?top_k=3", body), 400, "INVALID_FIELD", mentioning: "top_k")
    }

    // MARK: - Methods

    @Test(arguments: [
      ("/api/health", "GET, HEAD, OPTIONS"), ("/api/recommend", "OPTIONS, POST"),
      ("/api/interactions", "GET, HEAD, OPTIONS, POST"), ("/init", "GET, HEAD, OPTIONS"),
    ])
    func `OPTIONS lists the methods of an endpoint`(path: String, methods: String) throws {
      let answer = try client.send(HTTPRequest("OPTIONS", path))
      #expect(answer.status == 204 && answer.all("Allow") == [methods] && answer.body.isEmpty)
      #expect(answer["Content-Type"] == nil)
      expectRequestID(answer)
    }

    @Test func `OPTIONS of an unknown path is not found, and OPTIONS of the whole server is a bad request`() throws {
      try expectError(try client.send(HTTPRequest("OPTIONS", "/api/nothing")), 404, "NOT_FOUND")
      try expectError(try client.send(HTTPRequest("OPTIONS", "*")), 400, "BAD_REQUEST")
    }

    @Test(arguments: ["PROPFIND", "FOO", "get", "CONNECT", "TRACE", "PATCH"])
    func `a method that an endpoint does not support is refused`(method: String) throws {
      let answer = try client.send(HTTPRequest(method, "/api/health"))
      let isRequest = answer.status == 405
      try expectError(answer, isRequest ? 405 : 400, isRequest ? "METHOD_NOT_ALLOWED" : "BAD_REQUEST")
    }

    @Test func `a method override header does not change the method`() throws {
      let answer = try client.get("/api/health", headers: ["X-HTTP-Method-Override: DELETE"])
      #expect(answer.status == 200)
    }

    @Test(arguments: ["GET", "HEAD"]) func `GET and HEAD requests with a body are refused through nginx`(method: String)
      throws
    {
      let answer = try client.send(HTTPRequest(method, "/api/health", body: "{}"))
      #expect(answer.status == 400)
      if method == "GET" { try expectError(answer, 400, "BAD_REQUEST") }
    }

    @Test(arguments: ["/api/health", "/api/models", "/init", "/api/nothing", "/robots.txt"])
    func `HEAD returns the status and headers of GET`(path: String) throws {
      let (get, head) = (try client.get(path), try client.send(HTTPRequest("HEAD", path)))
      #expect(head.status == get.status)
      for name in ["Content-Type", "Content-Length", "X-Content-Type-Options", "Content-Security-Policy"] {
        #expect(head.all(name) == get.all(name), "\(name)")
      }
    }

    // MARK: - Headers

    @Test(arguments: [
      ["Authorization: Bearer a", "Authorization: Bearer b"],
      ["Content-Type: application/json", "Content-Type: text/plain"],
      ["Origin: https://a.example", "Origin: https://b.example"],
    ])
    func `a singleton header that is sent twice is refused`(headers: [String]) throws {
      try expectError(try client.get("/api/models", headers: headers), 400, "BAD_REQUEST")
    }

    @Test func `a request with too many headers is refused`() throws {
      let few = (0..<90).map { "X-\($0): 1" }
      #expect(try client.get("/api/health", headers: few).status == 200)
      try expectError(
        try client.get("/api/health", headers: few + (90..<200).map { "X-\($0): 1" }), 431, "HEADERS_TOO_LARGE")
    }

    @Test(arguments: ["Bearer", "Bearer ", "Basic YTpi", "bearer x y", "Bearer \u{e9}", "Token x", "x", "Bearer null"])
    func `an Authorization header without a valid bearer token is refused`(value: String) throws {
      try expectError(try client.get("/api/auth/user", headers: ["Authorization: \(value)"]), 401, "INVALID_TOKEN")
      let recommend = HTTPRequest(
        "POST", "/api/recommend", body: #"{"model":"EASE","context":[1]}"#, headers: ["Authorization: \(value)"])
      try expectError(try client.send(recommend), 401, "INVALID_TOKEN")
    }

    @Test func `cookies are neither read nor set`() throws {
      let token = try site.register().token
      try expectError(
        try client.get("/api/auth/user", headers: ["Cookie: token=\(token); Authorization=Bearer \(token)"]), 401,
        "MISSING_TOKEN")
      for path in ["/api/health", "/api/auth/user", "/init", "/robots.txt", "/nothing"] {
        #expect(try client.get(path, token: token).all("Set-Cookie").isEmpty)
      }
    }

    @Test func `forwarding headers that a client sends are ignored`() throws {
      let headers = [
        "X-Forwarded-For: 203.0.113.7", "Forwarded: for=203.0.113.7", "X-Real-IP: 203.0.113.7",
        "Proxy: http://evil.example",
        "X-Forwarded-Host: evil.example", "X-Original-URL: /api/nothing", "X-Rewrite-URL: /api/nothing",
      ]
      let answer = try client.get("/api/health", headers: headers)
      #expect(answer.status == 200)
      let id = try #require(answer["X-Request-ID"])
      #expect(eventually { site.accessLog.contains(id) })
      #expect(!site.accessLog.contains("203.0.113.7") && !site.serverLog.contains("203.0.113.7"))
    }

    // MARK: - Bodies

    @Test(arguments: [
      "application/json", "APPLICATION/JSON", "application/json;charset=utf-8", "application/json; charset=\"UTF-8\"",
      "application/json ; profile=x",
    ])
    func `every valid spelling of the JSON content type is accepted`(type: String) throws {
      var request = HTTPRequest("POST", "/api/recommend", body: #"{"model":"EASE","context":[1]}"#)
      request.contentType = type
      #expect(try client.send(request).status == 200)
    }

    @Test(arguments: [
      nil, "", "text/json", "application/json; charset=latin1", "application/jsonx",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x", "application/json, application/json", "*/*", "application/merge-patch+json",
    ])
    func `a body with a content type other than JSON is refused`(type: String?) throws {
      var request = HTTPRequest("POST", "/api/recommend", body: #"{"model":"EASE","context":[1]}"#)
      request.contentType = type
      try expectError(try client.send(request), 415, "UNSUPPORTED_MEDIA_TYPE")
    }

    @Test func `a request that expects 100-continue gets it before sending its body`() throws {
      let body = #"{"model":"EASE","context":[1]}"#
      let connection = try HTTPConnection(port: client.port)
      try connection.send(
        "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n")
      #expect(try connection.receive().status == 100)
      try connection.send(body)
      #expect(try connection.receive().status == 200)
    }

    /// RFC 9112 §6.3: a message whose end is ambiguous is refused and its connection closed, so that no second request
    /// can be smuggled in behind it.
    @Test(arguments: [
      "Content-Length: 3\r\nContent-Length: 30", "Content-Length: 3, 3", "Content-Length: +3", "Content-Length: 0x3",
      "Content-Length: 3 3", "Content-Length: 99999999999999999999", "Content-Length: 3\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked, identity",
      "Transfer-Encoding: xchunked", "Transfer-Encoding: identity",
    ])
    func `a request of ambiguous length is refused, and no second request is smuggled in`(headers: String) throws {
      let connection = try HTTPConnection(port: client.port)
      try connection.send(
        "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\(headers)\r\n\r\n"
          + "0\r\n\r\nGET /api/health HTTP/1.1\r\nHost: x\r\n\r\n")
      let answer = try connection.receive()
      let code = try #require(try answer.json["error"]?.string)
      #expect(
        [400, 413, 501].contains(answer.status)
          && ["BAD_REQUEST", "PAYLOAD_TOO_LARGE", "NOT_IMPLEMENTED"].contains(code))
      try expectError(answer, answer.status, code)
      #expect(throws: LiveError.self) { try connection.receive() }
    }

    @Test(arguments: ["zz\r\n{}\r\n0\r\n\r\n", "-1\r\n{}\r\n0\r\n\r\n", "5\r\n{}\r\n0\r\n\r\n", "2\r\n{}x0\r\n\r\n"])
    func `malformed chunks are refused`(chunks: String) throws {
      let answer = try client.send(
        raw: "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n\(chunks)")
      #expect(answer.status == 400)
    }

    @Test func `a chunked body that is too large in total is refused`() throws {
      let chunk = "10000\r\n\(String(repeating: " ", count: 65_536))\r\n"
      let answer = try client.send(
        raw: "POST /api/recommend HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + String(repeating: chunk, count: 17)
          + "0\r\n\r\n")
      try expectError(answer, 413, "PAYLOAD_TOO_LARGE")
    }

    @Test func `a request whose body is shorter than announced has no effect`() throws {
      let before = try site.schema.contents()
      let token = try site.register().token
      let after = try site.schema.contents()
      #expect(before != after)
      do {
        let connection = try HTTPConnection(port: client.port)
        try connection.send(
          "POST /api/interactions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"movie_id\":1}")
      }
      #expect(try client.get("/api/health").status == 200)
      #expect(try site.schema.contents() == after)
    }

    @Test func `a request pipelined after a body is answered`() throws {
      let connection = try HTTPConnection(port: client.port)
      let body = #"{"model":"EASE","context":[1]}"#
      try connection.send(
        HTTPRequest("POST", "/api/recommend", body: body).text(closing: false)
          + HTTPRequest("GET", "/api/health").text(closing: true))
      #expect(try connection.receive().status == 200)
      #expect(try connection.receive().json["status"] == "healthy")
    }
  }
}
