import Testing

extension LiveSuites {
  /// Statistics of all users together, on a site whose users the test knows.
  @Suite struct ReadingStatistics {
    @Test func `popular movies and totals match the data, and trending movies match recent interactions`() throws {
      let site = try LiveSite()
      let popular = try expectSuccess(try site.client.get("/api/popular?top_k=100"), 200)
      let expected = Self.popular()
      #expect(popular["count"] == .integer(expected.count))
      #expect(popular["result"]?.array?.map { $0["id"]?.integer } == expected.map(\.movie))
      #expect(popular["result"]?.array?.map { $0["score"]?.integer } == expected.map(\.users))

      // All of the data is decades old.
      let trending = try expectSuccess(try site.client.get("/api/trending?window=month&top_k=100"), 200)
      #expect(trending["source"] == "popular" && trending["window"] == "month")
      #expect(trending["result"] == popular["result"])

      let stars = LiveDataSet.marks.reduce(0) { $0 + $1.stars }
      let totals = try expectSuccess(try site.client.get("/api/stats"), 200)
      #expect(
        totals["users"] == .integer(LiveDataSet.users.count) && totals["movies"] == .integer(LiveDataSet.movies.count))
      #expect(totals["ratings"] == .integer(LiveDataSet.marks.count))
      #expect(totals["interactions"]?["rate"] == .integer(LiveDataSet.marks.count))
      #expect(totals["mean_rating"]?.double == Double(stars) / Double(LiveDataSet.marks.count))

      let account = try site.register()
      let views: [JSON] = [
        ["movie_id": 7], ["movie_id": 3], ["movie_id": 3], ["movie_id": 4, "interaction_type": "recommend"],
      ]
      _ = try expectSuccess(
        try site.client.post("/api/interactions/batch", ["interactions": .array(views)], token: account.token), 201)
      // Makes the statistics due, as an import does.
      try site.schema.sql("UPDATE statistics SET is_due = TRUE")
      let isCounted = try eventually {
        let answer = try expectSuccess(try site.client.get("/api/trending"), 200)
        guard answer["source"] == "trending" else { return false }
        #expect(answer["result"]?.array?.map { $0["id"] } == [3, 7])
        #expect(answer["result"]?.array?.map { $0["score"] } == [1, 1])
        return true
      }
      #expect(isCounted)
    }

    /// Movies by the number of users who rated them, with the lower id first in a tie.
    private static func popular() -> [(movie: Int, users: Int)] {
      LiveDataSet.movies.map { movie in (movie.id, LiveDataSet.marks.count { $0.movie == movie.id }) }
        .filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
  }
}
