import Domain
import JSON
import Testing

struct InteractionChangeTests {
  private let site: Site
  private let token: String

  /// Saves a view of movie 0 and ratings of movie 5 with 4 and then 2 stars: ids 1, 2 and 3.
  init() throws {
    site = try Site()
    token = try site.register()
    for fields in [#""movie_id":0"#, Self.rate(4), Self.rate(2)] {
      #expect(try site.send("POST", "/api/interactions", "{\(fields)}", token: token).status == 201)
    }
  }

  private static func rate(_ stars: Int) -> String { #""movie_id":5,"interaction_type":"rate","rating":\#(stars)"# }

  private func currentRating() throws -> JSONValue? {
    try site.send("GET", "/api/ratings", token: token)["ratings"]?.elements.first?["rating"]
  }

  @Test func `an interaction is returned as it was saved`() throws {
    let answer = try site.send("GET", "/api/interactions/2", token: token)
    #expect(answer.status == 200)
    #expect(
      answer.members == [
        "interaction": .object([
          "id": .integer(2), "user_id": .integer(1), "movie_id": .integer(5), "interaction_type": .string("rate"),
          "rating": .integer(4), "created_at": .string("2026-11-23T10:15:30Z"),
        ])
      ])
    #expect(answer.headers.contains { $0 == ("Cache-Control", "no-store") })
  }

  @Test func `a changed rating becomes the current rating if it is the newest`() throws {
    let older = try site.send("PATCH", "/api/interactions/2", #"{"rating":5}"#, token: token)
    #expect(older.status == 200 && older["interaction"]?["rating"] == .integer(5))
    #expect(try currentRating() == .integer(2))
    #expect(try site.send("PATCH", "/api/interactions/3", #"{"rating":1}"#, token: token).status == 200)
    #expect(try currentRating() == .integer(1))
    #expect(try site.send("GET", "/api/interactions/3", token: token)["interaction"]?["rating"] == .integer(1))
  }

  @Test(arguments: [
    (#"{"rating":0}"#, "INVALID_FIELD"), (#"{"rating":6}"#, "INVALID_FIELD"), (#"{"rating":"4"}"#, "INVALID_FIELD"),
    (#"{"rating":4,"movie_id":5}"#, "INVALID_FIELD"), (#"{"rating":null}"#, "MISSING_DATA"), ("{}", "MISSING_DATA"),
    ("", "MISSING_DATA"),
  ])
  func `an invalid change of a rating is refused`(body: String, code: String) throws {
    let answer = try site.send("PATCH", "/api/interactions/3", body, token: token)
    #expect(answer.status == 400 && answer.error == code, "\(answer.text)")
    #expect(try currentRating() == .integer(2))
  }

  @Test func `the rating of an interaction of another type cannot be changed`() throws {
    let answer = try site.send("PATCH", "/api/interactions/1", #"{"rating":4}"#, token: token)
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD" && answer["details"] == .string("rating"))
  }

  @Test func `deleting the newest rating makes the previous one current`() throws {
    let answer = try site.send("DELETE", "/api/interactions/3", token: token)
    #expect(answer.status == 204 && answer.text.isEmpty)
    #expect(try currentRating() == .integer(4))
    #expect(try site.send("DELETE", "/api/interactions/2", token: token).status == 204)
    #expect(try currentRating() == nil)
    #expect(try site.send("GET", "/api/interactions", token: token)["count"] == .integer(1))
  }

  @Test(arguments: ["GET", "PATCH", "DELETE"])
  func `another user's interaction and an unknown id are both answered with 404`(method: String) throws {
    let other = try site.register("other")
    let body = method == "PATCH" ? #"{"rating":1}"# : ""
    for (id, token) in [("3", other), ("4", token), ("0", token), ("-1", token), ("x", token), ("3.0", token)] {
      let answer = try site.send(method, "/api/interactions/\(id)", body, token: token)
      #expect(answer.status == 404 && answer.error == "NOT_FOUND", "\(id)")
    }
    #expect(site.stores.saved.count == 3)
    #expect(try currentRating() == .integer(2))
  }

  @Test(arguments: ["GET", "PATCH", "DELETE"])
  func `requests for a single interaction without a token are refused`(method: String) throws {
    #expect(
      try site.send(method, "/api/interactions/3", method == "PATCH" ? #"{"rating":1}"# : "").error == "MISSING_TOKEN")
  }
}
