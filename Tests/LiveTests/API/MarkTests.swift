import Testing

extension Live {
  /// On a site of their own, because it is restarted.
  @Suite(.serialized) struct Marks {
    private static let own = Result { try Site() }
    let site: Site
    let account: Site.Account
    var client: Client { site.client }

    init() throws {
      site = try Self.own.get()
      account = try site.register()
    }

    private func send(_ method: String, _ path: String, _ body: JSON? = nil) throws -> Answer {
      try client.send(Request(method, path, body: try body.map { try $0.text }, token: account.token))
    }

    private func movies(in list: String) throws -> [JSON?] {
      let page = try expectSuccess(try send("GET", "/api/\(list)"), 200)
      return page[list]?.array?.map { $0["movie"]?["id"] } ?? []
    }

    @Test func `the watchlist survives a restart of the server`() throws {
      for movie in [1, 2, 3] { _ = try expectSuccess(try send("PUT", "/api/movies/\(movie)/watchlist"), 201) }
      #expect(try send("DELETE", "/api/movies/2/watchlist").status == 204)
      #expect(try movies(in: "watchlist") == [3, 1])
      try site.restartServer()
      #expect(try movies(in: "watchlist") == [3, 1])
    }

    @Test func `a rating offers to take its movie off the watchlist`() throws {
      _ = try expectSuccess(try send("PUT", "/api/movies/1/watchlist"), 201)
      let saved = try send("POST", "/api/interactions", ["movie_id": 1, "interaction_type": "rate", "rating": 4])
      #expect(try expectSuccess(saved, 201)["on_watchlist"] == true)
      let rated = try send("PUT", "/api/movies/1/rating", ["rating": 5])
      #expect(try expectSuccess(rated, 200)["on_watchlist"] == true)
      let other = try send("PUT", "/api/movies/2/rating", ["rating": 5])
      #expect(try expectSuccess(other, 201)["on_watchlist"] == nil)
    }

    @Test func `deleting the account removes its marks`() throws {
      _ = try expectSuccess(try send("PUT", "/api/movies/1/watchlist"), 201)
      let password: JSON = ["password": .string(account.password)]
      let export = try expectSuccess(try send("POST", "/api/auth/export", password), 200)
      #expect(export["watchlist"]?.array?.map { $0["movie_id"] } == [1])
      #expect(try send("DELETE", "/api/auth/user", password).status == 204)
      #expect(
        try eventually(within: 5) {
          try site.schema.sql("SELECT COUNT(*) FROM watchlist WHERE user_id = \(account.id)").hasPrefix("0")
        })
    }
  }
}
