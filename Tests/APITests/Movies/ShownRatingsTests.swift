import API
import Domain
import JSON
import Testing

struct ShownRatingsTests {
  private let site: Site
  private let token: String

  init() throws {
    site = try Site()
    token = try site.register()
    site.statistics.replace(Self.statistics([(0, 4, 30), (5, 0, 0), (7, 2, 19)]))
  }

  /// - Parameter counts: a movie, its number of ratings and their sum in half stars.
  static func statistics(_ counts: [(movie: MovieID, ratings: Int, halfStars: Int)]) -> Statistics {
    Statistics(
      StatisticsState(version: 1, countedAt: Site.now, duration: .zero, isOutdated: false, users: 9, readAt: Site.now),
      counts.map { count in
        MovieCounts(
          movie: count.movie, interactions: KindCounts(), ratings: count.ratings, halfStars: count.halfStars, users: 1,
          recentUsers: RecentUsers(day: 1, week: 1, month: 1))
      })
  }

  private static let figures: [Int64: (average: JSONValue, count: JSONValue)] = [
    0: (.real(3.75), .integer(4)), 5: (.null, .integer(0)), 7: (.real(4.75), .integer(2)), 9: (.null, .integer(0)),
  ]

  @Test(arguments: [
    "/api/movies", "/api/movies?ids=7,0", "/api/movies/search?q=zero", "/api/movies/search?q=zreo",
    "/api/movies/0/similar?model=EASE", "/api/popular", "/api/trending", "/api/recommendations?model=EASE",
  ])
  func `each movie comes with its ratings if the client asks for them`(target: String) throws {
    func result(_ target: String) throws -> [JSONValue] {
      try site.send("GET", target, token: token)["result"]?.elements ?? []
    }
    let movies = try result(target)
    #expect(!movies.isEmpty && movies.allSatisfy { $0["rating_average"] == nil && $0["rating_count"] == nil })
    let with = try result(target + (target.contains("?") ? "&" : "?") + "include=ratings")
    #expect(with.map { $0["id"] } == movies.map { $0["id"] })
    for movie in with {
      let figures = Self.figures[movie["id"]?.wholeNumber ?? -1]
      #expect(movie["rating_average"] == figures?.average && movie["rating_count"] == figures?.count)
    }
  }

  @Test func `recommended movies come with their ratings if the client asks for them`() throws {
    func movies(_ include: String) throws -> [JSONValue] {
      try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]\#(include)}"#)["result"]?.elements ?? []
    }
    #expect(try movies(#","include":["ratings"]"#).map { $0["rating_count"] } == [.integer(2), .integer(0)])
    for none in ["", #","include":[]"#, #","include":null"#] {
      #expect(try movies(none).map { $0["rating_count"] } == [nil, nil])
    }
    for faulty in [#""ratings""#, #"["ratings","x"]"#, "[5]", "true"] {
      let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"include":\#(faulty)}"#)
      #expect(answer.error == "INVALID_FIELD")
    }
  }

  @Test func `the best rated movies have a good average over many ratings`() throws {
    // The mean of all ratings is 3.5 stars: (35 + 5) ÷ 11 is 3.6, (35 + 484) ÷ 120 is 4.3, and
    // (35 + 3400) ÷ 1010 is 3.4.
    let site = try Site()
    site.statistics.replace(Self.statistics([(0, 1, 10), (5, 110, 968), (7, 1_000, 6_800), (9, 0, 0)]))
    let answer = try site.send("GET", "/api/movies?sort=rating&include=ratings")
    let movies = answer["result"]?.elements ?? []
    #expect(movies.map { $0["id"]?.wholeNumber } == [5, 0, 7, 9])
    #expect(movies.map { $0["rating_average"] } == [.real(4.4), .integer(5), .real(3.4), .null])
  }

  @Test func `an average counts as if ten ratings at the overall mean were added`() throws {
    // Movie 0 has two ratings of 5, movie 5 sixteen of 2.5.
    func order(_ ratings: Int, _ halfStars: Int) throws -> [Int64?] {
      let site = try Site()
      site.statistics.replace(Self.statistics([(0, 2, 20), (5, 16, 80), (7, ratings, halfStars)]))
      return try site.send("GET", "/api/movies?sort=rating")["result"]?.elements.map { $0["id"]?.wholeNumber } ?? []
    }
    // Eight ratings of 3.5, and 3 is the mean of all: (30 + 10) ÷ 12 = 3.33 is more than (30 + 28) ÷ 18 = 3.22.
    #expect(try order(8, 56) == [0, 7, 5, 9])
    // Twenty of 4, and 3.42 is the mean of all: (34 + 10) ÷ 12 = 3.7 is less than (34 + 80) ÷ 30 = 3.8.
    #expect(try order(20, 160) == [7, 0, 5, 9])
  }
}
