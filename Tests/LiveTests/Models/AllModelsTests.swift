import Testing

/// Tests that need all four models. They have their own site, because the neural models take longer to train.
extension LiveSuites {
  @Suite struct AllModels {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try Self.own.get() }

    private static let own = Result {
      let site = try LiveSite()
      try site.train(["--all"])
      // Its workers begin with all of them.
      try site.restartServer()
      return site
    }

    @Test func `all four models are available once trained`() throws {
      #expect(
        try eventually {
          let models = try expectSuccess(try client.get("/api/models"), 200)["models"]?.array
          return models?.map { $0["available"] } == [true, true, true, true]
        })
    }

    @Test(arguments: ["EASE", "ItemKNN", "NeuralMF", "DeepFM"])
    func `each model answers recommendations under its own name`(model: String) throws {
      let body: JSON = ["model": .string(model), "context": [0, 1, 2], "top_k": 5]
      #expect(try eventually { try client.post("/api/recommend", body).status == 200 })
      let json = try expectSuccess(try client.post("/api/recommend", body), 200)
      #expect(json["model"] == .string(model))
      #expect(json["result"]?.array?.count == 5)
      #expect(json["result"]?.array?.allSatisfy { ![0, 1, 2].contains($0["id"]) } == true)
    }

    @Test(arguments: [1, 3, 10])
    func `the model auto recommends for a context of any length`(length: Int) throws {
      let context = JSON.array((0..<length).map { .integer($0) })
      let json = try expectSuccess(
        try client.post("/api/recommend", ["model": "auto", "context": context, "top_k": 5]), 200)
      #expect(json["result"]?.array?.count == 5)
      #expect(json["model"]?.string?.isEmpty == false)
    }

    @Test(arguments: ["EASE", "ItemKNN", "NeuralMF", "DeepFM", "auto"])
    func `a group gets movies with a match for each member, the least of them descending`(model: String) throws {
      let body: JSON = ["model": .string(model), "contexts": [[0, 3], [1, 4, 7], [2]], "dislikes": [5], "top_k": 20]
      #expect(try eventually { try client.post("/api/recommend", body).status == 200 })
      let json = try expectSuccess(try client.post("/api/recommend", body), 200)
      let movies = try #require(json["result"]?.array)
      #expect(movies.count == 20 && json["source"] == "context" && json["recorded"] == nil)
      #expect(movies.allSatisfy { movie in ![0, 3, 1, 4, 7, 2, 5].contains(movie["id"]?.integer ?? 0) })
      let scores = movies.compactMap { $0["score"]?.double }
      #expect(scores == scores.sorted(by: >))
      for movie in movies {
        let matches = (movie["matches"]?.array ?? []).compactMap(\.double)
        #expect(matches.count == 3 && matches.min() == movie["score"]?.double)
      }
    }

    @Test(arguments: ["EASE", "ItemKNN", "NeuralMF", "DeepFM", "auto"])
    func `diversity mixes genres, 0 is the plain list, and an answer repeats itself`(model: String) throws {
      var body: [String: JSON] = ["model": .string(model), "context": [0, 3, 6]]
      #expect(try eventually { try client.post("/api/recommend", .object(body)).status == 200 })
      func recommend(_ diversity: Double?) throws -> JSON {
        body["diversity"] = diversity.map { .number($0) }
        return try expectSuccess(try client.post("/api/recommend", .object(body)), 200)
      }
      func genres(_ answer: JSON) -> Set<String> {
        Set(answer["result"]?.array?.prefix(5).compactMap { $0["genre"]?.string } ?? [])
      }
      let plain = try recommend(nil)
      #expect(try recommend(0)["result"] == plain["result"])
      let varied = try recommend(1)
      #expect(try recommend(1)["result"] == varied["result"] && varied["count"] == 10)
      #expect(varied["result"]?[0] == plain["result"]?[0] && genres(varied).count == 3)
    }

    @Test(arguments: ["NeuralMF", "DeepFM"])
    func `a user's age and gender affect neural models until they are removed from the profile`(model: String) throws {
      let body: JSON = ["model": .string(model), "context": [0, 1], "top_k": 20]
      func scores(_ token: String?) throws -> JSON? {
        try expectSuccess(try client.post("/api/recommend", body, token: token), 200)["result"]
      }
      #expect(try eventually { try client.post("/api/recommend", body).status == 200 })
      let account = try site.register()
      func change(_ facts: JSON) throws {
        let request = HTTPRequest("PATCH", "/api/auth/user", body: try facts.text, token: account.token)
        _ = try expectSuccess(try client.send(request), 200)
      }
      let visitor = try scores(nil)
      #expect(try scores(account.token) == visitor)
      try change(["gender": "F"])
      let woman = try scores(account.token)
      try change(["gender": "M"])
      let man = try scores(account.token)
      try change(["gender": "M", "age": 30])
      let manOfThirty = try scores(account.token)
      #expect(Set([visitor, woman, man, manOfThirty].map { "\(String(describing: $0))" }).count == 4)
      // Gender is free text: a value that no data set has is ignored.
      try change(["gender": "neither", "age": .null])
      #expect(try scores(account.token) == visitor)

      // The same holds for personal recommendations. A view gives the user a history, but makes no model due for
      // training.
      let viewed: JSON = ["movie_id": 0, "interaction_type": "view"]
      _ = try expectSuccess(try client.post("/api/interactions", viewed, token: account.token), 201)
      func personal() throws -> JSON? {
        let answer = try client.get("/api/recommendations?model=\(model)", token: account.token)
        return try expectSuccess(answer, 200)["result"]
      }
      let before = try personal()
      try change(["age": 30])
      #expect(try personal() != before)
      #expect(try scores(nil) == visitor)
    }

    @Test func `a model that is up to date is not trained again`() throws {
      let before = try versions()
      try site.train(["--all"])
      pause(1.5)
      #expect(try versions() == before)
    }

    private func versions() throws -> [JSON?]? {
      try expectSuccess(try client.get("/api/models"), 200)["models"]?.array?.map { $0["version"] ?? nil }
    }
  }
}
