import Foundation
import Glibc
import Testing

/// Models that learn between trainings.
extension LiveSuites {
  @Suite final class Learning {
    /// Each test has its own, since what another one has changed may still be being learned.
    let site: LiveSite
    var client: HTTPClient { site.client }

    private let learned: String

    init() throws {
      learned = "\(try makeTemporaryFolder())/learned"
      site = try LiveSite(["learned_models": learned])
    }

    deinit { site.end() }

    /// The learner has idle priority, so a busy machine may leave it waiting for long.
    private func patiently(_ condition: () throws -> Bool) rethrows -> Bool {
      try eventually(within: 300, condition)
    }

    /// The version of the model that answers, and all scores by movie for someone who likes movie 5.
    private func answer(_ model: String) throws -> (version: String?, scores: [Int: Double]) {
      let json = try client.send(
        HTTPRequest("POST", "/api/recommend", body: #"{"model":"\#(model)","context":[5],"top_k":100}"#)
      ).json
      let scores = Dictionary(
        (json["result"]?.array ?? []).compactMap { movie -> (Int, Double)? in
          guard let id = movie["id"]?.integer, let score = movie["score"]?.double else { return nil }
          return (id, score)
        }, uniquingKeysWith: { first, _ in first })
      return (json["model_version"]?.string, scores)
    }

    private func scores(_ model: String) throws -> [Int: Double] { try answer(model).scores }

    private func differ(_ first: [Int: Double], _ second: [Int: Double]) -> Double {
      guard first.keys == second.keys else { return .infinity }
      return first.map { abs($0.value - (second[$0.key] ?? .infinity)) }.max() ?? .infinity
    }

    private func rate(_ movies: [Int], _ rating: Int, _ account: LiveSite.RegisteredAccount) throws {
      for movie in movies {
        let answer = try client.post(
          "/api/interactions", ["movie_id": .integer(movie), "interaction_type": "rate", "rating": .integer(rating)],
          token: account.token)
        #expect(answer.status == 201)
      }
    }

    @Test(arguments: ["EASE", "ItemKNN"])
    func `a rating moves a model for everybody at once, just as a training does`(model: String) throws {
      let before = try answer(model)
      let account = try site.register()
      try rate([5, 1, 2, 70_000], 5, account)
      // The learner reads all of a user's ratings at once, and only the last one lifts this movie.
      var learned = before.scores
      #expect(
        try patiently {
          learned = try scores(model)
          return learned[70_000] ?? 0 > before.scores[70_000] ?? 0
        })
      try site.train([model, "--force"])
      var trained = before
      #expect(
        try patiently {
          trained = try answer(model)
          return trained.version != before.version
        })
      #expect(differ(learned, trained.scores) < 1e-5)
    }

    @Test func `a changed rating, a deleted one and a deleted account take their influence along`() throws {
      let before = try scores("EASE")
      let account = try site.register()
      try rate([5, 70_000], 5, account)
      #expect(patiently { (try? scores("EASE")).map { differ(before, $0) > 1e-5 } == true })
      // Two stars are no liking.
      let rated = try client.get("/api/interactions?limit=1", token: account.token)
      let newest = try #require(try rated.json["interactions"]?[0]?["id"]?.integer)
      #expect(try send("PATCH", "/api/interactions/\(newest)", #"{"rating":2}"#, account) == 200)
      #expect(patiently { (try? scores("EASE")).map { differ(before, $0) < 1e-5 } == false })
      #expect(try send("DELETE", "/api/movies/5/rating", nil, account) == 204)
      #expect(patiently { (try? scores("EASE")).map { differ(before, $0) < 1e-5 } == true })

      let other = try site.register()
      try rate([5, 70_000, 3], 5, other)
      #expect(patiently { (try? scores("EASE")).map { differ(before, $0) > 1e-5 } == true })
      #expect(try send("DELETE", "/api/auth/user", #"{"password":"\#(other.password)"}"#, other) == 204)
      #expect(patiently { (try? scores("EASE")).map { differ(before, $0) < 1e-5 } == true })
    }

    @Test func `a killed learner loses no request, and another one goes on`() throws {
      let load = Load(
        HTTPRequest("POST", "/api/recommend", body: #"{"model":"EASE","context":[5]}"#), to: client, clients: 2)
      let before = try scores("EASE")
      let account = try site.register()
      for movie in [5, 6, 7, 8, 70_000] {
        try rate([movie], 5, account)
        for learner in try learners() { kill(learner, SIGKILL) }
        pause(0.2)
      }
      #expect(patiently { (try? scores("EASE")).map { differ(before, $0) > 1e-5 } == true })
      #expect(patiently { (try? learners().count) == 1 })
      let result = try load.stop()
      #expect(Set(result.answers.keys) == [200] && result.failures == [])
    }

    @Test func `models that were trained on files are left alone, which the log says once`() throws {
      let data = try LiveDataSet.write(to: makeTemporaryFolder())
      try site.train(["EASE", "ItemKNN", "--force", "--data", data])
      func lines() -> Int { site.serverLog.components(separatedBy: "it was not trained on the database").count - 1 }
      #expect(patiently { lines() == 2 })
      pause(2)
      #expect(lines() == 2)
    }

    @Test func `a second learner in the same directory is refused`() throws {
      #expect(patiently { (try? learners().count) == 1 })
      let second = try ChildProcess(
        ["\(Settings.executables())/marquee-train", "learn", "--config", "\(site.folder)/train.conf"],
        log: "\(makeTemporaryFolder())/log")
      #expect(second.waitForEnd() == 1)
      #expect(second.output.contains("is used by another pool"))

      let other = try LiveSite(["learned_models": learned])
      #expect(patiently { other.serverLog.contains("is used by another pool") })
      #expect(other.plainLogLines == [])
      other.end()
    }

    @Test func `the learner ends with its master`() throws {
      #expect(patiently { (try? learners().count) == 1 })
      let hasEnded = ends(of: try learners())
      site.server.signal(SIGKILL)
      #expect(patiently { hasEnded() })
    }

    private func send(
      _ method: String, _ path: String, _ body: String?, _ account: LiveSite.RegisteredAccount
    ) throws -> Int {
      try client.send(HTTPRequest(method, path, body: body, token: account.token)).status
    }

    private func learners() throws -> [pid_t] {
      try site.workers().filter { (try? readText("/proc/\($0)/cmdline"))?.contains("marquee-train") == true }
    }
  }
}
