import Testing

/// The neural models take longer to train than the others: they have a site of their own.
extension Live {
  @Suite struct AllModels {
    let site: Site
    var client: Client { site.client }

    init() throws { site = try Self.own.get() }

    private static let own = Result {
      let site = try Site()
      try site.train(["--all"])
      return site
    }

    @Test func `all four models are available once they are trained`() throws {
      #expect(
        try eventually(within: 5) {
          let models = try expectSuccess(try client.get("/api/models"), 200)["models"]?.array
          return models?.map { $0["available"] } == [true, true, true, true]
        })
    }

    @Test(arguments: ["EASE", "ItemKNN", "NeuralMF", "DeepFM"])
    func `each model recommends under its own name`(model: String) throws {
      let body: JSON = ["model": .string(model), "context": [0, 1, 2], "top_k": 5]
      #expect(try eventually(within: 5) { try client.post("/api/recommend", body).status == 200 })
      let json = try expectSuccess(try client.post("/api/recommend", body), 200)
      #expect(json["model"] == .string(model))
      #expect(json["result"]?.array?.count == 5)
      #expect(json["result"]?.array?.allSatisfy { ![0, 1, 2].contains($0["id"]) } == true)
    }

    @Test(arguments: [1, 3, 10])
    func `auto recommends, whatever the length of the context`(length: Int) throws {
      let context = JSON.array((0..<length).map { .integer($0) })
      let json = try expectSuccess(
        try client.post("/api/recommend", ["model": "auto", "context": context, "top_k": 5]), 200)
      #expect(json["result"]?.array?.count == 5)
      #expect(json["model"]?.string?.isEmpty == false)
    }

    @Test func `what is up to date is not trained again`() throws {
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
