import Domain
import HTTP
import JSON
import Scoring
import Testing

@testable import API

struct RecommendOptionsTests {
  private let site: Site

  init() throws { site = try Site() }

  private func recommend(_ options: String, context: String = "0") throws -> Site.Answer {
    try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[\#(context)]\#(options)}"#)
  }

  private func ids(_ answer: Site.Answer) -> [Int64] {
    answer["result"]?.elements.compactMap { $0["id"]?.wholeNumber } ?? []
  }

  @Test(
    arguments: [
      ("", [7, 5]), (#","exclude":[7]"#, [5]), (#","exclude":[7,5]"#, []), (#","genres":["Crime"]"#, [7]),
      (#","genres":["crime","drama"]"#, [7]), (#","genres":["Crime","Drama"],"genres_mode":"all""#, []),
      (#","genres":["Crime","Drama"],"genres_mode":"any""#, [7]), (#","year_from":1990,"year_to":1996"#, [7]),
      (#","year_from":1996"#, []), (#","genres":[]"#, [7, 5]),
      (#","exclude":null,"genres":null,"explain":null"#, [7, 5]), (#","exclude_genres":["crime"]"#, [5]),
      (#","exclude_genres":["Sci-Fi","Crime"]"#, [5]), (#","exclude_genres":["Drama"]"#, [7, 5]),
      (#","exclude_genres":[],"genres":["Crime"]"#, [7]), (#","genres":["Crime"],"exclude_genres":["Drama"]"#, [7]),
      (#","candidates":[5]"#, [5]), (#","candidates":[7,5,7,5]"#, [7, 5]), (#","candidates":[0,9]"#, []),
      (#","candidates":[5,7],"exclude":[7]"#, [5]), (#","candidates":[5],"genres":["Crime"]"#, []),
      (#","candidates":null,"within":null,"exclude_genres":null,"min_ratings":null"#, [7, 5]),
      (#","min_ratings":0"#, [7, 5]),
    ] as [(String, [Int64])])
  func `filters restrict the recommended movies`(options: String, expected: [Int64]) throws {
    let answer = try recommend(options)
    #expect(answer.status == 200 && ids(answer) == expected, "\(answer.text)")
  }

  @Test func `repeated genres in a filter are collapsed`() throws {
    let names = Array(repeating: JSONValue.string("crime"), count: 98)
    var body = try Body(
      .object(["genres": .array(names + [.string("Drama"), .string("Crime")])]), allowed: RecommendFields.names)
    #expect(MovieFilter(&body, Site.catalogue).genres == ["Crime", "Drama"])
  }

  @Test func `filters are applied before top_k`() throws {
    #expect(try ids(recommend(#","top_k":1,"exclude":[7]"#)) == [5])
  }

  @Test func `a disliked movie lowers the scores of similar movies and is not recommended`() throws {
    // With 0 alone, 7 scores 0.5. Disliking 5 says 0.125, and its spread is half as wide, which makes it .4 × 0.125.
    let answer = try recommend(#","dislikes":[5]"#)
    #expect(ids(answer) == [7])
    #expect(answer["result"]?.elements.first?["score"] == .real(0.45))
  }

  @Test func `unknown ids in dislikes and exclude are skipped and reported as ignored`() throws {
    let answer = try recommend(#","dislikes":[5,-8],"exclude":[77,77,-8]"#)
    #expect(answer["ignored"] == .array([.integer(77), .integer(-8)]))
  }

  @Test func `unknown candidates are reported as ignored, and leave nothing to recommend if no others are given`()
    throws
  {
    let answer = try recommend(#","candidates":[99,7,98]"#)
    #expect(ids(answer) == [7] && answer["ignored"] == .array([.integer(99), .integer(98)]))
    #expect(try ids(recommend(#","candidates":[99]"#)).isEmpty)
  }

  @Test func `candidates are filtered before top_k, also among the most popular movies`() throws {
    #expect(try ids(recommend(#","candidates":[5],"top_k":1"#)) == [5])
    site.statistics.replace(Statistics.of([(5, 4), (7, 6), (9, 2)]))
    let answer = try recommend(#","candidates":[5,0],"top_k":1"#, context: "9")
    #expect(answer["source"] == .string("popular") && ids(answer) == [5])
  }

  @Test func `min_ratings leaves out movies with fewer ratings`() throws {
    #expect(try recommend(#","min_ratings":1"#).error == "DATABASE_UNAVAILABLE")
    site.statistics.replace(Statistics.rated([(5, 10), (7, 9)]))
    for (least, expected) in [(1, [7, 5]), (9, [7, 5]), (10, [5]), (11, [])] as [(Int, [Int64])] {
      #expect(try ids(recommend(#","min_ratings":\#(least)"#)) == expected)
    }
  }

  @Test func `within ranks only the user's watchlist, and needs a token that can be checked`() throws {
    let within = #"{"model":"EASE","context":[0],"within":"watchlist""#
    let anonymous = try site.send("POST", "/api/recommend", within + "}")
    #expect(anonymous.status == 401 && anonymous.error == "MISSING_TOKEN" && anonymous.text.contains("'within'"))
    let token = try site.register()
    func ask(_ more: String = "") throws -> Site.Answer {
      try site.send("POST", "/api/recommend", within + more + "}", token: token)
    }
    #expect(try ask().status == 200 && ids(ask()).isEmpty)
    for movie in [9, 5, 7] { _ = try site.send("PUT", "/api/movies/\(movie)/watchlist", token: token) }
    #expect(try ids(ask()) == [7, 5])
    #expect(try ids(ask(#","candidates":[5,9]"#)) == [5])
    #expect(try ids(ask(#","exclude_genres":["Crime"]"#)) == [5])
    let other = try site.register("nora")
    #expect(try ids(site.send("POST", "/api/recommend", within + "}", token: other)).isEmpty)
    site.stores.error = .unavailable("down")
    #expect(try ask().error == "DATABASE_UNAVAILABLE")
  }

  @Test func `explanations list the movies that contributed most with their shares`() throws {
    let answer = try recommend(#","explain":true"#, context: "0,5")
    #expect(
      answer["result"]
        == .array([
          .object([
            "id": .integer(7), "title": .string("Seven"), "genre": .string("Crime"), "date": .string("1995-01-01"),
            "score": .real(0.625),
            "because": .array([
              .object([
                "id": .integer(0), "title": .string("The Zero"), "genre": .string("Drama, Sci-Fi"),
                "date": .string("1999-05-01"), "share": .real(0.8),
              ]),
              .object([
                "id": .integer(5), "title": .string("Five"), "genre": .string(""), "date": .null, "share": .real(0.2),
              ]),
            ]),
          ])
        ]))
    #expect(try !recommend("").text.contains("because"))
  }

  @Test(arguments: [
    #""exclude":7"#, #""exclude":["7"]"#, #""dislikes":[0.5]"#, #""dislikes":[0]"#, #""genres":"Crime""#,
    #""genres":[5]"#, #""genres":["Western"]"#, #""genres_mode":"all""#, #""genres":["Crime"],"genres_mode":"none""#,
    #""year_from":0"#, #""year_to":10000"#, #""year_from":2000,"year_to":1999"#, #""year_from":"x""#, #""explain":1"#,
    #""explain":"true""#, #""limit":3"#, #""candidates":[]"#, #""candidates":5"#, #""candidates":["5"]"#,
    #""candidates":[0.5]"#, #""within":"history""#, #""within":true"#, #""exclude_genres":["Western"]"#,
    #""exclude_genres":"Crime""#, #""genres":["crime"],"exclude_genres":["Drama","CRIME"]"#, #""min_ratings":-1"#,
    #""min_ratings":1000001"#, #""min_ratings":"5""#, #""diversity":-0.1"#, #""diversity":1.5"#, #""diversity":"1""#,
    #""diversity":true"#,
  ])
  func `an invalid option of a recommendation request is refused`(option: String) throws {
    #expect(try recommend("," + option).error == "INVALID_FIELD")
  }

  @Test func `a list of more than 1,000 ids is refused`() throws {
    let ids = (1...1_001).map(String.init).joined(separator: ",")
    #expect(try recommend(#","exclude":[\#(ids)]"#).error == "INVALID_FIELD")
  }

  @Test func `at most 5,000 candidates are accepted`() throws {
    func answer(_ count: Int) throws -> Site.Answer {
      try recommend(#","candidates":[\#((1...count).map(String.init).joined(separator: ","))]"#)
    }
    #expect(try ids(answer(5_000)) == [7, 5])
    let more = try answer(5_001)
    #expect(more.error == "INVALID_FIELD" && more.text.contains("1 to 5000 movie ids"))
  }

  @Test func `diversity mixes genres, and 0 changes nothing`() throws {
    let movies = (0..<6).map { id in
      Movie(id: id, title: "Movie \(id)", genres: id < 4 ? ["Drama"] : ["Comedy"], date: nil)
    }
    let site = try Site(
      catalogue: Catalogue(movies: movies, version: 1),
      models: [.ease: .available(Site.ease(items: Array(0..<6), rows: (0..<6).map { _ in [0, 6, 5, 4, 3, 2] }))])
    func shown(_ options: String) throws -> [Int64] {
      try ids(site.send("POST", "/api/recommend", #"{"model":"EASE",\#(options),"top_k":3}"#))
    }
    for plain in ["", #","diversity":0"#, #","diversity":0.0"#, #","diversity":null"#] {
      #expect(try shown(#""context":[0]"# + plain) == [1, 2, 3])
    }
    #expect(try shown(#""context":[0],"diversity":1"#) == [1, 4, 2])
    #expect(try shown(#""context":[0],"diversity":0.25"#) == [1, 2, 4])
    #expect(try shown(#""contexts":[[0],[0]],"diversity":0.25"#) == [1, 2, 4])
    let explained = try site.send(
      "POST", "/api/recommend", #"{"model":"EASE","context":[0],"diversity":1,"top_k":2,"explain":true}"#)
    #expect(explained["result"]?.elements.map { $0["score"] } == [.real(6), .real(3)])
    #expect(explained["result"]?.elements.allSatisfy { $0["because"]?.elements.first?["id"] == .integer(0) } == true)
    site.statistics.replace(Statistics.of([(1, 9), (2, 8), (3, 7), (4, 6)]))
    let token = try site.register()
    let popular = try site.send("GET", "/api/recommendations?diversity=0.75&top_k=2", token: token)
    #expect(ids(popular) == [1, 4] && popular["source"] == .string("popular"))
  }

  @Test func `every recommendation has a unique id and the model's version`() throws {
    let answers = try (0..<2).map { _ in try recommend("") }
    let ids = answers.compactMap { answer -> String? in
      if case .string(let id)? = answer["recommendation_id"] { id } else { nil }
    }
    #expect(Set(ids).count == 2 && ids.allSatisfy { UUID($0) != nil })
    #expect(answers[0]["model_version"] != nil)
  }

  @Test func `similar movies come from the requested model`() throws {
    let answer = try site.send("GET", "/api/movies/0/similar?model=EASE&top_k=1")
    #expect(ids(answer) == [7] && answer["model"] == .string("EASE") && answer["count"] == .integer(1))
    #expect(try ids(site.send("GET", "/api/movies/0/similar")) == [7, 5])
    // 9 was added after the training.
    #expect(try ids(site.send("GET", "/api/movies/9/similar")) == [])
    #expect(try site.send("GET", "/api/movies/0/similar?model=ease").error == "INVALID_MODEL")
    #expect(try site.send("GET", "/api/movies/0/similar?model=ItemKNN").error == "MODEL_NOT_FOUND")
    #expect(try site.send("GET", "/api/movies/0/similar?model=DeepFM").error == "API_ERROR")
  }
}
