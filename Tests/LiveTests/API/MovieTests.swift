import Foundation
import Testing

extension LiveSuites {
  @Suite struct BrowsingMovies {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try LiveSite.shared() }

    private func ids(_ path: String) throws -> [Int] {
      try expectSuccess(try client.get(path), 200)["result"]?.array?.compactMap { $0["id"]?.integer } ?? []
    }

    @Test func `every movie is on one page of the list and found by its title`() throws {
      let pages = try #require(try client.get("/api/movies?per_page=7").json["pagination"]?["pages"]?.integer)
      let listed = try (1...pages).flatMap { try ids("/api/movies?per_page=7&page=\($0)") }
      let catalogue = try #require(try client.get("/init").json["result"]?.array)
      #expect(listed.sorted() == catalogue.compactMap { $0["id"]?.integer })
      for movie in catalogue {
        let title = try #require(movie["title"]?.string)
        let escaped = try #require(title.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let id = try #require(movie["id"]?.integer)
        #expect(try ids("/api/movies/search?q=\(escaped)&top_k=100").contains(id), "\(title)")
        #expect(try expectSuccess(try client.get("/api/movies/\(id)"), 200)["movie"]?["title"]?.string == title)
      }
    }

    @Test func `similar and popular movies, genres and totals need no token`() throws {
      for path in [
        "/api/movies/1/similar?model=ItemKNN", "/api/popular", "/api/trending?window=month", "/api/genres",
        "/api/stats",
        "/api/health/live", "/api/health/ready",
      ] {
        _ = try expectSuccess(try client.get(path), 200)
      }
      #expect(try ids("/api/movies/1/similar?top_k=3").count == 3)
      try expectError(try client.get("/api/movies/424242"), 404, "NOT_FOUND")
    }

    @Test func `a user's ratings shape the user's recommendations`() throws {
      let token = try site.register().token
      let new = try expectSuccess(try client.get("/api/recommendations", token: token), 200)
      #expect(new["source"] == "popular" && new["recorded"] == true)
      let rating = HTTPRequest("PUT", "/api/movies/3/rating", body: #"{"rating":5}"#, token: token)
      #expect(try client.send(rating).status == 201)
      let personal = try expectSuccess(try client.get("/api/recommendations?explain=true&top_k=5", token: token), 200)
      #expect(personal["source"] == "history" && personal["count"] == 5)
      let first = try #require(personal["result"]?[0])
      #expect(first["because"]?[0]?["id"] == 3 && first["because"]?[0]?["share"]?.double == 1)
      let history = try expectSuccess(try client.get("/api/recommendations/history", token: token), 200)
      #expect(history["recommendations"]?.array?.count == 2)
      #expect(history["recommendations"]?[0]?["recommendation_id"] == personal["recommendation_id"])
    }

    @Test func `the export of an account contains its user's interactions`() throws {
      let account = try site.register()
      _ = try client.post("/api/interactions", ["movie_id": 1], token: account.token)
      let export = try expectSuccess(
        try client.post("/api/auth/export", ["password": .string(account.password)], token: account.token), 200)
      #expect(export["user"]?["id"] == .integer(account.id) && export["interactions"]?.array?.count == 1)
    }

    @Test func `a pool on an older schema reports that it is not ready`() throws {
      let newest = try site.schema.sql("SELECT MAX(number) FROM schema_migrations")
      let number = try #require(Int(newest.trimmingCharacters(in: .whitespacesAndNewlines)))
      try site.schema.sql("UPDATE schema_migrations SET number = 99 WHERE number = \(number)")
      #expect(try client.get("/api/health/ready").status == 200)
      try site.schema.sql("UPDATE schema_migrations SET number = -1 WHERE number = 99")
      defer { _ = try? site.schema.sql("UPDATE schema_migrations SET number = \(number) WHERE number = -1") }
      try expectError(
        try client.get("/api/health/ready"), 503, "DATABASE_UNAVAILABLE", mentioning: "migration \(number - 1)")
    }
  }
}
