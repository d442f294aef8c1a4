import Testing

extension LiveSuites {
  /// What is counted of use, from the request to the operator's report.
  @Suite struct CountingUse {
    private let site: LiveSite

    init() throws { site = try LiveSite() }

    private func list(_ token: String? = nil) throws -> JSON {
      try expectSuccess(
        try site.client.post("/api/recommend", ["model": "EASE", "context": [1], "top_k": 3], token: token), 200)
    }

    private func report(_ arguments: String...) throws -> [String] {
      let answer =
        switch arguments.count {
        case 0: try site.control("report")
        case 1: try site.control("report", arguments[0])
        default: try site.control("report", arguments[0], arguments[1], arguments[2])
        }
      #expect(answer.status == 0, "\(answer.lines)")
      return answer.lines
    }

    @Test func `lists with and without an account are counted, and a worker that ends loses none`() throws {
      for _ in 0..<20 { _ = try list() }
      let account = try site.register()
      let shown = try list(account.token)
      let first = try #require(shown["result"]?[0]?["id"])
      let id = try #require(shown["recommendation_id"])
      for kind in ["view", "select", "view"] as [JSON] {
        _ = try expectSuccess(
          try site.client.post(
            "/api/interactions", ["movie_id": first, "interaction_type": kind, "recommendation_id": id],
            token: account.token), 201)
      }
      // As if a minute had passed. New workers count at once.
      try site.schema.sql(
        """
        UPDATE figures_progress SET seen_up_to = (SELECT MAX(id) FROM interactions),
          seen_at = seen_at - INTERVAL 60 SECOND
        """)
      try site.restartServer()
      let isCounted = try eventually {
        try site.schema.sql("SELECT COALESCE(SUM(picked), 0) FROM recommendation_figures").contains("1")
      }
      #expect(isCounted)

      let json = try JSON(Array(try report("--json")[0].utf8))
      let line = try #require(json["recommended"]?.array?.first { $0["model"] == "EASE" })
      #expect(line["anonymous"] == 60 && line["shown"] == 3 && line["source"] == "context")
      #expect(line["opened"]?["count"] == 1 && line["picked"]?["count"] == 1 && line["rated"]?["count"] == 0)
      // Wilson's interval of 1 in 3.
      let low = try #require(line["opened"]?["low"]?.double)
      let high = try #require(line["opened"]?["high"]?.double)
      #expect(abs(low - 0.0615) < 1e-4 && abs(high - 0.7923) < 1e-4)
      #expect(
        json["exposure"]?["movies_shown"] == 3 && json["exposure"]?["movies"]?.integer == LiveDataSet.movies.count)
      #expect(json["exposure"]?["gini"]?.double.map { abs($0 - 0.95) < 1e-9 } == true)

      let text = try report("--by", "place,model", "--movies")
      #expect(text.count == LiveDataSet.movies.count + 3)
      let places = try report()
      #expect(places.contains { $0.contains("1  33.3 % (6.1–79.2)") }, "\(places)")
      #expect(try report("--csv")[0].hasPrefix("model,version,source,anonymous,shown,opened,opened_rate"))

      let metrics = String(decoding: try site.client.get("/metrics").body, as: UTF8.self)
      #expect(metrics.contains("marquee_recommended_movies_total{model=\"EASE\""), "\(metrics)")
    }

    @Test func `a wrong day or facet is refused`() throws {
      for option in [["--from", "2026-02-30"], ["--by", "moon"], ["--from", "9999-01-01"]] {
        let answer = try site.control("report", option[0], option[1])
        #expect(answer.status == 64, "\(answer.lines)")
      }
    }
  }
}
