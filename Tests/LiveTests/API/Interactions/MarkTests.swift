import Foundation
import Testing

extension LiveSuites {
  /// On a site of their own, because it is restarted.
  @Suite(.serialized) struct MarkingMovies {
    private static let own = Result { try LiveSite() }
    let site: LiveSite
    let account: LiveSite.RegisteredAccount
    var client: HTTPClient { site.client }

    init() throws {
      site = try Self.own.get()
      account = try site.register()
    }

    private func send(_ method: String, _ path: String, _ body: JSON? = nil) throws -> HTTPAnswer {
      try client.send(HTTPRequest(method, path, body: try body.map { try $0.text }, token: account.token))
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

    @Test func `a dismissed movie never comes back, in any worker, until the dismissal is taken back`() throws {
      let context: JSON = ["model": "EASE", "context": [0]]
      let lists: [() throws -> HTTPAnswer] = [
        { try send("POST", "/api/recommend", context) }, { try send("GET", "/api/recommendations?top_k=100") },
        { try send("GET", "/api/movies/0/similar?model=EASE") }, { try send("GET", "/api/popular?top_k=100") },
        { try send("GET", "/api/trending?top_k=100") }, { try send("GET", "/api/home?top_k=20") },
      ]
      func ids(_ answer: HTTPAnswer) throws -> [Int] {
        let json = try expectSuccess(answer, 200)
        return (json["rows"]?.array ?? [json]).flatMap { row in
          row["result"]?.array?.compactMap { $0["id"]?.integer } ?? []
        }
      }
      _ = try expectSuccess(try send("POST", "/api/interactions", ["movie_id": 0, "interaction_type": "select"]), 201)
      let first = try #require(try ids(lists[0]()).first)
      for list in lists.indices { #expect(try ids(lists[list]()).contains(first), "\(list)") }
      let dismissal = "/api/movies/\(first)/dismissal"
      _ = try expectSuccess(try send("PUT", dismissal, ["reason": "not_interested"]), 201)
      #expect(try movies(in: "dismissals") == [.integer(first)])
      try site.restartServer()
      for _ in 0..<8 { for list in lists.indices { #expect(try !ids(lists[list]()).contains(first), "\(list)") } }
      #expect(try ids(client.get("/api/popular?top_k=100")).contains(first))
      let title = try #require(send("GET", "/api/movies/\(first)").json["movie"]?["title"]?.string)
      let words = try #require(title.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
      #expect(try ids(send("GET", "/api/movies/search?q=\(words)")).contains(first))
      #expect(try send("DELETE", dismissal).status == 204)
      for list in lists.indices { #expect(try ids(lists[list]()).contains(first), "\(list)") }
    }

    @Test func `the home page has rows with reasons, no movie twice, and ids that an interaction may name`() throws {
      for movie in [0, 3, 6] {
        _ = try expectSuccess(try send("PUT", "/api/movies/\(movie)/rating", ["rating": 5]), 201)
      }
      _ = try expectSuccess(try send("PUT", "/api/movies/9/watchlist"), 201)
      let page = try expectSuccess(try send("GET", "/api/home"), 200)
      let rows = try #require(page["rows"]?.array)
      #expect(page["recorded"] == true)
      #expect(rows.contains { $0["kind"] == "because" } && rows.contains { $0["kind"] == "watchlist" })
      let movies = rows.flatMap { $0["result"]?.array?.map { $0["id"] } ?? [] }
      #expect(movies.count == Set(movies.compactMap { $0?.integer }).count)
      #expect(!movies.contains(0) && !movies.contains(3) && !movies.contains(6))
      let row = try #require(rows.first { $0["kind"] == "because" })
      let movie = try #require(row["result"]?.array?.first?["id"])
      let list = try #require(row["recommendation_id"])
      let body: JSON = ["movie_id": movie, "recommendation_id": list, "place": 0]
      _ = try expectSuccess(try send("POST", "/api/interactions", body), 201)
      #expect(try expectSuccess(client.get("/api/home"), 200)["rows"]?.array?.isEmpty == false)
    }

    @Test func `interactions that a recommendation led to can be counted in SQL`() throws {
      let shown = try expectSuccess(try send("POST", "/api/recommend", ["model": "EASE", "context": [0]]), 200)
      let list = try #require(shown["recommendation_id"]?.string)
      let movie = try #require(shown["result"]?.array?[2]["id"]?.integer)
      let body: JSON = ["movie_id": .integer(movie), "recommendation_id": .string(list), "place": 2]
      _ = try expectSuccess(try send("POST", "/api/interactions", body), 201)
      let wrong: JSON = ["movie_id": .integer(movie), "recommendation_id": .string(list), "place": 1]
      try expectError(
        try send("POST", "/api/interactions", wrong), 400, "INVALID_FIELD", mentioning: "recommendation_id")
      let rows = try site.schema.sql(
        """
        SELECT shown.model, shown.surface, opened.kind, opened.place, opened.movie_id
        FROM interactions AS shown JOIN interactions AS opened USING (user_id, public_id)
        WHERE shown.user_id = \(account.id) AND shown.movie_id IS NULL AND opened.movie_id IS NOT NULL
        """)
      #expect(rows.split(whereSeparator: \.isWhitespace).suffix(5) == ["EASE", "recommend", "view", "2", "\(movie)"])
    }

    @Test func `deleting the account removes its marks`() throws {
      _ = try expectSuccess(try send("PUT", "/api/movies/1/watchlist"), 201)
      _ = try expectSuccess(try send("PUT", "/api/movies/2/dismissal", ["reason": "seen"]), 201)
      let password: JSON = ["password": .string(account.password)]
      let export = try expectSuccess(try send("POST", "/api/auth/export", password), 200)
      #expect(export["watchlist"]?.array?.map { $0["movie_id"] } == [1])
      #expect(export["dismissals"]?.array?.map { $0["reason"] } == ["seen"])
      #expect(try send("DELETE", "/api/auth/user", password).status == 204)
      #expect(
        try eventually {
          try site.schema.sql(
            """
            SELECT (SELECT COUNT(*) FROM watchlist WHERE user_id = \(account.id))
              + (SELECT COUNT(*) FROM dismissals WHERE user_id = \(account.id)) AS marks
            """
          ).split(whereSeparator: \.isWhitespace).last == "0"
        })
    }
  }
}
