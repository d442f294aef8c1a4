import Domain
import JSON
import Testing

struct RatingTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
  }

  private func put(_ movie: Int, _ stars: Int) throws -> Site.Answer {
    try site.send("PUT", "/api/movies/\(movie)/rating", #"{"rating":\#(stars)}"#, token: token)
  }

  private func ratings(_ query: String = "") throws -> Site.Answer {
    try site.send("GET", "/api/ratings\(query)", token: token)
  }

  private func movies(_ answer: Site.Answer) -> [JSONValue?] {
    answer["ratings"]?.elements.map { $0["movie"]?["id"] } ?? []
  }

  @Test func `a first rating is created, and a second one replaces it`() throws {
    let first = try put(0, 3)
    #expect(first.status == 201)
    #expect(
      first.members == [
        "movie": .object([
          "id": .integer(0), "title": .string("The Zero"), "genre": .string("Drama, Sci-Fi"),
          "date": .string("1999-05-01"),
        ]), "rating": .integer(3), "rated_at": .string("2026-11-23T10:15:30Z"),
      ])
    site.elapsed.value = 5
    let second = try put(0, 5)
    #expect(second.status == 200 && second["rating"] == .integer(5))
    #expect(try ratings().members == ["ratings": .array([.object(second.members)]), "next_cursor": .null])
    #expect(site.stores.saved.map(\.kind) == [.rate, .rate])
  }

  @Test func `ratings are returned newest first, and ties by descending movie id`() throws {
    for movie in [7, 0] { #expect(try put(movie, 4).status == 201) }
    site.elapsed.value = 1
    #expect(try put(5, 4).status == 201)
    #expect(movies(try ratings()) == [.integer(5), .integer(7), .integer(0)])
  }

  @Test func `the pages of ratings add up to the whole list`() throws {
    for movie in [0, 5, 7] { _ = try put(movie, 4) }
    let first = try ratings("?limit=2")
    #expect(movies(first) == [.integer(7), .integer(5)])
    #expect(first["next_cursor"] == .string("1795428930000000.5"))
    let second = try ratings("?limit=2&cursor=1795428930000000.5")
    #expect(movies(second) == [.integer(0)] && second["next_cursor"] == .null)
    #expect(try ratings("?limit=3")["next_cursor"] == .null)
  }

  @Test(arguments: [
    "limit=0", "limit=501", "limit=x", "cursor=", "cursor=5", "cursor=x.5", "cursor=5.x", "cursor=5.5.5",
    "cursor=9223372036854775807.5", "cursor=-9223372036854775808.5", "cursor=253402300800000000.5", "page=1",
  ])
  func `an invalid query for ratings is refused`(query: String) throws {
    let answer = try ratings("?\(query)")
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD")
  }

  @Test func `a cursor at either end of the time range is valid`() throws {
    _ = try put(5, 4)
    #expect(movies(try ratings("?cursor=253402300799999999.-9223372036854775808")) == [.integer(5)])
    #expect(movies(try ratings("?cursor=-62135596800000000.5")) == [])
  }

  @Test func `removing a rating deletes only the movie's rate interactions`() throws {
    _ = try put(5, 4)
    _ = try put(5, 2)
    _ = try put(7, 1)
    _ = try site.send("POST", "/api/interactions", #"{"movie_id":5}"#, token: token)
    let answer = try site.send("DELETE", "/api/movies/5/rating", token: token)
    #expect(answer.status == 204 && answer.text.isEmpty)
    #expect(site.stores.saved.map(\.movie) == [7, 5] && site.stores.saved.map(\.kind) == [.rate, .view])
    #expect(movies(try ratings()) == [.integer(7)])
    let again = try site.send("DELETE", "/api/movies/5/rating", token: token)
    #expect(again.status == 404 && again.error == "NOT_FOUND")
  }

  @Test func `a user can neither see nor remove another user's ratings`() throws {
    _ = try put(5, 4)
    let other = try site.register("other")
    #expect(try site.send("GET", "/api/ratings", token: other)["ratings"] == .array([]))
    #expect(try site.send("DELETE", "/api/movies/5/rating", token: other).status == 404)
    #expect(movies(try ratings()) == [.integer(5)])
  }

  @Test(arguments: ["4", "-1", "x", "5.0", "9223372036854775807", "9223372036854775808"])
  func `a movie that is not in the catalogue cannot be rated`(movie: String) throws {
    let answer = try site.send("PUT", "/api/movies/\(movie)/rating", #"{"rating":3}"#, token: token)
    #expect(answer.status == 404 && answer.error == "NOT_FOUND")
    #expect(try site.send("DELETE", "/api/movies/\(movie)/rating", token: token).error == "NOT_FOUND")
  }

  @Test(arguments: [
    (#"{"rating":0}"#, "INVALID_FIELD"), (#"{"rating":3.5}"#, "INVALID_FIELD"), (#"{"stars":3}"#, "INVALID_FIELD"),
    (#"{"rating":null}"#, "MISSING_DATA"), ("", "MISSING_DATA"),
  ])
  func `an invalid rating is refused`(body: String, code: String) throws {
    let answer = try site.send("PUT", "/api/movies/5/rating", body, token: token)
    #expect(answer.status == 400 && answer.error == code, "\(answer.text)")
    #expect(site.stores.saved.isEmpty)
  }

  @Test(arguments: [("GET", "/api/ratings"), ("PUT", "/api/movies/5/rating"), ("DELETE", "/api/movies/5/rating")])
  func `requests for ratings without a token are refused`(method: String, path: String) throws {
    #expect(try site.send(method, path, method == "PUT" ? #"{"rating":3}"# : "").error == "MISSING_TOKEN")
  }
}
