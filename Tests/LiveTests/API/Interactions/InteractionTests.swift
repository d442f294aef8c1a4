import Testing

extension LiveSuites {
  @Suite struct SavingInteractions {
    let site: LiveSite
    let account: LiveSite.RegisteredAccount
    var client: HTTPClient { site.client }

    init() throws {
      site = try LiveSite.shared()
      account = try site.register()
    }

    @Test(arguments: ["view", "select", "recommend"])
    func `an interaction without a rating is saved as sent`(type: String) throws {
      let json = try save(["movie_id": 0, "interaction_type": .string(type)])
      #expect(json.keys == ["message", "interaction"])
      let interaction = try #require(json["interaction"])
      #expect(interaction.keys == ["id", "user_id", "movie_id", "interaction_type", "rating", "created_at"])
      #expect(interaction["user_id"] == .integer(account.id))
      #expect(interaction["movie_id"] == 0)
      #expect(interaction["interaction_type"] == .string(type))
      #expect(interaction["rating"] == .null)
      #expect(interaction["created_at"]?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
      #expect(try list() == [interaction])
    }

    @Test func `the default interaction type is view`() throws {
      #expect(try save(["movie_id": 70_000])["interaction"]?["interaction_type"] == "view")
    }

    @Test(arguments: 1...5) func `a rating has one to five whole stars`(stars: Int) throws {
      let json = try save(["movie_id": 4, "interaction_type": "rate", "rating": .integer(stars)])
      #expect(json["interaction"]?["rating"] == .integer(stars))
    }

    @Test func `a user's history only grows, and later views or recommendations keep earlier ratings`() throws {
      _ = try save(["movie_id": 5, "interaction_type": "rate", "rating": 2])
      _ = try save(["movie_id": 5, "interaction_type": "rate", "rating": 4])
      _ = try save(["movie_id": 5])
      _ = try save(["movie_id": 5, "interaction_type": "recommend"])
      let types = try list().map { $0["interaction_type"]?.string }
      #expect(types == ["recommend", "view", "rate", "rate"])
      #expect(try list().map { $0["rating"] } == [.null, .null, 4, 2])
    }

    @Test func `the interaction list filters by type and movie, and counts all matches`() throws {
      for movie in 0..<6 { _ = try save(["movie_id": .integer(movie)]) }
      for movie in 0..<3 { _ = try save(["movie_id": .integer(movie), "interaction_type": "rate", "rating": 3]) }
      #expect(try page("")["count"] == 9)
      #expect(try page("?type=rate")["count"] == 3)
      #expect(try page("?type=rate")["interactions"]?.array?.count == 3)
      #expect(try page("?movie_id=0")["count"] == 2)
      #expect(try page("?movie_id=1&type=view")["count"] == 1)
      #expect(try page("?type=select") == ["interactions": [], "count": 0, "next_cursor": nil])
      let short = try page("?limit=2")
      #expect(short["count"] == 9)
      #expect(short["interactions"]?.array?.count == 2)
    }

    @Test func `the pages of the interaction list contain every interaction once, newest first`() throws {
      let movies = (0..<45).map { JSON.object(["movie_id": .integer($0)]) }
      _ = try expectSuccess(
        try client.post("/api/interactions/batch", ["interactions": .array(movies)], token: account.token), 201)
      var seen: [Int] = []
      var query = "?limit=10"
      for _ in 0..<10 {
        let page = try page(query)
        #expect(page["count"] == 45)
        seen += try #require(page["interactions"]?.array).compactMap { $0["movie_id"]?.integer }
        guard let cursor = page["next_cursor"], cursor != .null else { break }
        query = "?limit=10&cursor=\(try cursor.string ?? cursor.text)"
      }
      #expect(seen == (0..<45).reversed())
    }

    @Test func `without a limit the interaction list has the newest fifty`() throws {
      let movies = (0..<60).map { JSON.object(["movie_id": .integer($0 % 50)]) }
      _ = try expectSuccess(
        try client.post("/api/interactions/batch", ["interactions": .array(movies)], token: account.token), 201)
      let json = try page("")
      #expect(json["count"] == 60)
      #expect(json["interactions"]?.array?.count == 50)
      #expect(json["interactions"]?[0]?["movie_id"] == 9)
    }

    @Test func `a batch of a thousand interactions is saved in order`() throws {
      let events = (0..<1_000).map { JSON.object(["movie_id": .integer($0 % 50), "interaction_type": "select"]) }
      let json = try expectSuccess(
        try client.post("/api/interactions/batch", ["interactions": .array(events)], token: account.token), 201)
      #expect(json.keys == ["message", "count"])
      #expect(json["count"] == 1_000)
      #expect(try page("?limit=500")["interactions"]?[0]?["movie_id"] == 49)
    }

    @Test func `a batch with bad elements saves nothing and names each of them`() throws {
      let before = try site.schema.contents()
      let answer = try client.post(
        "/api/interactions/batch",
        [
          "interactions": [
            ["movie_id": 1], ["movie_id": 999_999], ["movie_id": 2, "interaction_type": "rate"], ["movie_id": 3],
          ]
        ], token: account.token)
      #expect(answer.status == 400)
      let errors = try #require(try answer.json["errors"]?.array)
      #expect(errors.map { $0["index"]?.integer } == [1, 2])
      #expect(errors.map { $0["field"]?.string } == ["movie_id", "rating"])
      #expect(errors.map { $0["code"]?.string } == ["INVALID_FIELD", "MISSING_FIELD"])
      #expect(errors.allSatisfy { $0["message"]?.string?.isEmpty == false })
      #expect(try site.schema.contents() == before)
    }

    @Test func `a user does not see another user's interactions`() throws {
      _ = try save(["movie_id": 1])
      let other = try site.register()
      let answer = try client.get("/api/interactions", token: other.token)
      #expect(try expectSuccess(answer, 200)["count"] == 0)
    }

    // MARK: -

    private func save(_ body: JSON) throws -> JSON {
      try expectSuccess(try client.post("/api/interactions", body, token: account.token), 201)
    }

    private func page(_ query: String) throws -> JSON {
      let json = try expectSuccess(try client.get("/api/interactions\(query)", token: account.token), 200)
      #expect(json.keys == ["interactions", "count", "next_cursor"])
      return json
    }

    private func list() throws -> [JSON] { try #require(try page("")["interactions"]?.array) }
  }
}
