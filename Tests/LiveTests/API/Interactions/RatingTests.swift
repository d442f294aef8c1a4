import Testing

extension LiveSuites {
  @Suite struct RatingMovies {
    let site: LiveSite
    let account: LiveSite.RegisteredAccount
    var client: HTTPClient { site.client }

    init() throws {
      site = try LiveSite.shared()
      account = try site.register()
    }

    private func send(_ method: String, _ movie: Int, _ body: JSON? = nil) throws -> HTTPAnswer {
      let path = "/api/movies/\(movie)/rating"
      return try client.send(HTTPRequest(method, path, body: try body.map { try $0.text }, token: account.token))
    }

    private func page(_ query: String = "") throws -> JSON {
      let json = try expectSuccess(try client.get("/api/ratings\(query)", token: account.token), 200)
      #expect(json.keys == ["ratings", "next_cursor"])
      return json
    }

    @Test func `a movie can be rated, rated again, and have its rating removed`() throws {
      let first = try expectSuccess(try send("PUT", 1, ["rating": 3]), 201)
      #expect(first.keys == ["movie", "rating", "rated_at"] && first["rating"] == 3)
      #expect(
        first["movie"] == ["id": 1, "title": "The Matrix", "genre": "Comedy, Romance", "date": "1999-01-01"])
      #expect(try expectSuccess(try send("PUT", 1, ["rating": 5]), 200)["rating"] == 5)
      #expect(try page()["ratings"]?.array?.map { $0["rating"] } == [5])
      let history = try client.get("/api/interactions?type=rate", token: account.token).json
      #expect(history["interactions"]?.array?.map { $0["rating"] } == [5, 3])
      #expect(try send("DELETE", 1).status == 204)
      #expect(try page() == ["ratings": [], "next_cursor": nil])
      try expectError(try send("DELETE", 1), 404, "NOT_FOUND")
      #expect(try client.get("/api/interactions", token: account.token).json["count"] == 0)
    }

    @Test func `ratings of unknown movies and invalid ratings are refused`() throws {
      try expectError(try send("PUT", 999_999, ["rating": 3]), 404, "NOT_FOUND")
      try expectError(try send("PUT", -1, ["rating": 3]), 404, "NOT_FOUND")
      for rating: JSON in [0, 6, 3.5, "3"] {
        try expectError(try send("PUT", 1, ["rating": rating]), 400, "INVALID_FIELD", mentioning: "rating")
      }
      #expect(try page()["ratings"] == [])
    }

    @Test func `the pages of ratings contain every rating once, newest first`() throws {
      for movie in 0..<12 { _ = try expectSuccess(try send("PUT", movie, ["rating": .integer(1 + movie % 5)]), 201) }
      var seen: [Int] = []
      var query = "?limit=5"
      for _ in 0..<3 {
        let page = try page(query)
        seen += try #require(page["ratings"]?.array).compactMap { $0["movie"]?["id"]?.integer }
        guard let cursor = page["next_cursor"]?.string else { break }
        query = "?limit=5&cursor=\(cursor)"
      }
      #expect(seen == (0..<12).reversed())
    }
  }
}
