import JSON
import Testing

/// A request with several faulty fields gets an error for each of them.
struct AllFaultsTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
  }

  /// Expects one error for each of `fields`, in this order. The first error also determines the answer's `error` and
  /// `message`, as if it were the only one.
  private func expectFaults(
    _ fields: [String], _ method: String, _ target: String, _ body: String = "", status: Int = 400,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let answer = try site.send(method, target, body, token: token)
    let errors = answer["errors"]?.elements ?? []
    #expect(answer.status == status, "\(answer.text)", sourceLocation: location)
    #expect(errors.map { $0["field"] } == fields.map { .string($0) }, "\(answer.text)", sourceLocation: location)
    #expect(answer["error"] == errors.first?["code"], sourceLocation: location)
    #expect(answer["message"] == errors.first?["message"], sourceLocation: location)
  }

  @Test(
    arguments: [
      (
        #"""
        {"zoo":1,"ape":2,"genres":["x"],"genres_mode":"some","year_from":0,"top_k":0,"exclude":[""],"explain":5,
        "include":["x"]}
        """#,
        [
          "ape", "zoo", "genres", "genres_mode", "year_from", "top_k", "exclude", "explain", "include", "context",
          "model",
        ]
      ),
      (#"{"top_k":0,"context":[123],"model":"X"}"#, ["top_k", "model", "context"]),
      (#"{"dislikes":"x","context":[],"model":5}"#, ["dislikes", "context", "model"]),
      (#"{"dislikes":[5],"context":[0,5],"model":"X"}"#, ["dislikes", "model"]),
      (
        #"{"contexts":[[0]],"context":[5],"candidates":[],"within":"x","min_ratings":-1,"exclude_genres":[5]}"#,
        ["exclude_genres", "min_ratings", "within", "candidates", "contexts", "model"]
      ),
    ] as [(String, [String])])
  func `every fault in the body of a recommendation request is reported`(body: String, fields: [String]) throws {
    try expectFaults(fields, "POST", "/api/recommend", body)
  }

  @Test(
    arguments: [
      (
        "/api/recommendations?genres=x&genres_mode=all&year_to=0&top_k=0&exclude=a&explain=x&model=X&page=1&top_k=2",
        ["page", "top_k", "genres", "year_to", "exclude", "explain", "model"]
      ),
      ("/api/recommendations/history?limit=0&cursor=x", ["limit", "cursor"]),
      ("/api/interactions?type=x&movie_id=x&limit=0&cursor=0", ["type", "movie_id", "limit", "cursor"]),
      ("/api/ratings?limit=0&cursor=x&zoo=1", ["zoo", "limit", "cursor"]),
      (
        "/api/movies?genre=x&ids=a&year_from=a&sort=x&page=0&per_page=0",
        ["genre", "ids", "year_from", "sort", "page", "per_page"]
      ),
      ("/api/movies/search?genre=x&year_from=2000&year_to=1999&top_k=0", ["q", "genre", "year_to", "top_k"]),
      ("/api/movies/0/similar?top_k=0&model=X&include=", ["top_k", "model", "include"]),
      ("/api/trending?window=year&top_k=0&include=x", ["window", "include", "top_k"]),
      ("/api/popular?a=1&top_k=0", ["a", "top_k"]),
      ("/api/stats?b=1&a=2", ["b", "a"]),
    ] as [(String, [String])])
  func `every fault in a query string is reported`(target: String, fields: [String]) throws {
    try expectFaults(fields, "GET", target)
  }

  @Test func `every fault in an account request is reported`() throws {
    try expectFaults(
      ["username", "email", "password", "age", "gender"], "POST", "/api/auth/register",
      #"{"username":"a","email":"a","password":"a","age":131,"gender":""}"#)
    try expectFaults(
      ["zoo", "username", "email", "password"], "POST", "/api/auth/register", #"{"zoo":1,"username":5}"#)
    try expectFaults(["username", "password"], "POST", "/api/auth/login", #"{"username":5}"#)
    try expectFaults(["email", "password"], "POST", "/api/auth/login", #"{"username":"a","email":"b"}"#)
    try expectFaults(["zoo", "refresh_token"], "POST", "/api/auth/refresh", #"{"zoo":1}"#)
    try expectFaults(
      ["username", "email", "age", "gender", "password"], "PATCH", "/api/auth/user",
      #"{"username":"a","email":5,"age":-1,"gender":""}"#)
    try expectFaults(["age", "password"], "PATCH", "/api/auth/user", #"{"age":131,"password":"correct horse"}"#)
    try expectFaults(
      ["current_password", "new_password"], "POST", "/api/auth/password", #"{"new_password":"a"}"#)
    for (method, path) in [("DELETE", "/api/auth/user"), ("POST", "/api/auth/export")] {
      try expectFaults(["zoo", "password"], method, path, #"{"zoo":1}"#)
    }
  }

  @Test func `every fault in an interaction or a rating is reported`() throws {
    try expectFaults(
      ["movie_id", "interaction_type", "rating", "event_id"], "POST", "/api/interactions",
      #"{"movie_id":4,"interaction_type":"like","rating":6,"event_id":"x"}"#)
    try expectFaults(["movie_id", "rating"], "POST", "/api/interactions", #"{"interaction_type":"rate"}"#)
    // With an unknown type the API cannot tell whether a rating belongs there, so `rating` gets no error.
    try expectFaults(
      ["interaction_type", "event_id"], "POST", "/api/interactions",
      #"{"movie_id":5,"interaction_type":"like","rating":5,"event_id":"x"}"#)
    try expectFaults(["zoo", "rating"], "PUT", "/api/movies/5/rating", #"{"zoo":1}"#)
    #expect(site.stores.saved.isEmpty)
  }

  @Test func `the faults of every element of a batch are reported with its index`() throws {
    let answer = try site.send(
      "POST", "/api/interactions/batch",
      #"{"interactions":[{"movie_id":4,"rating":6},{"movie_id":5},{"event_id":"x","interaction_type":"rate"}]}"#,
      token: token)
    let errors = answer["errors"]?.elements ?? []
    #expect(errors.map { $0["index"] } == [0, 0, 2, 2, 2].map { .integer($0) }, "\(answer.text)")
    #expect(
      errors.map { $0["field"] } == ["movie_id", "rating", "movie_id", "event_id", "rating"].map { .string($0) })
    #expect(answer["message"] == .string("2 of 3 interactions have a fault. Nothing was saved."))
  }

  @Test func `an unknown movie in the path is reported before an invalid parameter value`() throws {
    #expect(try site.send("GET", "/api/movies/4/similar?top_k=0").status == 404)
    #expect(try site.send("GET", "/api/movies/4/similar?zoo=0").status == 400)
  }
}
