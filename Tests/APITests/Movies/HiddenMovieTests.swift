import API
import Domain
import JSON
import Testing

/// Movie 7 is hidden; without that it would be the first recommendation for movie 0.
struct HiddenMovieTests {
  private let site: Site

  init() throws {
    site = try Site(catalogue: Catalogue(movies: Site.catalogue.movies, hidden: [7], version: 2))
    site.statistics.replace(Statistics.of([(movie: 7, users: 8), (movie: 5, users: 2)]))
  }

  private func ids(_ list: JSONValue?) -> [Int64] { list?.elements.compactMap { $0["id"]?.wholeNumber } ?? [] }

  private func ids(_ method: String, _ target: String, _ body: String = "", token: String? = nil) throws -> [Int64] {
    let answer = try site.send(method, target, body, token: token)
    #expect(answer.status == 200, "\(answer.text)")
    return ids(answer["result"])
  }

  @Test(
    arguments: [
      ("/init", [0, 5, 9]),
      ("/api/movies", [5, 0, 9]),
      ("/api/movies?sort=popularity", [5, 0, 9]),
      ("/api/movies?ids=7,5", [5]),
      ("/api/movies?year_from=1995&year_to=1995", []),
      ("/api/movies/search?q=seven", []),
      ("/api/movies/0/similar", [5]),
      ("/api/popular", [5]),
      ("/api/trending", [5]),
    ] as [(String, [Int64])])
  func `no list contains a hidden movie`(target: String, expected: [Int64]) throws {
    #expect(try ids("GET", target) == expected)
  }

  @Test func `a hidden movie is not found, and a genre that only it has is not listed`() throws {
    for (method, target) in [("GET", "/api/movies/7"), ("GET", "/api/movies/7/similar")] {
      #expect(try site.send(method, target).error == "NOT_FOUND", "\(target)")
    }
    let genres = try site.send("GET", "/api/genres")
    #expect(genres["genres"]?.elements.compactMap { $0["name"] } == [.string("Drama"), .string("Sci-Fi")])
    #expect(try site.send("GET", "/api/movies?genre=Crime").error == "INVALID_FIELD")
    #expect(try site.send("GET", "/api/stats")["movies"] == .integer(3))
  }

  @Test(arguments: ["EASE", "auto"])
  func `a hidden movie is never recommended`(model: String) throws {
    #expect(try ids("POST", "/api/recommend", #"{"model":"\#(model)","context":[0]}"#) == [5])
    #expect(try ids("POST", "/recommend", #"{"model":"\#(model)","context":[0]}"#) == [5])
    let token = try site.register()
    #expect(try site.send("PUT", "/api/movies/0/rating", #"{"rating":5}"#, token: token).status == 201)
    #expect(try ids("GET", "/api/recommendations?model=\(model)", token: token) == [5])
    let fallback = try site.send("POST", "/api/recommend", #"{"model":"\#(model)","context":[9]}"#)
    #expect(fallback["source"] == .string("popular") && ids(fallback["result"]) == [5])
  }

  @Test func `a hidden movie still works as context and is not shown as a reason`() throws {
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[7],"explain":true}"#)
    #expect(answer["source"] == .string("context") && answer["ignored"] == nil)
    #expect(ids(answer["result"]) == [0, 5])
    #expect(answer["result"]?.elements.allSatisfy { $0["because"] == .array([]) } == true)
  }

  @Test func `a hidden movie accepts no new ratings or interactions`() throws {
    let token = try site.register()
    #expect(try site.send("PUT", "/api/movies/7/rating", #"{"rating":5}"#, token: token).error == "NOT_FOUND")
    #expect(try site.send("POST", "/api/interactions", #"{"movie_id":7}"#, token: token).error == "INVALID_FIELD")
    let batch = #"{"interactions":[{"movie_id":0},{"movie_id":7}]}"#
    #expect(try site.send("POST", "/api/interactions/batch", batch, token: token).error == "INVALID_FIELD")
  }

  @Test func `history and ratings keep a movie that was hidden afterwards`() throws {
    site.catalogue.replace(Site.catalogue)
    let token = try site.register()
    #expect(try site.send("PUT", "/api/movies/7/rating", #"{"rating":5}"#, token: token).status == 201)
    #expect(
      try ids("POST", "/api/recommend", #"{"model":"EASE","context":[0],"top_k":1}"#, token: token) == [7])
    site.catalogue.replace(Catalogue(movies: Site.catalogue.movies, hidden: [7], version: 2))

    let rated = try site.send("GET", "/api/ratings", token: token)["ratings"]?.elements
    #expect(rated?.count == 1 && rated?.first?["movie"]?["title"] == .string("Seven"))
    #expect(try site.send("GET", "/api/interactions?movie_id=7", token: token)["count"] == .integer(2))
    let shown = try site.send("GET", "/api/recommendations/history", token: token)["recommendations"]?.elements
    #expect(ids(shown?.first?["result"]) == [7])
    // It still counts: a user who liked it is recommended 0.
    #expect(try ids("GET", "/api/recommendations?top_k=1", token: token) == [0])
    #expect(try site.send("DELETE", "/api/movies/7/rating", token: token).status == 204)
  }
}
