import API
import Domain
import HTTP
import JSON
import Scoring
import Testing

struct RecommendRouteTests {
  private let site: Site

  init() throws { site = try Site() }

  private func ids(_ answer: Site.Answer) -> [JSONValue?] {
    answer["result"]?.elements.map { $0["id"] } ?? []
  }

  @Test func `the best movies are returned first with their details and scores`() throws {
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#)
    #expect(answer.status == 200)
    #expect(
      answer["result"]
        == .array([
          .object([
            "id": .integer(7), "title": .string("Seven"), "genre": .string("Crime"), "date": .string("1995-01-01"),
            "score": .real(0.5),
          ]),
          .object([
            "id": .integer(5), "title": .string("Five"), "genre": .string(""), "date": .null, "score": .real(0.25),
          ]),
        ]))
    #expect(answer["model"] == .string("EASE") && answer["count"] == .integer(2))
    #expect(answer["recorded"] == nil && answer["ignored"] == nil && answer["model_version"] != nil)
  }

  @Test func `context ids that cannot be used are skipped and reported as ignored`() throws {
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[-3,0,9,12345678901234,0]}"#)
    #expect(answer.status == 200 && ids(answer) == [.integer(7), .integer(5)])
    // 9 is in the catalogue but was added after the training.
    #expect(answer["ignored"] == .array([.integer(-3), .integer(9), .integer(12_345_678_901_234)]))
  }

  @Test func `a context of movies newer than the model gets the most popular movies`() throws {
    site.statistics.replace(Statistics.of([(5, 4), (9, 6), (0, 1)]))
    for model in ["EASE", "auto"] {
      let answer = try site.send("POST", "/api/recommend", #"{"model":"\#(model)","context":[9,-3]}"#)
      #expect(answer["source"] == .string("popular") && answer["model"] == .string("popular"), "\(answer.text)")
      #expect(ids(answer) == [.integer(5), .integer(0)] && answer["ignored"] == .array([.integer(9), .integer(-3)]))
      let legacy = try site.send("POST", "/recommend", #"{"model":"\#(model)","context":[9]}"#)
      #expect(ids(legacy) == [.integer(5), .integer(0)])
    }
    #expect(
      try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#)["source"] == .string("context"))
  }

  @Test func `only requests without expensive options are answered together`() {
    func mayJoin(_ options: String) -> Bool {
      let body = Array(#"{"model":"EASE","context":[0]\#(options)}"#.utf8)
      let request = Request(method: "POST", path: "/api/recommend", authorization: "Bearer a", body: body)
      return routes().group(of: request) != nil
    }
    #expect(mayJoin("") && mayJoin(#","top_k":5,"diversity":0.5,"exclude":[7]"#))
    for option in [
      #""explain":true"#, #""contexts":[[0],[7]]"#, #""within":"watchlist""#,
      #""after":"6fa459ea-ee8a-4ca4-894e-db77e160355e""#,
    ] { #expect(!mayJoin("," + option), "\(option)") }
  }

  @Test func `top_k limits the number of recommendations`() throws {
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"top_k":1}"#)
    #expect(ids(answer) == [.integer(7)])
  }

  @Test(arguments: [
    ("", 400, "MISSING_DATA"), ("{}", 400, "MISSING_DATA"), (#"{"model":"EASE"}"#, 400, "MISSING_CONTEXT"),
    (#"{"model":"EASE","context":[]}"#, 400, "MISSING_CONTEXT"), (#"{"context":[0]}"#, 400, "MISSING_MODEL"),
    (#"{"model":null,"context":[0]}"#, 400, "MISSING_MODEL"),
    (#"{"model":"ease","context":[0]}"#, 400, "INVALID_MODEL"),
    (#"{"model":1,"context":[0]}"#, 400, "INVALID_MODEL"), (#"{"model":"EASE","context":0}"#, 400, "INVALID_CONTEXT"),
    (#"{"model":"EASE","context":{}}"#, 400, "INVALID_CONTEXT"),
    (#"{"model":"EASE","context":["0"]}"#, 400, "INVALID_CONTEXT"),
    (#"{"model":"EASE","context":[0.5]}"#, 400, "INVALID_CONTEXT"),
    (#"{"model":"EASE","context":[null]}"#, 400, "INVALID_CONTEXT"),
    (#"{"model":"EASE","context":[1]}"#, 400, "INVALID_CONTEXT"),
    (#"{"model":"EASE","context":[1e300]}"#, 400, "INVALID_CONTEXT"),
    (#"{"model":"EASE","context":[0],"top_k":0}"#, 400, "INVALID_FIELD"),
    (#"{"model":"EASE","context":[0],"top_k":101}"#, 400, "INVALID_FIELD"),
    (#"{"model":"EASE","context":[0],"colour":"red"}"#, 400, "INVALID_FIELD"),
    (#"{"model":"NeuralMF","context":[0]}"#, 404, "MODEL_NOT_FOUND"),
    (#"{"model":"DeepFM","context":[0]}"#, 503, "API_ERROR"),
  ])
  func `an unanswerable recommendation request gets its error code`(body: String, status: Int, code: String) throws {
    let answer = try site.send("POST", "/api/recommend", body)
    #expect(answer.status == status && answer.error == code, "\(answer.text)")
  }

  @Test func `a context of more than 1,000 ids is refused`() throws {
    let ids = { (count: Int) in (0..<count).map(String.init).joined(separator: ",") }
    #expect(try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[\#(ids(1_000))]}"#).status == 200)
    #expect(
      try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[\#(ids(1_001))]}"#).error
        == "INVALID_CONTEXT")
  }

  @Test func `ids at the ends of the integer range are treated like any unknown id`() throws {
    let ends = "\(Int64.min),\(Int64.max)"
    let answer = try site.send(
      "POST", "/api/recommend",
      #"{"model":"auto","context":[0,\#(ends)],"exclude":[\#(ends)],"dislikes":[-1,9],"explain":true,"top_k":1e2}"#)
    #expect(answer.status == 200 && ids(answer) == [.integer(7), .integer(5)], "\(answer.text)")
    #expect(answer["ignored"] == .array([.integer(.min), .integer(.max), .integer(-1)]))
    let both = try site.send(
      "POST", "/api/recommend", #"{"model":"EASE","context":[0,\#(ends)],"dislikes":[\#(ends)]}"#)
    #expect(both.error == "INVALID_FIELD" && both.text.contains("\(Int64.min)"))
  }

  @Test(arguments: [
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e18", "1e300", "-0.5", "100.5", "1e-400",
  ])
  func `recommendation options with numbers out of bounds are refused`(number: String) throws {
    for field in ["top_k", "year_from", "year_to"] {
      let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"\#(field)":\#(number)}"#)
      #expect(answer.error == "INVALID_FIELD", "\(answer.text)")
    }
  }

  @Test func `recommendations shown to a user are recorded`() throws {
    let token = try site.register()
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#, token: token)
    #expect(answer["recorded"] == .bool(true))
    #expect(site.stores.saved.map(\.kind) == [.recommend, .recommend])
    #expect(site.stores.saved.map(\.movie) == [7, 5])
  }

  @Test func `requests of several users that arrive together are answered and recorded user by user`() throws {
    let (mara, otto) = (try site.register("mara"), try site.register("otto"))
    _ = try site.send("PUT", "/api/movies/7/dismissal", #"{"reason":"seen"}"#, token: otto)
    let body = #"{"model":"EASE","context":[0]}"#
    let sent = [(mara, body), (otto, body), ("x", body), (mara, #"{"model":"EASE"}"#), (otto, body)]
    let answers = try site.send(together: "POST", "/api/recommend", sent.map { (body: $0.1, token: $0.0) })
    #expect(answers.map(\.status) == [200, 200, 401, 400, 200])
    #expect(answers[2].error == "INVALID_TOKEN" && answers[3].error == "MISSING_CONTEXT")
    #expect(site.stores.recorded.map(\.user) == [1, 2, 2])
    #expect(site.stores.recorded.map(\.recommendation.movies) == [[7, 5], [5], [5]])
    let ids = [answers[0], answers[1], answers[4]].map { $0["recommendation_id"] }
    #expect(site.stores.recorded.map { .string($0.recommendation.id.description) } == ids)
  }

  @Test func `with the store down a request with a token is served but not recorded`() throws {
    let token = try site.register()
    site.stores.error = .unavailable("down")
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#, token: token)
    #expect(answer.status == 200 && answer["recorded"] == .bool(false))
  }

  @Test func `an invalid token is refused even if the request needs none`() throws {
    let body = #"{"model":"EASE","context":[0]}"#
    #expect(try site.send("POST", "/api/recommend", body, token: "x").error == "INVALID_TOKEN")
    let gone = try site.token(subject: 99, issuedAt: Site.now.seconds, expiresAt: Site.now.seconds + 60)
    #expect(try site.send("POST", "/api/recommend", body, token: gone).error == "INVALID_TOKEN")
  }

  @Test func `a new model is used from the next request on`() throws {
    let site = try Site(models: [:])
    let body = #"{"model":"EASE","context":[0]}"#
    #expect(try site.send("POST", "/api/recommend", body).error == "MODEL_NOT_FOUND")
    site.models.replace([.ease: .available(try Site.ease())])
    #expect(try site.send("POST", "/api/recommend", body).status == 200)
  }

  @Test func `recommendations are answered with 503 until the catalogue has been read`() throws {
    let site = try Site(catalogue: .empty)
    #expect(try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#).error == "DATABASE_UNAVAILABLE")
    #expect(try site.send("GET", "/init").error == "DATABASE_UNAVAILABLE")
  }

  @Test func `the models are listed in order with their availability`() throws {
    let answer = try site.send("GET", "/api/models")
    let members = answer["models"]?.elements ?? []
    #expect(members.map { $0["name"] } == ["EASE", "ItemKNN", "NeuralMF", "DeepFM"].map(JSONValue.string))
    #expect(members.map { $0["available"] } == [.bool(true), .bool(false), .bool(false), .bool(false)])
    #expect(members.map { $0["type"] } == ["non-neural", "non-neural", "neural", "neural"].map(JSONValue.string))
  }
}
