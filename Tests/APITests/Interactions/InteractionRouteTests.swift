import Domain
import JSON
import Testing

struct InteractionRouteTests {
  @Test func `every way to save an interaction answers 403 if the history is full`() throws {
    let site = try Site()
    let token = try site.register()
    site.stores.isFull = true
    for (method, path, body) in [
      ("POST", "/api/interactions", #"{"movie_id":0}"#), ("PUT", "/api/movies/0/rating", #"{"rating":4}"#),
      ("POST", "/api/interactions/batch", #"{"interactions":[{"movie_id":0}]}"#),
    ] {
      let answer = try site.send(method, path, body, token: token)
      #expect(answer.status == 403 && answer.error == "FORBIDDEN", "\(path): \(answer.text)")
    }
  }

  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
  }

  @Test func `an interaction without a type is saved as a view`() throws {
    let answer = try site.send("POST", "/api/interactions", #"{"movie_id":0}"#, token: token)
    #expect(answer.status == 201)
    #expect(
      answer["interaction"]
        == .object([
          "id": .integer(1), "user_id": .integer(1), "movie_id": .integer(0), "interaction_type": .string("view"),
          "rating": .null, "created_at": .string("2026-11-23T10:15:30Z"),
        ]))
  }

  @Test func `an interaction of type rate is saved with its stars`() throws {
    let answer = try site.send(
      "POST", "/api/interactions", #"{"movie_id":5,"interaction_type":"rate","rating":4}"#, token: token)
    #expect(answer.status == 201)
    #expect(site.stores.saved.map(\.rating) == [Rating(stars: 4)])
  }

  @Test(arguments: [
    (#"{"interaction_type":"view"}"#, "MISSING_FIELD"), (#"{"movie_id":null}"#, "MISSING_DATA"),
    (#"{"movie_id":"5"}"#, "INVALID_FIELD"), (#"{"movie_id":5.5}"#, "INVALID_FIELD"),
    (#"{"movie_id":4}"#, "INVALID_FIELD"), (#"{"movie_id":-1}"#, "INVALID_FIELD"),
    (#"{"movie_id":9223372036854775807}"#, "INVALID_FIELD"),
    (#"{"movie_id":5,"interaction_type":"like"}"#, "INVALID_FIELD"),
    (#"{"movie_id":5,"interaction_type":"rate"}"#, "MISSING_FIELD"),
    (#"{"movie_id":5,"interaction_type":"rate","rating":0}"#, "INVALID_FIELD"),
    (#"{"movie_id":5,"interaction_type":"rate","rating":6}"#, "INVALID_FIELD"),
    (#"{"movie_id":5,"interaction_type":"rate","rating":3.5}"#, "INVALID_FIELD"),
    (#"{"movie_id":5,"rating":3}"#, "INVALID_FIELD"), (#"{"movie_id":5,"user_id":2}"#, "INVALID_FIELD"),
  ])
  func `an invalid interaction is refused and not saved`(body: String, code: String) throws {
    let answer = try site.send("POST", "/api/interactions", body, token: token)
    #expect(answer.status == 400 && answer.error == code, "\(answer.text)")
    #expect(site.stores.saved.isEmpty)
  }

  @Test func `every interaction of a valid batch is saved`() throws {
    let answer = try site.send(
      "POST", "/api/interactions/batch",
      #"{"interactions":[{"movie_id":5},{"movie_id":7,"interaction_type":"select"}]}"#, token: token)
    #expect(answer.status == 201 && answer["count"] == .integer(2))
    #expect(site.stores.saved.map(\.kind) == [.view, .select])
  }

  @Test func `a batch with invalid elements saves nothing and reports each of them`() throws {
    let answer = try site.send(
      "POST", "/api/interactions/batch",
      #"{"interactions":[{"movie_id":5},{"movie_id":4},{"interaction_type":"view"},7,{"movie_id":5,"stars":1}]}"#,
      token: token)
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD")
    let errors = answer["errors"]?.elements ?? []
    #expect(errors.map { $0["index"] } == [1, 2, 3, 4].map { .integer($0) })
    #expect(errors.map { $0["field"] } == [.string("movie_id"), .string("movie_id"), .null, .string("stars")])
    #expect(site.stores.saved.isEmpty)
  }

  @Test(arguments: [0, 1_001])
  func `a batch without elements or with more than 1,000 is refused`(count: Int) throws {
    let elements = Array(repeating: #"{"movie_id":5}"#, count: count).joined(separator: ",")
    let answer = try site.send("POST", "/api/interactions/batch", #"{"interactions":[\#(elements)]}"#, token: token)
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD")
  }

  @Test func `the history is returned newest first, in pages, with the total`() throws {
    for movie in [0, 5, 7] { _ = try site.send("POST", "/api/interactions", #"{"movie_id":\#(movie)}"#, token: token) }
    let first = try site.send("GET", "/api/interactions?limit=2", token: token)
    #expect(first["count"] == .integer(3) && first["next_cursor"] == .string("2"))
    let second = try site.send("GET", "/api/interactions?limit=2&cursor=2", token: token)
    #expect(second.text.contains(#""movie_id":0"#) && second["next_cursor"] == .null)
  }

  @Test(arguments: ["limit=0", "limit=501", "limit=x", "cursor=x", "cursor=0", "type=like", "movie_id=x", "page=1"])
  func `an invalid page or filter of the history is refused`(query: String) throws {
    let answer = try site.send("GET", "/api/interactions?\(query)", token: token)
    #expect(answer.status == 400 && answer.error == "INVALID_FIELD")
  }

  @Test(arguments: [("POST", "/api/interactions"), ("GET", "/api/interactions"), ("POST", "/api/interactions/batch")])
  func `requests for interactions without a token are refused`(method: String, path: String) throws {
    #expect(try site.send(method, path, method == "GET" ? "" : #"{"movie_id":5}"#).error == "MISSING_TOKEN")
  }
}
