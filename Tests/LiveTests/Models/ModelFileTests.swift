import Foundation
import Testing

/// Training while the site runs. These tests have their own site, since they change its recommendations.
extension LiveSuites {
  @Suite struct ManagingModelFiles {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try Self.own.get() }

    private static let own = Result { try LiveSite() }

    @Test func `a newly trained model is served soon, without a restart`() throws {
      let workers = try site.workers()
      let before = try result()
      let lover = try site.register()
      // A new user likes two movies that no other user likes together.
      let liked: [JSON] = [0, 1].map { ["movie_id": $0, "interaction_type": "rate", "rating": 5] }
      let batch = try client.post("/api/interactions/batch", ["interactions": .array(liked)], token: lover.token)
      _ = try expectSuccess(batch, 201)
      try site.train()
      let isServed = try eventually { try result() != before }
      #expect(isServed)
      #expect(try site.workers() == workers)
    }

    @Test func `every worker unmaps a replaced model, whichever of its slots has used it`() throws {
      let account = try site.register()
      let recommend = HTTPRequest(
        "POST", "/api/recommend", body: #"{"model":"EASE","context":[0]}"#, token: account.token)
      // Makes all slots serve requests: while some wait for the database, others take the next ones.
      let load = Load(recommend, to: client, clients: 32)
      try load.turn()
      _ = try load.stop()
      try site.train()
      try site.waitUntilServed("EASE")
    }

    @Test func `recommended and viewed movies never become training data`() throws {
      try site.train()
      try site.waitUntilServed("EASE", "ItemKNN")
      let before = try scores("ItemKNN")
      let account = try site.register()
      for model in ["EASE", "ItemKNN"] {
        for movie in 0..<20 {
          let body: JSON = ["model": .string(model), "context": [.integer(movie)]]
          let answer = try client.post("/api/recommend", body, token: account.token)
          #expect(try expectSuccess(answer, 200)["recorded"] == true)
        }
      }
      let own: [JSON] = (0..<50).map { ["movie_id": .integer($0), "interaction_type": "recommend"] }
      let viewed: [JSON] = (0..<50).map { ["movie_id": .integer($0)] }
      let batch = try client.post(
        "/api/interactions/batch", ["interactions": .array(own + viewed)], token: account.token)
      _ = try expectSuccess(batch, 201)
      try site.train()
      try site.waitUntilServed("ItemKNN")
      #expect(try scores("ItemKNN") == before)
    }

    @Test func `a select counts as a like, and a later low rating revokes a high one`() throws {
      let account = try site.register()
      func save(_ events: [JSON]) throws {
        _ = try expectSuccess(
          try client.post("/api/interactions/batch", ["interactions": .array(events)], token: account.token), 201)
        try site.train()
        try site.waitUntilServed("ItemKNN")
      }
      try site.train()
      try site.waitUntilServed("ItemKNN")
      let before = try scores("ItemKNN")
      try save([0, 1, 2].map { ["movie_id": $0, "interaction_type": "rate", "rating": 5] })
      let rated = try scores("ItemKNN")
      #expect(rated != before)
      try save([0, 1, 2].map { ["movie_id": $0, "interaction_type": "rate", "rating": 1] })
      #expect(try scores("ItemKNN") == before)
      try save([0, 1, 2].map { ["movie_id": $0, "interaction_type": "select"] })
      #expect(try scores("ItemKNN") == rated)
    }

    @Test func `an invalid model file is refused, and the current model is still served`() throws {
      let file = site.modelFile("ItemKNN")
      let good = try Data(contentsOf: URL(filePath: file))
      let before = try scores("ItemKNN")
      for bad in [
        Data(), Data("not a model".utf8), good.prefix(good.count / 2), good.dropLast(), Data(good.reversed()),
      ] {
        try replace(file, by: bad)
        pause(1.2)
        #expect(try scores("ItemKNN") == before)
      }
      #expect(site.serverLog.contains("ItemKNN.marquee"))
      try replace(file, by: good)
    }

    @Test func `a model whose file is unusable is unavailable, and one whose file was removed is not found`() throws {
      let body: JSON = ["model": "DeepFM", "context": [1]]
      let file = site.modelFile("DeepFM")
      try expectError(try client.post("/api/recommend", body), 404, "MODEL_NOT_FOUND")
      let before = try site.schema.contents()
      try replace(file, by: Data("not a model".utf8))
      var answer: HTTPAnswer?
      #expect(
        try eventually {
          answer = try client.post("/api/recommend", body)
          return answer?.status == 503
        })
      try expectError(#require(answer), 503, "API_ERROR")
      #expect(try client.get("/api/models").json["models"]?[3]?["available"] == false)
      try FileManager.default.removeItem(atPath: file)
      #expect(try eventually { try client.post("/api/recommend", body).status == 404 })
      #expect(try site.schema.contents() == before)
    }

    // MARK: -

    private func result() throws -> JSON? {
      try expectSuccess(try client.post("/api/recommend", ["model": "EASE", "context": [0]]), 200)["result"]
    }

    /// Recommendations for each movie of the fixture as the only one in the context.
    /// The score of each movie for someone who likes one of them. Not the chances: they also change with low ratings.
    private func scores(_ model: String) throws -> [[Int: Double]] {
      try LiveDataSet.movies.map { movie in
        let body: JSON = ["model": .string(model), "context": [.integer(movie.id)], "top_k": 100]
        let result = try expectSuccess(try client.post("/api/recommend", body), 200)["result"]?.array ?? []
        return Dictionary(
          try result.map { (try #require($0["id"]?.integer), try #require($0["score"]?.double)) },
          uniquingKeysWith: { first, _ in first })
      }
    }

    private func replace(_ file: String, by data: Data) throws {
      try data.write(to: URL(filePath: file), options: .atomic)
    }
  }
}
