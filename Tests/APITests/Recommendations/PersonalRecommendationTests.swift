import API
import Domain
import HTTP
import JSON
import Testing

struct PersonalRecommendationTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
    site.statistics.replace(Statistics.of([(5, 4), (7, 6), (9, 2)]))
  }

  private func ask(_ query: String = "") throws -> Site.Answer {
    let answer = try site.send("GET", "/api/recommendations\(query)", token: token)
    #expect(answer.status == 200, "\(answer.text)")
    return answer
  }

  private func save(_ body: String) throws {
    #expect(try site.send("POST", "/api/interactions", body, token: token).status == 201)
  }

  private func ids(_ answer: Site.Answer) -> [Int64] {
    answer["result"]?.elements.compactMap { $0["id"]?.wholeNumber } ?? []
  }

  @Test func `a new user gets the most popular movies`() throws {
    let answer = try ask()
    #expect(ids(answer) == [7, 5, 9] && answer["source"] == .string("popular"))
    #expect(answer["model"] == .string("popular") && answer["model_version"] == .string("statistics-3"))
    #expect(answer["recorded"] == .bool(true))
    #expect(try ids(ask("?top_k=1&exclude=7")) == [5])
    #expect(try ids(ask("?genres=crime")) == [7])
  }

  @Test func `options restrict personal recommendations, from the history and by popularity`() throws {
    #expect(try ids(ask("?candidates=9,5")) == [5, 9])
    #expect(try ids(ask("?exclude_genres=Crime,Drama")) == [5, 9])
    #expect(try ask("?candidates=9,99")["ignored"] == .array([.integer(99)]))
    try save(#"{"movie_id":0,"interaction_type":"rate","rating":5}"#)
    #expect(try ids(ask("?candidates=5,9")) == [5])
    #expect(try ids(ask("?exclude_genres=crime")) == [5])
    #expect(try ids(ask("?min_ratings=1")) == [])
    #expect(try ids(ask("?min_ratings=0")) == [7, 5])
    #expect(try ids(ask("?within=watchlist")) == [])
    _ = try site.send("PUT", "/api/movies/5/watchlist", token: token)
    #expect(try ids(ask("?within=watchlist")) == [5])
  }

  @Test func `unknown movies to exclude are reported as ignored`() throws {
    #expect(try ask("?exclude=7,77,-8,77")["ignored"] == .array([.integer(77), .integer(-8)]))
    #expect(try ask("?exclude=7")["ignored"] == nil)
  }

  @Test func `a HEAD request for recommendations records nothing`() throws {
    #expect(site.respond("HEAD", "/api/recommendations", token: token).status == .ok)
    #expect(site.stores.saved.isEmpty && site.stores.recorded.isEmpty)
  }

  @Test func `a liked movie leads to recommendations and is not recommended itself`() throws {
    try save(#"{"movie_id":0,"interaction_type":"rate","rating":5}"#)
    let answer = try ask("?explain=true")
    #expect(ids(answer) == [7, 5] && answer["source"] == .string("history") && answer["model"] == .string("EASE"))
    #expect(answer["result"]?.elements.first?["because"]?.elements.first?["id"] == .integer(0))
  }

  @Test func `a bad rating lowers the scores of similar movies`() throws {
    try save(#"{"movie_id":0,"interaction_type":"select"}"#)
    try save(#"{"movie_id":5,"interaction_type":"rate","rating":1}"#)
    let answer = try ask()
    #expect(ids(answer) == [7] && answer["result"]?.elements.first?["score"] == .real(0.45))
  }

  @Test func `recommended movies do not count as taste`() throws {
    _ = try ask()
    #expect(try ask()["source"] == .string("popular"))
  }

  @Test func `a user whose history the model does not know gets the most popular movies`() throws {
    try save(#"{"movie_id":9,"interaction_type":"rate","rating":5}"#)
    let answer = try ask()
    #expect(answer["source"] == .string("popular") && ids(answer) == [7, 5])
  }

  @Test(arguments: [
    "dislikes=5", "exclude=x", "explain=yes", "top_k=0", "context=0", "genres=,", "limit=3", "candidates=", "within=",
    "diversity=nan", "diversity=0x1", "diversity=1.01", "diversity=", "candidates=5,", "exclude_genres=x",
    "genres=Crime&exclude_genres=crime", "min_ratings=-1",
  ])
  func `an invalid query for personal recommendations is refused`(query: String) throws {
    #expect(try site.send("GET", "/api/recommendations?\(query)", token: token).error == "INVALID_FIELD")
  }

  @Test func `requests for personal recommendations without a token are refused`() throws {
    for path in ["/api/recommendations", "/api/recommendations/history"] {
      #expect(try site.send("GET", path).error == "MISSING_TOKEN")
    }
  }

  @Test func `recorded recommendations are returned newest first, in pages`() throws {
    _ = try ask()
    _ = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#, token: token)
    let first = try site.send("GET", "/api/recommendations/history?limit=1", token: token)
    let newest = try #require(first["recommendations"]?.elements.first)
    #expect(newest["model"] == .string("EASE") && newest["source"] == .string("context"))
    #expect(newest["result"]?.elements.compactMap { $0["id"]?.wholeNumber } == [7, 5])
    #expect(newest["created_at"] == .string("2026-11-23T10:15:30Z") && newest["recommendation_id"] != nil)
    guard case .string(let cursor)? = first["next_cursor"] else { throw HTTPError(.internalError, first.text) }
    let second = try site.send("GET", "/api/recommendations/history?limit=1&cursor=\(cursor)", token: token)
    #expect(second["recommendations"]?.elements.first?["model"] == .string("popular") && second["next_cursor"] == .null)
    #expect(site.stores.saved.allSatisfy { $0.kind == .recommend } && site.stores.saved.count == 5)
  }

  @Test func `the service is ready if the schema is new enough, writes succeed and a model is available`() throws {
    #expect(try site.send("GET", "/api/health/live").text == #"{"status":"alive"}"#)
    #expect(try site.send("GET", "/api/health/ready").text == #"{"status":"ready"}"#)
    site.stores.version = Site.schemaVersion - 1
    let old = try site.send("GET", "/api/health/ready")
    #expect(old.status == 503 && old.error == "DATABASE_UNAVAILABLE")
    #expect(old.text.contains("migration \(Site.schemaVersion - 1) of \(Site.schemaVersion)"))
    site.stores.version = Site.schemaVersion
    #expect(try site.send("GET", "/api/health/ready").status == 200)
    site.stores.writeError = .unavailable("read-only")
    let readOnly = try site.send("GET", "/api/health/ready")
    #expect(readOnly.status == 503 && readOnly.error == "DATABASE_UNAVAILABLE" && readOnly.text.contains("read-only"))
    #expect(readOnly.headers.contains { $0 == ("Retry-After", "1") })
    site.stores.writeError = nil
    site.stores.error = .unavailable("gone")
    #expect(try site.send("GET", "/api/health/ready").error == "DATABASE_UNAVAILABLE")
    #expect(try site.send("GET", "/api/health/live").status == 200)
    #expect(try Site(models: [:]).send("GET", "/api/health/ready").error == "API_ERROR")
  }
}
