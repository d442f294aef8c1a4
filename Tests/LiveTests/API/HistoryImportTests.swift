import Testing

extension LiveSuites {
  @Suite struct HistoryImports {
    let site: LiveSite
    let account: LiveSite.RegisteredAccount
    var client: HTTPClient { site.client }

    init() throws {
      site = try LiveSite.shared()
      account = try site.register()
    }

    /// Sends a form with one file.
    private func send(_ file: [UInt8], name: String = "diary.csv") throws -> HTTPAnswer {
      let head = """
        --XyZ\r\nContent-Disposition: form-data; name="file"; filename="\(name)"\r\n\
        Content-Type: application/octet-stream\r\n\r\n
        """
      let body = Array(head.utf8) + file + Array("\r\n--XyZ--\r\n".utf8)
      let request = HTTPRequest(
        "POST", "/api/imports", token: account.token,
        headers: ["Content-Type: multipart/form-data; boundary=XyZ", "Content-Length: \(body.count)"])
      return try client.send(raw: Array(request.text(closing: true).utf8) + body)
    }

    /// A diary with an entry for each of `count` days.
    private func diary(_ count: Int) -> [UInt8] {
      let rows = (0..<count).map { day in
        let date = "\(2000 + day / 336)-\(10 + day / 28 % 3)-\(10 + day % 28 % 19)"
        return
          "\(date),The Matrix,1999,https://boxd.it/\(day),4.5,,,\(2000 + day / 336)-1\(day / 28 % 3)-\(10 + day % 19)\n"
      }
      return Array(("Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n" + rows.joined()).utf8)
    }

    @Test func `a diary of three thousand rows is imported once, shown, and undone`() throws {
      let file = diary(3_000)
      let first = try expectSuccess(try send(file), 201)
      #expect(first["rows"] == 3_000 && first["matched"] == 1)
      let added = try #require(first["added"]?["views"]?.integer)
      #expect(added > 400 && first["added"]?["ratings"] == 1)
      let again = try expectSuccess(try send(file), 200)
      #expect(again["id"] == first["id"] && again["added"]?["views"] == 0)
      let history = try client.get("/api/interactions", token: account.token).json
      #expect(history["count"]?.integer == added + 1)
      let id = try #require(first["id"]?.integer)
      let list = try expectSuccess(try client.get("/api/imports", token: account.token), 200)
      #expect(list["imports"]?.array?.first?["views"]?.integer == added)
      #expect(try client.send(HTTPRequest("DELETE", "/api/imports/\(id)", token: account.token)).status == 204)
      #expect(try client.get("/api/interactions", token: account.token).json["count"] == 0)
      #expect(try client.get("/api/ratings", token: account.token).json["ratings"] == [])
    }

    @Test func `a file may have 5 MiB, and no other body more than 1 MiB`() throws {
      let largest = [UInt8](repeating: 0x20, count: 5 << 20)
      try expectError(try send(largest), 400, "INVALID_FIELD", mentioning: "is empty")
      try expectError(try send(largest + [0x20]), 413, "PAYLOAD_TOO_LARGE")
      try expectError(try send(largest + [UInt8](repeating: 0x20, count: 1 << 20)), 413, "PAYLOAD_TOO_LARGE")
      let other = HTTPRequest(
        "POST", "/api/imports/1/confirm", body: String(repeating: " ", count: 2 << 20), token: account.token)
      try expectError(try client.send(other), 413, "PAYLOAD_TOO_LARGE")
    }

    @Test func `files of random bytes are refused, and the site keeps working`() throws {
      var random = SystemRandomNumberGenerator()
      let noise = (0..<1 << 20).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      let zip = Array("PK\u{3}\u{4}".utf8)
      let nested = Array(String(repeating: "[", count: 1 << 20).utf8)
      let commas = Array(("Date,Name,Year,Letterboxd URI\n" + String(repeating: ",", count: 4 << 20)).utf8)
      for file in [noise, zip + noise, nested, Array("{\"a\":1}".utf8)] {
        try expectError(try send(file, name: "x"), 400, "INVALID_FIELD")
      }
      #expect(try send(commas, name: "watched.csv").status == 200)
      #expect(try client.get("/api/health/ready").status == 200)
    }

    @Test func `the ratings can be exported as CSV`() throws {
      _ = try client.send(HTTPRequest("PUT", "/api/movies/1/rating", body: #"{"rating":4}"#, token: account.token))
      let answer = try client.get("/api/auth/user/ratings.csv", token: account.token)
      #expect(answer.status == 200 && answer["Content-Type"] == "text/csv; charset=utf-8")
      let text = String(decoding: answer.body, as: UTF8.self)
      #expect(text.hasPrefix("tmdbID,imdbID,Title,Year,Rating,WatchedDate\r\n,,The Matrix,1999,4,"), "\(text)")
      try expectError(try client.get("/api/auth/user/ratings.csv"), 401, "MISSING_TOKEN")
    }
  }
}
