import API
import Domain
import JSON
import Testing

struct StarterTests {
  private let site: Site

  /// Movie 5 is watched most, but all agree about it; opinions of 7 and 0 differ, and more people know 7.
  init() throws {
    site = try Site()
    site.statistics.replace(
      Statistics(
        StatisticsState(
          version: 3, countedAt: Site.now, duration: .zero, isOutdated: false, users: 99, readAt: Site.now),
        [(0, 10, 2_000_000), (5, 90, 100_000), (7, 40, 1_500_000), (9, 1, 0)].map { movie, ratings, entropy in
          MovieCounts(
            movie: movie, interactions: KindCounts(), ratings: ratings, halfStars: 7 * ratings, ratingEntropy: entropy,
            users: ratings, recentUsers: RecentUsers(day: 0, week: 0, month: 0))
        }))
  }

  private func starters(_ query: String = "", token: String? = nil) throws -> [JSONValue?] {
    let answer = try site.send("GET", "/api/movies/starters\(query)", token: token)
    #expect(answer.status == 200 && answer["count"] == .integer(Int64(answer["result"]?.elements.count ?? -1)))
    return answer["result"]?.elements.map { $0["id"] } ?? []
  }

  @Test func `movies that many know and few agree about come first`() throws {
    // log2(40) × 1.5 = 7.98, log2(10) × 2 = 6.64, log2(90) × 0.1 = 0.65, log2(1) × 0 = 0
    #expect(try starters() == [.integer(7), .integer(0), .integer(5), .integer(9)])
    #expect(try starters("?top_k=1") == [.integer(7)])
  }

  @Test func `movies that the user has rated, picked or dismissed are left out`() throws {
    let token = try site.register()
    _ = try site.send("PUT", "/api/movies/7/rating", #"{"rating":1}"#, token: token)
    #expect(try starters(token: token) == [.integer(0), .integer(5), .integer(9)])
    _ = try site.send("PUT", "/api/movies/0/dismissal", #"{"reason":"seen"}"#, token: token)
    #expect(try starters(token: token) == [.integer(5), .integer(9)])
    #expect(try starters().count == 4)
  }

  @Test func `before opinions are counted, the best known movies come first`() throws {
    site.statistics.replace(Statistics.of([(movie: 5, users: 8), (movie: 7, users: 9)]))
    #expect(try starters() == [.integer(7), .integer(5)])
  }

  @Test(arguments: ["top_k=0", "top_k=51", "genre=Drama"])
  func `an invalid query for first ratings is refused`(query: String) throws {
    #expect(try site.send("GET", "/api/movies/starters?\(query)").error == "INVALID_FIELD")
  }

  @Test func `before the first statistics the answer is an error`() throws {
    #expect(try Site().send("GET", "/api/movies/starters").error == "DATABASE_UNAVAILABLE")
  }
}
