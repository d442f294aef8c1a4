import API
import Domain
import HTTP
import JSON
import ModelFile
import Scoring
import Testing

/// On a site of 90 movies of three genres, with a model that recommends movies of the same genre, those with close ids
/// first.
struct HomeTests {
  private let site: Site
  private static let genres = ["Drama", "Comedy", "Crime"]

  init() throws {
    site = try Site(catalogue: Self.catalogue(), models: [.ease: .available(Self.ease())])
    site.statistics.replace(
      Statistics(
        StatisticsState(
          version: 3, countedAt: Site.now, duration: .zero, isOutdated: false, users: 99, readAt: Site.now),
        (0..<90).map { movie in
          MovieCounts(
            movie: movie, interactions: KindCounts(), ratings: 10, halfStars: 100 - Int(movie), users: 200 - Int(movie),
            recentUsers: RecentUsers(day: 0, week: movie >= 60 ? Int(movie) : 0, month: 0))
        }))
  }

  private static func catalogue(hidden: Set<MovieID> = []) -> Catalogue {
    Catalogue(
      movies: (0..<90).map { Movie(id: $0, title: "Film \($0)", genres: [genres[Int($0 % 3)]], date: nil) },
      hidden: hidden, version: 1)
  }

  private static func ease() throws -> Model {
    let stride = EASEScorer.stride(items: 90)
    var weights = [Float](repeating: 0, count: 90 * stride)
    for row in 0..<90 {
      for column in 0..<90 where row != column && row % 3 == column % 3 {
        weights[row * stride + column] = Float(200 - abs(row - column)) / 200
      }
    }
    let contents = ModelFileContents(
      model: "EASE", trainedAt: 1_000_000, fingerprint: 0, hyperparameters: [], figures: [], items: Array(0..<90),
      sections: EASEScorer.sections(weights: weights))
    return try Model(ModelFile.decode(contents.encoded()), as: .ease)
  }

  private struct ShownRow: Equatable {
    let kind: String
    let title: String
    let movie: Int64?
    let genre: String?
    let movies: [Int64]
    let id: String
  }

  private func rows(_ answer: Site.Answer) throws -> [ShownRow] {
    try #require(answer["rows"]).elements.map { row in
      ShownRow(
        kind: try #require(text(row["kind"])), title: try #require(text(row["title"])),
        movie: number(row["movie"]?["id"]),
        genre: text(row["genre"]), movies: row["result"]?.elements.compactMap { number($0["id"]) } ?? [],
        id: try #require(text(row["recommendation_id"])))
    }
  }

  private func text(_ value: JSONValue?) -> String? { if case .string(let text)? = value { text } else { nil } }
  private func number(_ value: JSONValue?) -> Int64? { if case .integer(let number)? = value { number } else { nil } }

  private func home(_ token: String? = nil, _ query: String = "") throws -> [ShownRow] {
    let answer = try site.send("GET", "/api/home\(query)", token: token)
    #expect(answer.status == 200, "\(answer.text)")
    let rows = try rows(answer)
    let all = rows.flatMap(\.movies)
    #expect(all.count == Set(all).count, "\(all)")
    #expect(rows.allSatisfy { !$0.title.isEmpty && !$0.movies.isEmpty })
    return rows
  }

  private func rate(_ movie: Int, _ stars: Int, _ token: String) throws {
    #expect(try site.send("PUT", "/api/movies/\(movie)/rating", #"{"rating":\#(stars)}"#, token: token).status < 300)
    site.elapsed.value += 1
  }

  /// Lets a day pass. Tokens do not last as long.
  private func waitForTomorrow() throws -> String {
    site.elapsed.value += 86_400
    let body = #"{"username":"mara","password":"correct horse"}"#
    return try site.tokens(in: site.send("POST", "/api/auth/login", body)).access
  }

  @Test func `an anonymous visitor sees what people watch, overall and by genre, and something different`() throws {
    let rows = try home()
    #expect(rows.map(\.kind) == ["trending", "popular", "genre", "genre", "genre"])
    #expect(rows[0].movies == (78..<90).reversed())
    #expect(rows[1].movies == Array(0..<12))
    #expect(rows.dropFirst(2).map(\.genre) == ["Comedy", "Crime", "Drama"])
    #expect(rows[2].title == "Popular in Comedy" && rows[2].movies == stride(from: 13, to: 49, by: 3).map { $0 })
    // The same for everybody, and without a database.
    site.stores.error = .unavailable("down")
    #expect(try home() == rows)
    let answer = try site.send("GET", "/api/home")
    #expect(answer["recorded"] == nil && answer.headers.contains { $0.name == "ETag" })
  }

  @Test func `a user sees why each row is there, and nothing twice`() throws {
    let token = try site.register()
    for (movie, stars) in [(3, 5), (6, 4), (1, 5)] { try rate(movie, stars, token) }
    for movie in [30, 31] { _ = try site.send("PUT", "/api/movies/\(movie)/watchlist", token: token) }
    let rows = try home(token, "?top_k=4")
    #expect(rows.map(\.kind) == ["because", "genre", "watchlist", "trending", "because", "different"])
    #expect(rows[0].title == "Because you liked Film 1" && rows[0].movie == 1 && rows[0].movies == [4, 7, 10, 13])
    #expect(rows[1].title == "New to you in Drama, which you like" && rows[1].genre == "Drama")
    #expect(rows[1].movies.allSatisfy { $0 % 3 == 0 })
    #expect(rows[2].title == "From your watchlist" && rows[2].movies == [30, 31])
    #expect(rows[4].title == "Because you liked Film 6" && rows[4].movie == 6)
    // All movies of the genre that the user has not liked are crime.
    #expect(rows[5].movies.count == 4 && rows[5].movies.allSatisfy { $0 % 3 == 2 })
    #expect(rows[5].title.hasPrefix("Something different: "))
  }

  @Test func `no row shows a movie that the user already knows, and a movie whose mark is taken back returns`() throws {
    let token = try site.register()
    try rate(1, 5, token)
    try rate(6, 5, token)
    let before = Set(try home(token).flatMap(\.movies))
    let (rated, viewed, dismissed) = (4, 7, 10)
    #expect(before.isSuperset(of: [4, 7, 10, 89]))
    try rate(rated, 3, token)
    _ = try site.send("POST", "/api/interactions", #"{"movie_id":\#(viewed)}"#, token: token)
    for movie in [dismissed, 89] {
      _ = try site.send("PUT", "/api/movies/\(movie)/dismissal", #"{"reason":"not_interested"}"#, token: token)
    }
    let after = Set(try home(token).flatMap(\.movies))
    #expect(after.isDisjoint(with: [1, 6, 4, 7, 10, 89]))
    _ = try site.send("DELETE", "/api/movies/\(dismissed)/dismissal", token: token)
    #expect(try home(token).flatMap(\.movies).contains(Int64(dismissed)))
  }

  @Test func `a hidden movie is on no row, and no row is about it`() throws {
    let token = try site.register()
    for movie in [3, 6] { try rate(movie, 5, token) }
    _ = try site.send("PUT", "/api/movies/30/watchlist", token: token)
    site.catalogue.replace(Self.catalogue(hidden: [6, 9, 30, 0, 89]))
    for rows in [try home(token), try home()] {
      #expect(Set(rows.flatMap(\.movies)).isDisjoint(with: [6, 9, 30, 0, 89]))
      #expect(!rows.contains { $0.movie == 6 || $0.kind == "watchlist" })
    }
  }

  @Test func `a user without a history sees the rows for everybody and the watchlist`() throws {
    let token = try site.register()
    _ = try site.send("PUT", "/api/movies/80/watchlist", token: token)
    let rows = try home(token)
    #expect(rows.map(\.kind) == ["watchlist", "trending", "popular", "genre", "genre", "genre"])
    #expect(rows[0].movies == [80])
  }

  @Test func `the rows are recorded once a day, and an interaction can name them`() throws {
    let token = try site.register()
    for movie in [3, 6] { try rate(movie, 5, token) }
    let rows = try home(token)
    let recorded = site.stores.recorded.map(\.recommendation)
    #expect(recorded.map(\.id.description) == rows.map(\.id) && recorded.map(\.movies) == rows.map(\.movies))
    #expect(recorded.map { $0.surface?.rawValue } == rows.map { "home.\($0.kind)" })
    #expect(try home(token) == rows && site.stores.recorded.count == rows.count)
    let body = #"{"movie_id":\#(rows[0].movies[2]),"recommendation_id":"\#(rows[0].id)","place":2}"#
    #expect(try site.send("POST", "/api/interactions", body, token: token).status == 201)
    let later = try home(waitForTomorrow())
    #expect(Set(later.map(\.id)).isDisjoint(with: rows.map(\.id)))
  }

  @Test func `something different is something else every day`() throws {
    let token = try site.register()
    for movie in [3, 6] { try rate(movie, 5, token) }
    func different(_ token: String) throws -> [Int64] {
      try #require(home(token, "?top_k=3").last { $0.kind == "different" }).movies
    }
    let today = try different(token)
    #expect(try different(token) == today)
    #expect(try different(waitForTomorrow()) != today)
  }

  @Test func `with the database down a signed-in request gets the anonymous page and is not recorded`() throws {
    let token = try site.register()
    try rate(3, 5, token)
    let everybody = try home()
    site.stores.error = .unavailable("down")
    let answer = try site.send("GET", "/api/home", token: token)
    #expect(answer.status == 200 && answer["recorded"] == .bool(false))
    #expect(try rows(answer).map(\.movies) == everybody.map(\.movies))
    site.stores.error = nil
    site.stores.writeError = .unavailable("read-only")
    let unrecorded = try site.send("GET", "/api/home", token: token)
    #expect(unrecorded.status == 200 && unrecorded["recorded"] == .bool(false))
    #expect(unrecorded.headers.contains { $0 == ("Cache-Control", "no-store") })
  }

  @Test func `HEAD records nothing`() throws {
    let token = try site.register()
    #expect(site.respond("HEAD", "/api/home", token: token).status == .ok)
    #expect(site.stores.recorded.isEmpty)
  }

  @Test(arguments: ["top_k=0", "top_k=21", "top_k=x", "rows=2"])
  func `an invalid query for the home page is refused`(query: String) throws {
    #expect(try site.send("GET", "/api/home?\(query)").error == "INVALID_FIELD")
  }

  @Test func `views do not count as likes, and reasons call them views`() throws {
    let token = try site.register()
    _ = try site.send("POST", "/api/interactions", #"{"movie_id":6}"#, token: token)
    let row = try #require(home(token).first { $0.kind == "because" })
    #expect(row.title == "Because you looked at Film 6" && !row.movies.contains(6))
  }
}
