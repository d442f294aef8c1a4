import Foundation
import Testing

/// The tools that look into published models. These tests have their own site, since they train.
extension LiveSuites {
  @Suite struct ModelTools {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try Self.own.get() }

    /// A site with two versions of EASE and of ItemKNN.
    private static let own = Result {
      let site = try LiveSite()
      try site.train(["EASE", "ItemKNN", "--lambda", "20", "--neighbours", "5", "--force"])
      try site.waitUntilServed("EASE", "ItemKNN")
      return site
    }

    /// The served version of EASE, and the one before.
    private func versions() throws -> (served: String, older: String) {
      let path = site.modelFile("EASE")
      let folder = String(path.prefix(upTo: try #require(path.lastIndex(of: "/"))))
      let older = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasPrefix("EASE.marquee.2") }.sorted()
      let served = try #require(try site.control("models", "list").lines.first { $0.hasPrefix("EASE: ") })
      return (
        String(try #require(served.split(separator: " ").dropFirst().first?.dropLast())),
        String(try #require(older.last).dropFirst("EASE.marquee.".count))
      )
    }

    @Test func `two versions are compared on the same users, unless their taste differs`() throws {
      let (status, lines) = try site.trainer("compare", "EASE")
      #expect(status == 0 && lines.count == 3)
      let (served, older) = try versions()
      #expect(lines[0].hasPrefix("EASE \(served): NDCG@100 ") && lines[1].hasPrefix("EASE \(older): NDCG@100 "))
      func numbers(_ lines: [String]) -> [Double] {
        let difference = lines[2].split(separator: " ")
        return lines.prefix(2).compactMap { Double($0.split(separator: " ").last ?? "") }
          + difference.dropFirst(4).prefix(1).compactMap { Double($0) }
      }
      // Rounded to five decimals, each.
      let shown = numbers(lines)
      #expect(shown.count == 3 && shown[2] != 0 && abs(shown[0] - shown[1] - shown[2]) < 2e-5, "\(lines)")
      #expect(lines[2].hasPrefix("difference on 79 users: "))
      let named = try site.trainer("compare", "EASE@\(older)", "EASE@\(served)").lines
      #expect(named.prefix(2) == [lines[1], lines[0]] && numbers(named).last == -shown[2], "\(named)")
      let missing = try site.trainer("compare", "EASE@20000101T000000Z-00000000")
      #expect(missing.status == 1 && missing.lines.last?.contains("20000101T000000Z-00000000") == true)
      let models = try site.trainer("compare", "ItemKNN", "EASE")
      #expect(models.status == 0 && models.lines.count == 3, "\(models.lines)")
      let folder = try makeTemporaryFolder()
      for taste in ["liked", "all"] {
        try site.train(["ItemKNN", "--positive", taste, "--models", "\(folder)/models"])
      }
      let other = try site.trainer("compare", "ItemKNN", "--models", "\(folder)/models")
      #expect(other.status == 1 && other.lines.last?.contains("cannot be compared: their positive differs") == true)
    }

    @Test func `an operator sees what the site recommends to a user, and nothing is recorded`() throws {
      let account = try site.register()
      let marks: [JSON] = [(0, 5), (3, 4), (1, 1)].map { movie, stars in
        ["movie_id": .integer(movie), "interaction_type": "rate", "rating": .integer(stars)]
      }
      let batch = try client.post("/api/interactions/batch", ["interactions": .array(marks)], token: account.token)
      _ = try expectSuccess(batch, 201)
      let dismissed = HTTPRequest(
        "PUT", "/api/movies/6/dismissal", body: #"{"reason":"not_interested"}"#, token: account.token)
      #expect(try client.send(dismissed).status < 300)
      for model in ["EASE", "ItemKNN", nil] {
        let arguments = ["users", "recommend", account.username, "--top", "5"] + (model.map { ["--model", $0] } ?? [])
        let (status, lines) = try site.control(arguments)
        #expect(status == 0 && lines.count == 6, "\(lines)")
        #expect(lines.first?.contains("from 2 movies that the user likes and 2 disliked ones") == true)
        let path = "/api/recommendations?top_k=5&explain=true" + (model.map { "&model=\($0)" } ?? "")
        let answer = try expectSuccess(try client.get(path, token: account.token), 200)
        #expect(lines.first?.hasPrefix(answer["model"]?.string ?? "?") == true)
        let expected = try #require(answer["result"]?.array).enumerated().map { place, movie in
          "\(place + 1). \(try #require(movie["id"]?.integer)) \(try #require(movie["title"]?.string)), "
        }
        #expect(zip(lines.dropFirst(), expected).allSatisfy { $0.hasPrefix($1) }, "\(lines) \(expected)")
        let titles = answer["result"]?[0]?["because"]?.array?.compactMap { $0["title"]?.string } ?? []
        #expect(!titles.isEmpty && titles.allSatisfy { lines[1].contains($0) })
      }
      // Only the lists that the user asked for.
      let history = try client.get("/api/recommendations/history", token: account.token)
      #expect(try expectSuccess(history, 200)["recommendations"]?.array?.count == 3)
      let newcomer = try site.control(["users", "recommend", try site.register().username])
      #expect(newcomer.lines.first?.hasPrefix("popular ") == true && newcomer.lines.count == 11)
      let unknown = try site.control(["users", "recommend", account.username, "--model", "Best"])
      #expect(unknown.status == 1 && unknown.lines.last?.contains("There is no such model") == true)
      #expect(try site.control(["users", "recommend", "nobody"]).status == 1)
      // A user of the imported data set has no account, but a taste.
      let imported = try site.control(["users", "recommend", "7"])
      #expect(imported.status == 0 && imported.lines.count == 11, "\(imported.lines)")
    }

    @Test func `the difference of two versions names the movies that gained and lost`() throws {
      let (status, lines) = try site.control("models", "diff", "EASE", "--top", "1000")
      #expect(status == 0 && lines.count > 5, "\(lines)")
      #expect(lines.contains("movies: 60, 0 of them new, 0 gone"))
      let (served, older) = try versions()
      #expect(lines[0].hasPrefix("EASE: from \(older) ") && lines[0].contains(" to \(served)"), "\(lines)")
      let lost = try #require(lines.firstIndex(of: "lost lists:"))
      let gained = lines[(try #require(lines.firstIndex(of: "gained lists:")) + 1)..<lost]
      #expect(gained.contains { $0.contains("Film ") })
      // `+4, from 10 to 14` and `-4, from 14 to 10`.
      func changes(_ lines: some Collection<String>) -> [[Int]] {
        lines.map { $0.split { " ,:".contains($0) }.prefix(5).compactMap { Int($0) } }
      }
      for change in changes(gained) + changes(lines[(lost + 1)...]) {
        #expect(change.count == 3 && change[0] == change[2] - change[1], "\(lines)")
      }
      #expect(changes(gained).allSatisfy { $0[0] > 0 } && changes(lines[(lost + 1)...]).allSatisfy { $0[0] < 0 })
      // The lists of each version are its own: the other way round all that was gained is lost.
      let back = try site.control("models", "diff", "EASE", served, older, "--top", "1000").lines
      let backLost = try #require(back.firstIndex(of: "lost lists:"))
      #expect(
        Set(changes(back[(backLost + 1)...]).map { [$0[2], $0[1]] }) == Set(changes(gained).map { [$0[1], $0[2]] }))
      try expectRanking(of: lines, served)
      let same = try site.control("models", "diff", "EASE", served, "--json")
      let json = try JSON(Array(try #require(same.lines.first).utf8))
      #expect(same.status == 0 && json["overlap"]?.double == 1 && json["unchanged"]?.double == 1)
      #expect(json["from"] == json["to"] && json["gained"] == [] && json["lost"] == [])
      let unknown = try site.control("models", "diff", "EASE", "20000101T000000Z-00000000")
      #expect(unknown.status == 1 && unknown.lines.last?.contains("20000101T000000Z-00000000") == true)
    }

    /// The movie that gained most is in as many lists of the served version as the tool says: the site is asked for the
    /// best 20 for each movie of the catalogue.
    private func expectRanking(of lines: [String], _ served: String) throws {
      let best = try #require(lines.first { $0.hasPrefix("  +") }).split { " ,:".contains($0) }
      let (count, movie) = (try #require(Int(best[4])), try #require(Int(best[5])))
      let lists = try LiveDataSet.movies.map { context -> [Int] in
        let body: JSON = ["model": "EASE", "context": [.integer(context.id)], "top_k": 20]
        let answer = try expectSuccess(try client.post("/api/recommend", body), 200)
        #expect(answer["model_version"] == .string(served))
        return answer["result"]?.array?.compactMap { $0["id"]?.integer } ?? []
      }
      #expect(lists.count { $0.contains(movie) } == count, "\(best)")
    }
  }
}
