import Testing

/// The two endpoints of the original web client.
extension LiveSuites {
  @Suite struct OriginalClient {
    let client: HTTPClient

    init() throws { client = try LiveSite.shared().client }

    @Test func `init returns the whole catalogue by id, with dates in the original format`() throws {
      let json = try expectSuccess(try client.get("/init"), 200)
      #expect(json.keys == ["result"])
      let movies = try #require(json["result"]?.array)
      #expect(movies.allSatisfy { $0.keys == ["id", "title", "genre", "date"] })
      #expect(movies.compactMap { $0["id"]?.integer } == LiveDataSet.movies.map(\.id).sorted())
      for (movie, expected) in zip(movies, LiveDataSet.movies.sorted { $0.id < $1.id }) {
        #expect(movie["genre"] == .string(expected.genres.joined(separator: ", ")))
        #expect(movie["date"] == expected.year.map { .string("\($0)-Jan-01") } ?? .null)
      }
    }

    @Test func `init moves articles to the front of titles and keeps special characters`() throws {
      let movies = try #require(try client.get("/init").json["result"]?.array)
      #expect(movies[0]["title"] == "Nought")
      #expect(movies[1]["title"] == "The Matrix")
      #expect(movies[2]["title"] == "La Cité des enfants perdus")
      #expect(movies[3]["title"] == #"Say "cheese" \ smile"#)
    }

    @Test func `init is compressed for clients that accept gzip`() throws {
      let answer = try client.get("/init", headers: ["Accept-Encoding: gzip"])
      #expect(answer["Content-Encoding"] == "gzip")
      #expect(answer.body.count < (try client.get("/init").body.count) / 2)
    }

    @Test(arguments: ["EASE", "ItemKNN"])
    func `the original recommend endpoint returns the ten best movies in the shape of init`(model: String) throws {
      let body: JSON = ["context": [1, 4, 7], "model": .string(model)]
      let json = try expectSuccess(try client.post("/recommend", body), 200)
      let movies = try #require(json["result"]?.array)
      #expect(movies.count == 10)
      #expect(movies.allSatisfy { $0.keys == ["id", "title", "genre", "date"] })
      let expected = try #require(try client.post("/api/recommend", body).json["result"]?.array)
      #expect(movies.map { $0["id"] } == expected.map { $0["id"] })
    }

    @Test func `the original recommend endpoint accepts more movies than the catalogue has`() throws {
      let body: JSON = ["context": .array((1...2_500).map { .integer($0) }), "model": "EASE"]
      let json = try expectSuccess(try client.post("/recommend", body), 200)
      let shown = try #require(json["result"]?.array).compactMap { $0["id"]?.integer }
      #expect(shown.allSatisfy { !(1...2_500).contains($0) })
    }

    @Test func `the original recommend endpoint ignores unknown fields`() throws {
      let body: JSON = ["context": [1], "model": "EASE", "user": "someone", "extra": [1, 2]]
      _ = try expectSuccess(try client.post("/recommend", body), 200)
    }
  }
}
