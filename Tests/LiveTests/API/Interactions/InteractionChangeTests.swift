import Foundation
import Testing

extension LiveSuites {
  @Suite struct InteractionChanges {
    let site: LiveSite
    let account: LiveSite.RegisteredAccount
    var client: HTTPClient { site.client }

    init() throws {
      site = try LiveSite.shared()
      account = try site.register()
    }

    private func save(_ body: JSON) throws -> HTTPAnswer {
      try client.post("/api/interactions", body, token: account.token)
    }

    private func send(_ method: String, _ path: String, _ body: JSON? = nil, token: String? = nil) throws -> HTTPAnswer
    {
      try client.send(HTTPRequest(method, path, body: try body.map { try $0.text }, token: token ?? account.token))
    }

    private func rate(_ stars: Int) throws -> Int {
      let answer = try save(["movie_id": 5, "interaction_type": "rate", "rating": .integer(stars)])
      return try #require(try expectSuccess(answer, 201)["interaction"]?["id"]?.integer)
    }

    private func currentRating() throws -> JSON? {
      try expectSuccess(try client.get("/api/ratings", token: account.token), 200)["ratings"]?[0]?["rating"]
    }

    @Test func `a rate interaction can be read, changed and deleted, and the current rating follows`() throws {
      let (older, newer) = (try rate(4), try rate(2))
      let path = "/api/interactions/\(newer)"
      let shown = try expectSuccess(try send("GET", path), 200)
      #expect(shown.keys == ["interaction"] && shown["interaction"]?["rating"] == 2)
      let changed = try expectSuccess(try send("PATCH", path, ["rating": 5]), 200)
      #expect(changed.keys == ["message", "interaction"] && changed["interaction"]?["rating"] == 5)
      #expect(changed["interaction"]?["created_at"] == shown["interaction"]?["created_at"])
      #expect(try currentRating() == 5)
      let deleted = try send("DELETE", path)
      #expect(deleted.status == 204 && deleted.body.isEmpty)
      #expect(try currentRating() == 4)
      try expectError(try send("GET", path), 404, "NOT_FOUND")
      try expectError(try send("DELETE", path), 404, "NOT_FOUND")
      #expect(try send("DELETE", "/api/interactions/\(older)").status == 204)
      #expect(try currentRating() == nil)
    }

    @Test func `another user's interaction is not found and stays unchanged`() throws {
      let path = "/api/interactions/\(try rate(4))"
      let stranger = try site.register()
      try expectError(try send("GET", path, token: stranger.token), 404, "NOT_FOUND")
      try expectError(try send("PATCH", path, ["rating": 1], token: stranger.token), 404, "NOT_FOUND")
      try expectError(try send("DELETE", path, token: stranger.token), 404, "NOT_FOUND")
      #expect(try currentRating() == 4)
    }

    @Test func `only interactions with a rating can be changed`() throws {
      let id = try #require(try expectSuccess(save(["movie_id": 5]), 201)["interaction"]?["id"]?.integer)
      try expectError(
        try send("PATCH", "/api/interactions/\(id)", ["rating": 3]), 400, "INVALID_FIELD", mentioning: "rating")
      try expectError(try send("PUT", "/api/interactions/\(id)", ["rating": 3]), 405, "METHOD_NOT_ALLOWED")
    }

    @Test func `a retried save counts once, and is a conflict after its interaction was deleted`() throws {
      let event = UUID().uuidString
      let body: JSON = ["movie_id": 5, "interaction_type": "select", "event_id": .string(event)]
      let first = try expectSuccess(try save(body), 201)["interaction"]
      let again = try expectSuccess(
        try save(["movie_id": 5, "interaction_type": "select", "event_id": .string(event.lowercased())]), 200)
      #expect(again["interaction"] == first)
      try expectError(
        try save(["movie_id": 6, "event_id": .string(event)]), 409, "EVENT_CONFLICT", mentioning: "event_id")
      let id = try #require(first?["id"]?.integer)
      #expect(try send("DELETE", "/api/interactions/\(id)").status == 204)
      try expectError(try save(body), 409, "EVENT_CONFLICT", mentioning: "event_id")
      #expect(try expectSuccess(try client.get("/api/interactions", token: account.token), 200)["count"] == 0)
    }

    @Test func `a retried batch counts once, and a batch with conflicts saves nothing`() throws {
      let events = (0..<100).map { index in
        JSON.object(["movie_id": .integer(index % 50), "event_id": .string(UUID().uuidString)])
      }
      func save(_ events: [JSON]) throws -> HTTPAnswer {
        try client.post("/api/interactions/batch", ["interactions": .array(events)], token: account.token)
      }
      #expect(try expectSuccess(try save(Array(events[..<60])), 201)["count"] == 60)
      let rest = try expectSuccess(try save(events), 201)
      #expect(rest["count"] == 100 && rest["new"] == 40)
      let again = try expectSuccess(try save(events), 200)
      #expect(again["count"] == 100 && again["new"] == 0)
      let before = try site.schema.contents()
      let conflict = JSON.object(["movie_id": 49, "event_id": events[3]["event_id"] ?? .null])
      let answer = try save([["movie_id": 1], conflict, ["movie_id": 999_999]])
      try expectError(answer, 409, "EVENT_CONFLICT")
      #expect(try answer.json["errors"]?.array?.map { $0["code"] } == ["EVENT_CONFLICT", "INVALID_FIELD"])
      #expect(try site.schema.contents() == before)
    }
  }
}
