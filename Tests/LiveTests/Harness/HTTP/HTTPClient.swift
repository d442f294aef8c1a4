/// Sends requests to a site and reads the responses, with one connection per request.
struct HTTPClient: Sendable {
  let port: Int

  func get(_ path: String, token: String? = nil, headers: [String] = []) throws -> HTTPAnswer {
    try send(HTTPRequest("GET", path, token: token, headers: headers))
  }

  func post(_ path: String, _ body: JSON, token: String? = nil, headers: [String] = []) throws -> HTTPAnswer {
    try send(HTTPRequest("POST", path, body: try body.text, token: token, headers: headers))
  }

  func send(_ request: HTTPRequest) throws -> HTTPAnswer {
    let connection = try HTTPConnection(port: port)
    try connection.send(request.text(closing: true))
    return try connection.receive(isHead: request.method == "HEAD")
  }

  /// Sends `text` as it is.
  func send(raw text: String) throws -> HTTPAnswer { try send(raw: Array(text.utf8)) }

  func send(raw bytes: [UInt8]) throws -> HTTPAnswer {
    let connection = try HTTPConnection(port: port)
    try connection.send(bytes)
    return try connection.receive()
  }

  /// Posts a body that need not be text.
  func post(_ path: String, bytes: [UInt8], token: String? = nil) throws -> HTTPAnswer {
    let length = "Content-Length: \(bytes.count)"
    let head = HTTPRequest("POST", path, token: token, headers: ["Content-Type: application/json", length])
    return try send(raw: Array(head.text(closing: true).utf8) + bytes)
  }
}

/// A well-formed HTTP request with any content.
struct HTTPRequest: Sendable {
  let method: String
  let path: String
  var body: String?
  var contentType: String? = "application/json"
  var token: String?
  /// Further header lines, `Name: value`.
  var headers: [String] = []

  init(_ method: String, _ path: String, body: String? = nil, token: String? = nil, headers: [String] = []) {
    self.method = method
    self.path = path
    self.body = body
    self.token = token
    self.headers = headers
  }

  func text(closing: Bool) -> String {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: marquee.test"]
    if closing { lines.append("Connection: close") }
    if let token { lines.append("Authorization: Bearer \(token)") }
    if let body {
      if let contentType { lines.append("Content-Type: \(contentType)") }
      lines.append("Content-Length: \(body.utf8.count)")
    }
    return (lines + headers).joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
  }
}
