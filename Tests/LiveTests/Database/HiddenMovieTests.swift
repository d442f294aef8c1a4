import Testing

/// Movies that an operator hides and shows, as seen through nginx and every worker.
extension LiveSuites {
  @Suite struct HiddenMovies {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try LiveSite() }

    /// Routes that show the movie 1, "The Matrix".
    private func routesThatShow(_ token: String) throws -> [String] {
      let paths = [
        "/init", "/api/movies?per_page=100", "/api/movies?ids=1", "/api/movies/search?q=matrix", "/api/movies/1",
        "/api/popular?top_k=100", "/api/movies/4/similar?model=EASE&top_k=100",
        "/api/movies/4/similar?model=ItemKNN&top_k=100", "/api/recommendations?top_k=100",
      ]
      var found: [String] = []
      for path in paths {
        let answer = try client.get(path, token: path.contains("recommendations") ? token : nil)
        if String(decoding: answer.body, as: UTF8.self).contains("Matrix") { found.append(path) }
      }
      for path in ["/api/recommend", "/recommend"] {
        for model: JSON in ["EASE", "ItemKNN", "auto"] {
          // Movie 1 is of the same taste as movie 4.
          let answer = try client.post(path, ["model": model, "context": [4, 7, 10], "top_k": 100])
          if String(decoding: answer.body, as: UTF8.self).contains("Matrix") { found.append("\(path) \(model)") }
        }
      }
      return found
    }

    @Test func `a movie is hidden and shown at once in every worker and every route`() throws {
      let account = try site.register()
      let token = account.token
      // Popular movies are counted once a minute; a worker that is ready has read the first count.
      for movie in [4, 7, 10] {
        let rating = HTTPRequest("PUT", "/api/movies/\(movie)/rating", body: #"{"rating":5}"#, token: token)
        #expect(try client.send(rating).status == 201)
      }
      let shown = try routesThatShow(token)
      #expect(shown.count >= 13, "\(shown)")

      var before = site.serverLog.utf8.count
      let hidden = try site.control("movies", "hide", "1", "0", "1")
      #expect(hidden.status == 0)
      #expect(hidden.lines == ["0 Nought is hidden.", "1 Matrix, The is hidden."])
      // Each worker learns of it by itself.
      try site.waitUntilEachWorkerLogs("catalogue read", after: before)
      for _ in 0..<5 { #expect(try routesThatShow(token).isEmpty) }
      try expectError(try client.post("/api/interactions", ["movie_id": 1], token: token), 400, "INVALID_FIELD")
      // So does one that starts now.
      try site.restartServer()
      #expect(try routesThatShow(token).isEmpty)

      #expect(try site.control("movies", "hide", "1").lines == ["1 Matrix, The was already hidden."])
      #expect(try site.control("movies", "list", "--hidden").lines.map { $0.prefix(8) } == ["0 Nought", "1 Matrix"])
      before = site.serverLog.utf8.count
      #expect(try site.control("movies", "show", "0", "1").status == 0)
      try site.waitUntilEachWorkerLogs("catalogue read", after: before)
      #expect(try routesThatShow(token) == shown)
    }

    @Test func `hiding an unknown movie is reported and changes nothing`() throws {
      let answer = try site.control("movies", "hide", "1", "424242")
      #expect(answer.status == 1)
      #expect(answer.lines == ["marquee-ctl: there is no movie 424242; nothing was changed"])
      #expect(try site.control("movies", "list", "--hidden", "--json").lines == [#"{"movies":[]}"#])
      #expect(try site.control("movies", "hide").status == 64)
      #expect(try site.control("movies", "show", "one").status == 64)
    }
  }
}
