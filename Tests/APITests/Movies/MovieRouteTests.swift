import API
import Domain
import JSON
import Testing

struct MovieRouteTests {
  private let site: Site

  init() throws { site = try Site() }

  private func ids(_ target: String) throws -> [Int64] {
    let answer = try site.send("GET", target)
    #expect(answer.status == 200, "\(answer.text)")
    return answer["result"]?.elements.compactMap { $0["id"]?.wholeNumber } ?? []
  }

  @Test func `the catalogue is returned in pages sorted by title`() throws {
    let answer = try site.send("GET", "/api/movies?per_page=3")
    #expect(
      answer["pagination"]
        == .object(["page": .integer(1), "per_page": .integer(3), "total": .integer(4), "pages": .integer(2)]))
    #expect(try ids("/api/movies?per_page=3") == [5, 7, 0])
    #expect(try ids("/api/movies?per_page=3&page=2") == [9])
    #expect(try ids("/api/movies?per_page=3&page=3") == [])
    #expect(try ids("/api/movies?page=1000000000&per_page=100") == [])
  }

  @Test func `movies are sorted by the requested key, and ties by id`() throws {
    #expect(try ids("/api/movies?sort=title") == [5, 7, 0, 9])
    #expect(try ids("/api/movies?sort=date") == [0, 7, 5, 9])
    func counts(_ movie: MovieID, ratings: Int, halfStars: Int, users: Int) -> MovieCounts {
      MovieCounts(
        movie: movie, interactions: KindCounts(), ratings: ratings, halfStars: halfStars, users: users,
        recentUsers: RecentUsers(day: 0, week: 0, month: 0))
    }
    site.statistics.replace(
      Statistics(
        StatisticsState(
          version: 1, countedAt: Site.now, duration: .zero, isOutdated: false, users: 9, readAt: Site.now),
        [
          counts(5, ratings: 1, halfStars: 10, users: 1), counts(7, ratings: 2, halfStars: 12, users: 8),
          counts(9, ratings: 2, halfStars: 20, users: 8),
        ]))
    #expect(try ids("/api/movies?sort=rating") == [9, 5, 7, 0])
    #expect(try ids("/api/movies?sort=popularity") == [7, 9, 5, 0])
    // Pages within the ranking, across its end and beyond it.
    for (page, expected) in [(1, [7]), (2, [9]), (3, [5]), (4, [0]), (5, [])] as [(Int, [Int64])] {
      let target = "/api/movies?sort=popularity&per_page=1&page=\(page)"
      #expect(try ids(target) == expected)
      #expect(try site.send("GET", target)["pagination"]?["total"] == .integer(4))
    }
    #expect(try ids("/api/movies?sort=popularity&per_page=2&page=2") == [5, 0])
    #expect(
      try site.send("GET", "/api/movies/7")["movie"]
        == .object([
          "id": .integer(7), "title": .string("Seven"), "genre": .string("Crime"), "date": .string("1995-01-01"),
          "imdb_id": .null, "tmdb_id": .null, "rating_average": .integer(3), "rating_count": .integer(2),
          "popularity": .integer(8),
        ]))
  }

  @Test func `movies can be requested by id, and unknown ids are left out`() throws {
    #expect(try ids("/api/movies?ids=9,0,12345,9") == [0, 9])
    #expect(try ids("/api/movies?ids=12345") == [])
    #expect(try ids("/api/movies?ids=0,7&genre=Drama") == [0])
    #expect(try ids("/api/movies?per_page=1&page=2&ids=9,0") == [9])
    let many = (0...100).map(String.init).joined(separator: ",")
    for faulty in ["", ",", "9,", "nine", "1.0", many] {
      #expect(try site.send("GET", "/api/movies?ids=\(faulty)").error == "INVALID_FIELD", "\(faulty)")
    }
  }

  @Test func `the movie list can be filtered by genre and years`() throws {
    #expect(try ids("/api/movies?genre=Drama") == [0])
    #expect(try ids("/api/movies?genre=sci-fi") == [0])
    #expect(try ids("/api/movies?year_from=1995&year_to=1995") == [7])
    #expect(try ids("/api/movies?year_from=1996") == [0])
    #expect(try ids("/api/movies?year_to=1990") == [])
  }

  @Test(arguments: [
    "page=0", "page=x", "per_page=0", "per_page=101", "sort=id", "genre=Western", "genre=", "year_from=0", "year_to=x",
    "year_from=2000&year_to=1999", "limit=5", "page=1&page=2",
  ])
  func `an invalid query for movies is refused`(query: String) throws {
    #expect(try site.send("GET", "/api/movies?\(query)").error == "INVALID_FIELD")
  }

  @Test(arguments: ["1", "x", "-1", "99999999999999999999", "0x7", "7.0", "%20"])
  func `an unknown movie id is answered with 404`(id: String) throws {
    for path in ["/api/movies/\(id)", "/api/movies/\(id)/similar"] {
      #expect(try site.send("GET", path).error == "NOT_FOUND")
    }
  }

  @Test func `a movie without ratings has no average and a count of 0`() throws {
    let movie = try site.send("GET", "/api/movies/0")["movie"]
    #expect(movie?["rating_average"] == .null && movie?["rating_count"] == .integer(0))
  }

  @Test func `genres are listed with the number of their movies`() throws {
    let answer = try site.send("GET", "/api/genres")
    #expect(
      answer.text
        == #"{"genres":[{"name":"Crime","count":1},{"name":"Drama","count":1},{"name":"Sci-Fi","count":1}],"count":3}"#)
  }

  @Test func `a search applies its filters and its answer repeats query and genre`() throws {
    let answer = try site.send("GET", "/api/movies/search?q=ZERO+the&genre=drama")
    #expect(answer["count"] == .integer(1) && answer["query"] == .string("ZERO the"))
    #expect(answer["genre"] == .string("Drama"))
    #expect(try ids("/api/movies/search?q=zero") == [0])
    #expect(try ids("/api/movies/search?q=zero&genre=crime") == [])
    #expect(try ids("/api/movies/search?q=zero&year_from=1996") == [0])
    #expect(try ids("/api/movies/search?q=zero&year_to=1995") == [])
    #expect(try ids("/api/movies/search?q=") == [])
    #expect(try site.send("GET", "/api/movies/search?q=x")["genre"] == .null)
  }

  @Test func `the answer to a misspelt search says what was probably meant`() throws {
    let answer = try site.send("GET", "/api/movies/search?q=the+zreo")
    #expect(answer["corrected_query"] == .string("the zero") && answer["query"] == .string("the zreo"))
    #expect(try ids("/api/movies/search?q=the+zreo") == [0])
    // Of equally close corrections the most popular comes first.
    #expect(try ids("/api/movies/search?q=siven") == [7])
    for exact in ["zero", "zer", "the", "nothing+like+it", "zreo&genre=crime", ""] {
      #expect(try site.send("GET", "/api/movies/search?q=\(exact)")["corrected_query"] == nil, "\(exact)")
    }
  }

  @Test func `equally good matches are sorted by popularity, and a better match precedes a more popular one`()
    throws
  {
    let titles = ["Star", "Star Wars", "Star Trek", "Lone Star", "Stardust"]
    let catalogue = Catalogue(
      movies: titles.enumerated().map { Movie(id: MovieID($0), title: $1, genres: [], date: nil) }, version: 1)
    let site = try Site(catalogue: catalogue)
    site.statistics.replace(
      Statistics(
        StatisticsState(
          version: 1, countedAt: Site.now, duration: .zero, isOutdated: false, users: 9, readAt: Site.now),
        titles.indices.map { movie in
          MovieCounts(
            movie: MovieID(movie), interactions: KindCounts(), ratings: 0, halfStars: 0, users: movie,
            recentUsers: RecentUsers(day: 0, week: 0, month: 0))
        }))
    func ids(_ query: String) throws -> [Int64] {
      try site.send("GET", "/api/movies/search?\(query)")["result"]?.elements.compactMap { $0["id"]?.wholeNumber } ?? []
    }
    #expect(try ids("q=star") == [0, 4, 2, 1, 3])
    #expect(try ids("q=star&top_k=3") == [0, 4, 2])
    #expect(try ids("q=starr") == [0, 2, 1, 3, 4])
  }

  @Test func `a search without a query or with a top_k over 100 is refused`() throws {
    #expect(try site.send("GET", "/api/movies/search").error == "MISSING_FIELD")
    #expect(try site.send("GET", "/api/movies/search?q=x&top_k=101").error == "INVALID_FIELD")
  }

  @Test func `a search query is limited to 200 characters, the length of a title`() throws {
    // Four bytes each, since the limit counts characters.
    for (count, error) in [(200, nil), (201, "INVALID_FIELD")] as [(Int, String?)] {
      let text = String(repeating: "%F0%9F%8E%AC", count: count)
      #expect(try site.send("GET", "/api/movies/search?q=\(text)").error == error)
    }
  }

  @Test func `requests for movies are answered with 503 until the catalogue has been read`() throws {
    let site = try Site(catalogue: .empty)
    for path in ["/api/movies", "/api/movies/7", "/api/movies/search?q=x", "/api/genres", "/api/health/ready"] {
      #expect(try site.send("GET", path).error == "DATABASE_UNAVAILABLE")
    }
  }
}
