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

    @Test func `every worker gives each user the same arm until the experiment is stopped`() throws {
      #expect(try site.control("experiment", "start", "ab", "--arms", "EASE=50,ItemKNN=50").status == 0)
      let tokens = try (0..<8).map { _ in try site.register().token }
      let hasBegun = try eventually(within: 20) {
        // Each request may reach another worker.
        try (0..<20).allSatisfy { _ in try answer(tokens[0])["experiment"] != nil }
      }
      #expect(hasBegun)
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
      let isKept = try eventually(within: 20) {
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
