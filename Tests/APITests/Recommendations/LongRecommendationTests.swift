import API
import JSON
import System
import Testing

/// Requests with so many movies that they count as long work, apart from the usual ones.
struct LongRecommendationTests {
  private let site: Site
  private let usual = #"{"model":"EASE","context":[0]}"#
  private let long: String

  init() throws {
    site = try Site()
    long = #"{"model":"EASE","context":[0],"dislikes":["# + (100..<400).map(String.init).joined(separator: ",") + "]}"
  }

  @Test func `a long recommendation request gets the same result as a usual one`() throws {
    let (first, second) = (
      try site.send("POST", "/api/recommend", usual), try site.send("POST", "/api/recommend", long)
    )
    #expect(second.status == 200 && first["result"] == second["result"])
  }

  @Test func `a long request is refused if all places are taken, and usual requests are served`() throws {
    let first = try site.longScoring.place(for: [1], isKnown: false)
    let second = try site.longScoring.place(for: [2], isKnown: false)
    let third = try site.longScoring.place(for: [3], isKnown: true)
    let answer = try site.send("POST", "/api/recommend", long)
    #expect(answer.status == 503 && answer.error == "OVERLOADED")
    #expect(answer.headers.contains { $0 == ("Retry-After", "1") })
    #expect(try site.send("POST", "/api/recommend", usual).status == 200)
    _ = consume first
    _ = consume second
    _ = consume third
    #expect(try site.send("POST", "/api/recommend", long).status == 200)
  }
}
