import API
import Domain
import JSON
import Scoring
import Testing

/// Recommendations for a party: `contexts` in place of `context`.
struct PartyRecommendationTests {
  private let site: Site

  /// 7 is best for whoever likes 1 and worst for whoever likes 2, 8 the other way round, and 5 is second for both.
  init() throws {
    let items: [MovieID] = [1, 2, 5, 7, 8]
    let movies = (items + [9]).map { Movie(id: $0, title: "Movie \($0)", genres: ["Drama"], date: nil) }
    site = try Site(
      catalogue: Catalogue(movies: movies, version: 1),
      models: [
        .ease: .available(
          Site.ease(
            items: items,
            rows: [[0, 9, 2, 3, 1], [9, 0, 12, 10, 30], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 15, 0, 0]]))
      ])
  }

  private func recommend(_ contexts: String, _ options: String = "", token: String? = nil) throws -> Site.Answer {
    try site.send(
      "POST", "/api/recommend", #"{"model":"auto","contexts":\#(contexts)\#(options)}"#, token: token)
  }

  private func ids(_ answer: Site.Answer) -> [Int64] {
    answer["result"]?.elements.compactMap { $0["id"]?.wholeNumber } ?? []
  }

  private func matches(_ answer: Site.Answer) -> [[JSONValue]] {
    answer["result"]?.elements.map { $0["matches"]?.elements ?? [] } ?? []
  }

  @Test func `a party gets what its least happy member likes most, with a match for each member`() throws {
    let answer = try recommend("[[1],[2]]")
    #expect(answer.status == 200 && ids(answer) == [5, 7, 8], "\(answer.text)")
    let (third, two): (JSONValue, JSONValue) = (.real(0.33333334), .real(0.6666667))
    #expect(matches(answer) == [[two, two], [.real(1), third], [third, .real(1)]])
    #expect(answer["result"]?.elements.map { $0["score"] } == [two, third, third])
    #expect(answer["source"] == .string("context") && answer["model"] == .string("EASE") && answer["recorded"] == nil)
  }

  @Test func `nothing that a member likes or anybody dislikes is recommended to a party`() throws {
    #expect(try ids(recommend("[[1,5],[2]]")).allSatisfy { ![1, 2, 5].contains($0) })
    #expect(try ids(recommend("[[1],[2]]", #","dislikes":[8]"#)) == [7, 5])
    #expect(try ids(recommend("[[1],[1,2]]")).count == 3)
  }

  @Test func `options restrict what a party gets, and matches stay the same`() throws {
    #expect(try ids(recommend("[[1],[2]]", #","candidates":[7,8],"top_k":1"#)) == [7])
    #expect(try ids(recommend("[[1],[2]]", #","exclude":[5]"#)) == [7, 8])
    #expect(try ids(recommend("[[1],[2]]", #","exclude_genres":["drama"]"#)).isEmpty)
    #expect(try matches(recommend("[[1],[2]]", #","candidates":[8]"#)) == matches(recommend("[[1],[2]]")).suffix(1))
  }

  @Test func `members whose movies are all unknown to the model do not count, and their movies are ignored`() throws {
    let answer = try recommend("[[9],[1,-3]]")
    #expect(ids(answer) == [2, 7, 5, 8] && answer["ignored"] == .array([.integer(9), .integer(-3)]))
    #expect(matches(answer).allSatisfy { $0.count == 2 && $0[0] == .null && $0[1] != .null })
    site.statistics.replace(Statistics.of([(5, 4), (9, 6), (7, 1)]))
    let popular = try recommend("[[9],[9]]")
    #expect(popular["source"] == .string("popular") && ids(popular) == [5, 7], "\(popular.text)")
    #expect(matches(popular) == [[.null, .null], [.null, .null]])
  }

  @Test func `a party gets no movie that its signed-in user has dismissed, and the list is recorded`() throws {
    let token = try site.register()
    _ = try site.send("PUT", "/api/movies/5/dismissal", #"{"reason":"seen"}"#, token: token)
    let answer = try recommend("[[1],[2]]", token: token)
    #expect(ids(answer) == [7, 8] && answer["recorded"] == .bool(true))
    #expect(site.stores.recorded.first?.recommendation.movies == [7, 8])
  }

  @Test func `auto chooses the model of a party by the mean length of its contexts`() throws {
    let (one, three) = (Auto.figure(at: 1), Auto.figure(at: 3))
    let site = try Site(models: [
      .ease: .available(Site.ease(figures: [(one, 0.2), (three, 0.8)])),
      .itemKNN: .available(Site.itemKNN(figures: [(one, 0.3), (three, 0.3)])),
    ])
    func model(_ contexts: String) throws -> JSONValue? {
      try site.send("POST", "/api/recommend", #"{"model":"auto","contexts":\#(contexts)}"#)["model"]
    }
    #expect(try model("[[0],[5],[7]]") == .string("ItemKNN"))
    #expect(try model("[[0,5],[5,7]]") == .string("EASE"))
  }

  @Test(arguments: [
    ("[[1]]", "", "INVALID_CONTEXT"), ("[]", "", "INVALID_CONTEXT"), ("[1,2]", "", "INVALID_CONTEXT"),
    ("[[1],[]]", "", "INVALID_CONTEXT"), ("[[1],[\"2\"]]", "", "INVALID_CONTEXT"), ("5", "", "INVALID_CONTEXT"),
    ("[[1],[2],5]", "", "INVALID_CONTEXT"), ("[[1],[77,78]]", "", "INVALID_CONTEXT"),
    ("[[1],[1],[1],[1],[1],[1],[1],[1],[1]]", "", "INVALID_CONTEXT"),
    ("[[1],[2]]", #","context":[1]"#, "INVALID_FIELD"),
    ("[[1],[2]]", #","explain":true"#, "INVALID_FIELD"), ("[[1],[2]]", #","dislikes":[2]"#, "INVALID_FIELD"),
    ("null", "", "MISSING_CONTEXT"),
  ])
  func `contexts that cannot be used are refused`(contexts: String, options: String, code: String) throws {
    let answer = try recommend(contexts, options)
    #expect(answer.status == 400 && answer.error == code, "\(answer.text)")
    #expect(answer["errors"]?.elements.count == 1, "\(answer.text)")
  }

  @Test func `the error names the list whose movies are all unknown`() throws {
    #expect(try recommend("[[1],[77,78]]")["message"] == .string("No movie of list 2 of 'contexts' is known."))
  }

  @Test func `all lists of a party together may have a thousand ids`() throws {
    func answer(_ count: Int) throws -> Site.Answer {
      try recommend("[[1],[\((2...count).map(String.init).joined(separator: ","))]]")
    }
    #expect(try answer(1_000).status == 200)
    #expect(try answer(1_001).error == "INVALID_CONTEXT")
  }
}
