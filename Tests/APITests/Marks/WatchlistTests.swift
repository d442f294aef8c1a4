import API
import Domain
import JSON
import Testing

struct WatchlistTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
  }

  private func send(_ method: String, _ path: String, _ body: String = "") throws -> Site.Answer {
    try site.send(method, path, body, token: token)
  }

  private func movies(_ query: String = "") throws -> [JSONValue?] {
    try send("GET", "/api/watchlist\(query)")["watchlist"]?.elements.map { $0["movie"]?["id"] } ?? []
  }

  @Test func `a movie is put on the watchlist once and keeps its time`() throws {
    let first = try send("PUT", "/api/movies/0/watchlist")
    #expect(first.status == 201)
    #expect(
      first.members == [
        "movie": .object([
          "id": .integer(0), "title": .string("The Zero"), "genre": .string("Drama, Sci-Fi"),
          "date": .string("1999-05-01"),
        ]), "added_at": .string("2026-11-23T10:15:30Z"),
      ])
    site.elapsed.value = 5
    let second = try send("PUT", "/api/movies/0/watchlist")
    #expect(second.status == 200 && second.members == first.members)
    let list = try send("GET", "/api/watchlist")
    #expect(list.members == ["watchlist": .array([.object(first.members)]), "next_cursor": .null])
    #expect(list.headers.contains { $0 == ("Cache-Control", "no-store") })
    #expect(site.stores.saved.isEmpty)
  }

  @Test func `taking a movie off the watchlist twice changes nothing the second time`() throws {
    _ = try send("PUT", "/api/movies/5/watchlist")
    for _ in 0..<2 { #expect(try send("DELETE", "/api/movies/5/watchlist").status == 204) }
    #expect(try movies() == [])
  }

  @Test func `the pages of the watchlist add up to the whole list, newest first`() throws {
    for movie in [0, 7, 5] {
      _ = try send("PUT", "/api/movies/\(movie)/watchlist")
      site.elapsed.value += 1
    }
    let first = try send("GET", "/api/watchlist?limit=2")
    #expect(first["watchlist"]?.elements.map { $0["movie"]?["id"] } == [.integer(5), .integer(7)])
    #expect(first["next_cursor"] == .string("1795428931000000.7"))
    #expect(try movies("?limit=2&cursor=1795428931000000.7") == [.integer(0)])
  }

  @Test(arguments: ["limit=0", "limit=501", "cursor=x", "page=1"])
  func `an invalid query for the watchlist is refused`(query: String) throws {
    let answer = try send("GET", "/api/watchlist?\(query)")
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD")
  }

  @Test(arguments: ["PUT", "DELETE"], ["4", "-1", "x", "9223372036854775808"])
  func `an unknown movie is neither put on the watchlist nor taken off`(method: String, movie: String) throws {
    #expect(try send(method, "/api/movies/\(movie)/watchlist").error == "NOT_FOUND")
  }

  @Test func `a hidden movie stays on the watchlist, cannot be added and can be taken off`() throws {
    _ = try send("PUT", "/api/movies/7/watchlist")
    site.catalogue.replace(Catalogue(movies: Site.catalogue.movies, hidden: [5, 7], version: 2))
    #expect(try movies() == [.integer(7)])
    #expect(try send("PUT", "/api/movies/5/watchlist").error == "NOT_FOUND")
    #expect(try send("DELETE", "/api/movies/7/watchlist").status == 204)
    #expect(try movies() == [])
  }

  @Test func `a full watchlist refuses new movies and keeps its own`() throws {
    _ = try send("PUT", "/api/movies/0/watchlist")
    site.stores.isFull = true
    let refused = try send("PUT", "/api/movies/5/watchlist")
    #expect(refused.status == 403 && refused.error == "FORBIDDEN" && refused.text.contains("5000 movies"))
    #expect(try send("PUT", "/api/movies/0/watchlist").status == 200)
  }

  @Test func `the answer to a rating says whether the movie is on the watchlist`() throws {
    _ = try send("PUT", "/api/movies/0/watchlist")
    let body = #""interaction_type":"rate","rating":4,"event_id":"6fa459ea-ee8a-4ca4-894e-db77e160355e"}"#
    for status in [201, 200] {
      let answer = try send("POST", "/api/interactions", #"{"movie_id":0,"# + body)
      #expect(answer.status == status && answer["on_watchlist"] == .bool(true), "\(answer.text)")
    }
    #expect(try send("PUT", "/api/movies/0/rating", #"{"rating":5}"#)["on_watchlist"] == .bool(true))
    for answer in [
      try send("POST", "/api/interactions", #"{"movie_id":0}"#),
      try send("POST", "/api/interactions", #"{"movie_id":7,"interaction_type":"rate","rating":4}"#),
      try send("PUT", "/api/movies/7/rating", #"{"rating":5}"#),
    ] {
      #expect(answer.status < 300 && answer["on_watchlist"] == nil, "\(answer.text)")
    }
    #expect(try movies() == [.integer(0)])
  }

  @Test func `another user has another watchlist`() throws {
    _ = try send("PUT", "/api/movies/0/watchlist")
    let other = try site.register("other")
    #expect(try site.send("GET", "/api/watchlist", token: other)["watchlist"] == .array([]))
    #expect(try site.send("DELETE", "/api/movies/0/watchlist", token: other).status == 204)
    #expect(try movies() == [.integer(0)])
  }
}
