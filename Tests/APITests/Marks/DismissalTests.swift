import API
import Domain
import JSON
import Testing

struct DismissalTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
  }

  private func send(_ method: String, _ path: String, _ body: String = "") throws -> Site.Answer {
    try site.send(method, path, body, token: token)
  }

  private func dismiss(_ movie: Int, _ reason: String = "seen") throws -> Site.Answer {
    try send("PUT", "/api/movies/\(movie)/dismissal", #"{"reason":"\#(reason)"}"#)
  }

  private func ids(_ answer: Site.Answer) -> [JSONValue?] { answer["result"]?.elements.map { $0["id"] } ?? [] }

  @Test func `a movie is dismissed once, keeps its time and takes a new reason`() throws {
    let first = try dismiss(7)
    #expect(first.status == 201)
    #expect(first["movie"]?["id"] == .integer(7) && first["reason"] == .string("seen"))
    #expect(first["dismissed_at"] == .string("2026-11-23T10:15:30Z"))
    site.elapsed.value = 5
    let second = try dismiss(7, "not_interested")
    #expect(second.status == 200 && second["reason"] == .string("not_interested"))
    #expect(second["dismissed_at"] == first["dismissed_at"])
    let list = try send("GET", "/api/dismissals")
    #expect(list.members == ["dismissals": .array([.object(second.members)]), "next_cursor": .null])
  }

  @Test(arguments: [
    (#"{"reason":"boring"}"#, "INVALID_FIELD"), (#"{"reason":null}"#, "MISSING_DATA"),
    (#"{"why":"seen"}"#, "INVALID_FIELD"),
    ("", "MISSING_DATA"), (#"{"reason":1}"#, "INVALID_FIELD"),
  ])
  func `a dismissal without a known reason is refused`(body: String, code: String) throws {
    let answer = try send("PUT", "/api/movies/7/dismissal", body)
    #expect(answer.status == 400 && answer.error == code, "\(answer.text)")
    #expect(site.stores.dismissed.isEmpty)
  }

  @Test(arguments: ["4", "x"])
  func `an unknown movie is neither dismissed nor taken back`(movie: String) throws {
    #expect(try send("PUT", "/api/movies/\(movie)/dismissal", #"{"reason":"seen"}"#).error == "NOT_FOUND")
    #expect(try send("DELETE", "/api/movies/\(movie)/dismissal").error == "NOT_FOUND")
  }

  /// Every list that must not show a dismissed movie to the user who dismissed it.
  @Test(arguments: [
    ("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#), ("GET", "/api/recommendations", ""),
    ("GET", "/api/movies/0/similar?model=EASE", ""), ("GET", "/api/popular", ""), ("GET", "/api/trending", ""),
  ])
  func `a dismissed movie is in no list for the user until it is taken back`(
    method: String, path: String, body: String
  ) throws {
    site.statistics.replace(Statistics.of([(movie: 5, users: 8), (movie: 7, users: 7)]))
    for user in [token, try site.register("other")] {
      _ = try site.send("POST", "/api/interactions", #"{"movie_id":0,"interaction_type":"select"}"#, token: user)
    }
    let before = ids(try send(method, path, body))
    #expect(before.contains(.integer(7)) && before.contains(.integer(5)))
    #expect(try dismiss(7).status == 201)
    let answer = try send(method, path, body)
    #expect(answer.status == 200 && !ids(answer).contains(.integer(7)) && ids(answer).contains(.integer(5)))
    #expect(answer.headers.contains { $0 == ("Cache-Control", "no-store") })
    let other = try site.register("third")
    if path != "/api/recommendations" {
      for token in [nil, other] { #expect(ids(try site.send(method, path, body, token: token)) == before) }
    }
    #expect(ids(try send("GET", "/api/movies/search?q=seven")) == [.integer(7)])
    #expect(try send("DELETE", "/api/movies/7/dismissal").status == 204)
    #expect(ids(try send(method, path, body)) == before)
    #expect(try send("DELETE", "/api/movies/7/dismissal").status == 204)
  }

  @Test func `a dismissed movie is not popular enough to be recommended to somebody without a history`() throws {
    site.statistics.replace(Statistics.of([(movie: 5, users: 8), (movie: 7, users: 7)]))
    _ = try dismiss(5)
    let answer = try send("GET", "/api/recommendations")
    #expect(answer["source"] == .string("popular") && ids(answer) == [.integer(7)])
  }

  @Test func `a movie dismissed as not interesting counts as a dislike, and one dismissed as seen does not`() throws {
    let body = #"{"model":"EASE","context":[0]}"#
    func score() throws -> JSONValue? { try send("POST", "/api/recommend", body)["result"]?.elements.first?["score"] }
    #expect(try score() == .real(0.5))
    _ = try dismiss(5, "seen")
    #expect(try score() == .real(0.5))
    _ = try dismiss(5, "not_interested")
    #expect(try score() == .real(0.45))
    // A movie of the context is liked, whatever else is known.
    let both = try send("POST", "/api/recommend", #"{"model":"EASE","context":[0,5]}"#)
    #expect(both["result"]?.elements.first?["score"] == .real(0.625))
    #expect(both["ignored"] == nil)
  }

  @Test func `dismissals do not change the history or ratings`() throws {
    _ = try send("PUT", "/api/movies/7/rating", #"{"rating":5}"#)
    _ = try dismiss(7, "not_interested")
    #expect(try send("GET", "/api/ratings")["ratings"]?.elements.count == 1)
    #expect(try send("GET", "/api/interactions")["count"] == .integer(1))
  }

  @Test(arguments: ["/api/popular", "/api/trending", "/api/movies/0/similar"])
  func `public lists need no database, and a token that is no longer valid is refused`(path: String) throws {
    site.statistics.replace(Statistics.of([(movie: 5, users: 8)]))
    site.stores.error = .unavailable("down")
    #expect(try send("GET", path).status == 200)
    site.stores.error = nil
    _ = try send("POST", "/api/auth/logout")
    let answer = try send("GET", path)
    #expect(answer.status == 401 && answer.error == "INVALID_TOKEN")
    #expect(try site.send("GET", path).status == 200)
  }

  @Test func `good ratings count as likes, whatever was dismissed`() {
    let dismissals = [(1, Dismissal.Reason.notInterested), (2, .notInterested), (3, .seen), (4, .notInterested)].map {
      Dismissal(movie: $0, reason: $1, dismissedAt: Site.now)
    }
    let ratings: [(movie: MovieID, rating: Rating)] = [
      (1, Rating(halfStars: 9)), (2, Rating(halfStars: 2)), (8, Rating(halfStars: 1)),
    ]
    let taste = Taste(ratings: ratings, picked: [4, 5], viewed: [], dismissals: dismissals)
    #expect(taste.liked == [1, 5] && taste.disliked == [2, 4, 8])
    #expect(taste.dismissed == [1, 2, 3, 4] && taste.seen == [1, 2, 4, 5, 8])
  }
}
