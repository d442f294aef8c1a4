import Testing

extension LiveSuites {
  /// An experiment from its start to the arm that is kept, with the operator's tool and the real pool.
  @Suite struct Experimenting {
    private let site: LiveSite

    init() throws { site = try LiveSite() }

    private func answer(_ token: String?) throws -> JSON {
      try expectSuccess(
        try site.client.post("/api/recommend", ["model": "auto", "context": [1], "top_k": 3], token: token), 200)
    }

    /// Starts an experiment, which each worker finds by itself.
    private func start(_ name: String, _ arms: String) throws {
      let before = site.serverLog.utf8.count
      #expect(try site.control("experiment", "start", name, "--arms", arms).status == 0)
      try site.waitUntilEachWorkerLogs("experiments read", #""running":"\#(name)""#, after: before)
    }

    @Test func `every worker gives each user the same arm until the experiment is stopped`() throws {
      try start("ab", "EASE=50,ItemKNN=50")
      let tokens = try (0..<8).map { _ in try site.register().token }
      var arms: Set<String> = []
      for token in tokens {
        let answers = try (0..<10).map { _ in try answer(token) }
        let arm = try #require(answers[0]["experiment"]?["arm"]?.string)
        arms.insert(arm)
        for answer in answers {
          #expect(answer["experiment"] == ["name": "ab", "arm": .string(arm)] && answer["model"] == .string(arm))
        }
      }
      #expect(arms == ["EASE", "ItemKNN"])
      #expect(try answer(nil)["experiment"] == nil)
      let second = try site.control("experiment", "start", "cd", "--arms", "EASE=50,auto=50")
      #expect(second.status == 1 && second.lines.last?.contains("'ab' is running") == true, "\(second.lines)")

      let report = try site.control("experiment", "report", "ab")
      #expect(report.status == 0 && report.lines.count == 8, "\(report.lines)")
      #expect(report.lines[4] == "ItemKNN compared with EASE, in percentage points:")
      #expect(report.lines[5].contains("too few users to tell"))
      let json = try JSON(Array(try site.control("experiment", "report", "ab", "--json").lines[0].utf8))
      #expect(json["arms"]?.array?.reduce(0) { $0 + ($1["users"]?.integer ?? 0) } == tokens.count)

      #expect(try site.control("experiment", "stop", "ab", "--keep", "ItemKNN").status == 0)
      let isKept = try eventually {
        try tokens.allSatisfy { token in
          let answer = try answer(token)
          return answer["experiment"] == nil && answer["model"] == "ItemKNN"
        }
      }
      #expect(isKept)
      let list = try site.control("experiment", "list").lines
      #expect(list.count == 2 && list[1].hasPrefix("ab ") && list[1].contains("  ItemKNN  EASE=50,ItemKNN=50"))
      #expect(try site.control("experiment", "stop", "ab").lines.last == "The arm 'ItemKNN' is no longer kept.")
    }

    @Test func `an arm that explores says what it has drawn, and other models are estimated from its lists`() throws {
      let arms = "EASE+explore:0.5=50,EASE+explore:0.5+diversity:0=50"
      try start("look", arms)
      let token = try site.register().token
      var drawn = 0
      for movie in 0..<20 {
        let body: JSON = ["model": "auto", "context": [.integer(movie), .integer(movie + 7)], "top_k": 10]
        let answer = try expectSuccess(try site.client.post("/api/recommend", body, token: token), 200)
        let movies = try #require(answer["result"]?.array)
        drawn += movies.count { $0["drawn"] == true }
        let pick: JSON = [
          "movie_id": try #require(movies[0]["id"]), "interaction_type": "select",
          "recommendation_id": try #require(answer["recommendation_id"]),
        ]
        _ = try expectSuccess(try site.client.post("/api/interactions", pick, token: token), 201)
      }
      // None of 200 places has a probability of 2 to the power of -200.
      #expect(drawn > 0)
      let (status, lines) = try site.control("experiment", "estimate", "look", "EASE", "ItemKNN")
      #expect(status == 0 && lines[0].hasPrefix("look: lists with drawn places: ") && lines[0].hasSuffix("users: 1"))
      // EASE made the lists.
      #expect(lines[3].hasPrefix("EASE") && lines[3].contains(" 0.0 % "), "\(lines)")
      #expect(lines[4].hasPrefix("ItemKNN") && !lines[4].contains(" 0.0 % "), "\(lines)")
      #expect(lines.contains("  picked: the same movies"))
      #expect(lines.last?.contains("too few users to tell") == true)
      let json = try JSON(
        Array(try #require(try site.control("experiment", "estimate", "look", "EASE", "--json").lines.last).utf8))
      let policies = try #require(json["policies"]?.array)
      #expect(policies.map { $0["model"] } == ["without draws", "EASE"] && policies[1]["other_movies"] == 0)
      #expect(policies[1]["picked"]?["rate"] == nil || policies[1]["picked"]?["too_few"] == true)
      let unknown = try site.control("experiment", "estimate", "look", "Magic")
      #expect(unknown.status == 1 && unknown.lines.last?.contains("there is no model 'Magic'") == true)
      #expect(try site.control("experiment", "estimate", "look", "EASE+explore:0.1").status == 64)
      #expect(try site.control("experiment", "stop", "look").status == 0)
    }

    @Test func `an experiment that cannot run is refused`() throws {
      for (name, arms, status) in [
        ("a b", "auto=1,EASE=1", 64), ("x", "auto=1", 64), ("x", "auto=1,EASE+taste:1=1", 64),
        ("x", "auto=1,Magic=1", 1), ("x", "auto=1,DeepFM=1", 1), ("x", "auto=1,EASE@20260101=1", 1),
        ("x", "auto@1=1,EASE=1", 1),
      ] as [(String, String, Int32)] {
        let answer = try site.control("experiment", "start", name, "--arms", arms)
        #expect(answer.status == status, "\(answer.lines)")
      }
      #expect(try site.control("experiment", "list").lines.count == 1)
    }
  }
}
