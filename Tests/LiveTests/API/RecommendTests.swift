import Testing

extension LiveSuites {
  @Suite struct Recommending {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try LiveSite.shared() }

    @Test(arguments: [[1], [0], [70_000], [3, 6, 9], Array(0..<20), [0, 1, 2, 70_000]])
    func `EASE recommends by its closed-form solution`(context: [Int]) throws {
      try expectRanking(try recommend("EASE", context), PlainModels.ease(), context)
    }

    @Test(arguments: [[1], [0], [70_000], [3, 6, 9], Array(0..<20), [0, 1, 2, 70_000]])
    func `ItemKNN recommends by the summed cosines of the context`(context: [Int]) throws {
      try expectRanking(try recommend("ItemKNN", context), PlainModels.cosines(), context)
    }

    @Test func `a recommendation lists movies with their fields, best first, and names its model and source`() throws {
      let json = try recommend("EASE", [5, 8])
      #expect(json.keys == ["result", "model", "count", "model_version", "recommendation_id", "source"])
      #expect(json["model"] == "EASE")
      #expect(json["count"] == 10)
      #expect(json["model_version"] != .null)
      let movies = try #require(json["result"]?.array)
      #expect(movies.count == 10)
      let catalogue = Dictionary(uniqueKeysWithValues: LiveDataSet.movies.map { ($0.id, $0) })
      for movie in movies {
        #expect(movie.keys == ["id", "title", "genre", "date", "score", "chance"])
        let expected = try #require(catalogue[movie["id"]?.integer ?? -1])
        #expect(movie["genre"] == .string(expected.genres.joined(separator: ", ")))
        #expect(movie["date"] == expected.year.map { .string("\($0)-01-01") } ?? .null)
      }
      let scores = movies.compactMap { $0["score"]?.double }
      #expect(scores == scores.sorted(by: >))
    }

    @Test func `the order of the context and duplicates in it change nothing`() throws {
      let plain = try recommend("EASE", [1, 2, 3, 4])
      #expect(try recommend("EASE", [4, 3, 2, 1])["result"] == plain["result"])
      #expect(try recommend("EASE", [1, 1, 2, 3, 4, 4])["result"] == plain["result"])
    }

    @Test func `unknown ids in a valid context are skipped and reported`() throws {
      let json = try recommend("EASE", [1, 999_999, -1, 2, 9_223_372_036_854_775_807])
      #expect(json["ignored"] == [999_999, -1, 9_223_372_036_854_775_807])
      #expect(json["result"] == (try recommend("EASE", [1, 2])["result"]))
    }

    @Test func `a context of the whole catalogue leaves nothing to recommend`() throws {
      let json = try recommend("EASE", LiveDataSet.movies.map(\.id))
      #expect(json["result"] == [])
      #expect(json["count"] == 0)
    }

    @Test func `a context may have a thousand movies`() throws {
      let json = try recommend("ItemKNN", Array(0..<40) + Array(1_000..<1_960))
      #expect(json["ignored"]?.array?.count == 960)
    }

    @Test func `an anonymous recommendation changes nothing in the database`() throws {
      let before = try site.schema.contents()
      let json = try recommend("EASE", [1, 2])
      #expect(json["recorded"] == nil)
      #expect(try site.schema.contents() == before)
    }

    @Test func `with a token each recommended movie becomes an interaction, which is never a rating`() throws {
      let account = try site.register()
      let rated: JSON = ["movie_id": 7, "interaction_type": "rate", "rating": 5]
      _ = try expectSuccess(try client.post("/api/interactions", rated, token: account.token), 201)
      let answer = try client.post("/api/recommend", ["model": "EASE", "context": [1, 4]], token: account.token)
      let json = try expectSuccess(answer, 200)
      #expect(json["recorded"] == true)
      let recommended = try #require(json["result"]?.array).compactMap { $0["id"]?.integer }
      #expect(recommended.count == 10)

      let history = try expectSuccess(try client.get("/api/interactions?type=recommend", token: account.token), 200)
      let events = try #require(history["interactions"]?.array)
      #expect(Set(events.compactMap { $0["movie_id"]?.integer }) == Set(recommended))
      #expect(events.count == 10)
      #expect(events.allSatisfy { $0["rating"] == .null })
      let ratings = try expectSuccess(try client.get("/api/interactions?type=rate", token: account.token), 200)
      #expect(ratings["interactions"]?[0]?["rating"] == 5)
      #expect(ratings["count"] == 1)
    }

    @Test func `options restrict recommendations from a context and from a history alike`() throws {
      let account = try site.register()
      for movie in [1, 4] {
        let liked: JSON = ["movie_id": .integer(movie), "interaction_type": "select"]
        _ = try expectSuccess(try client.post("/api/interactions", liked, token: account.token), 201)
      }
      for movie in [3, 8, 9] {
        _ = try expectSuccess(
          try client.send(HTTPRequest("PUT", "/api/movies/\(movie)/watchlist", token: account.token)), 201)
      }
      let genre = LiveDataSet.movies[8].genres[0]
      let withoutGenre = [3, 8, 9].filter { id in
        LiveDataSet.movies.first { $0.id == id }?.genres.contains(genre) != true
      }
      let options: [(JSON, String, [Int])] = [
        (["candidates": [8, 9, 999_999]], "candidates=8,9,999999", [8, 9]),
        (["within": "watchlist"], "within=watchlist", [3, 8, 9]),
        (
          ["within": "watchlist", "exclude_genres": [.string(genre)]], "within=watchlist&exclude_genres=\(genre)",
          withoutGenre
        ),
        (["candidates": [8, 9], "min_ratings": 1_000_000], "candidates=8,9&min_ratings=1000000", []),
      ]
      for (fields, query, expected) in options {
        guard case .object(var body) = fields else { return }
        body["model"] = "EASE"
        body["context"] = [1, 4]
        let named = try client.post("/api/recommend", .object(body), token: account.token)
        let own = try client.get("/api/recommendations?model=EASE&\(query)", token: account.token)
        for answer in [named, own] {
          let json = try expectSuccess(answer, 200)
          #expect(Set(json["result"]?.array?.compactMap { $0["id"]?.integer } ?? [-1]) == Set(expected), "\(query)")
          if query.contains("999999") { #expect(json["ignored"] == [999_999]) }
        }
      }
      let anonymous = try client.post("/api/recommend", ["model": "EASE", "context": [1], "within": "watchlist"])
      try expectError(anonymous, 401, "MISSING_TOKEN", mentioning: "within")
    }

    private func recommend(_ model: String, _ context: [Int]) throws -> JSON {
      let body: JSON = ["model": .string(model), "context": JSON(context)]
      return try expectSuccess(try client.post("/api/recommend", body), 200)
    }

    /// Expects the ten best movies by `weights`, best first. Movies whose scores differ only by rounding may swap
    /// places.
    private func expectRanking(
      _ answer: JSON, _ weights: PlainModels.Weights, _ context: [Int], at location: SourceLocation = #_sourceLocation
    ) throws {
      let scores = weights.scores(of: context)
      let best = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
      let scale = scores.values.map { abs($0) }.max() ?? 1
      let movies = try #require(answer["result"]?.array, sourceLocation: location)
      #expect(movies.count == best.count, sourceLocation: location)
      for (movie, expected) in zip(movies, best) {
        let id = try #require(movie["id"]?.integer, sourceLocation: location)
        let score = try #require(movie["score"]?.double, sourceLocation: location)
        let own = try #require(scores[id], "movie \(id) is in the context", sourceLocation: location)
        #expect(abs(score - own) <= 1e-4 * scale, "movie \(id)", sourceLocation: location)
        #expect(abs(own - expected.value) <= 1e-5 * scale, "movie \(id)", sourceLocation: location)
        if own == expected.value { #expect(id == expected.key, sourceLocation: location) }
      }
    }
  }
}
