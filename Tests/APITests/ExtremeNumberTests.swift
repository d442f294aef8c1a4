import Testing

/// Sends extreme numbers wherever a client may send a number: each request gets an answer, and the process survives.
struct ExtremeNumberTests {
  private static let numbers = [
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809", "0", "-0", "-1", "+1",
    "1000000000", "1000000001", "1e9", "0x10", "NaN", "inf", "-inf", "1.5", "%D9%A1",
    String(repeating: "9", count: 4_000),
  ]

  @Test(arguments: numbers)
  func `an extreme number in a query or a path is accepted or refused`(number: String) throws {
    let site = try Site()
    let token = try site.register()
    let queries = [
      "/api/movies?page", "/api/movies?per_page", "/api/movies?year_from", "/api/movies?year_to", "/api/movies?ids",
      "/api/movies?per_page=100&page", "/api/movies/search?q=x&top_k", "/api/movies/search?q=x&year_to",
      "/api/movies/0/similar?top_k", "/api/trending?top_k", "/api/popular?top_k", "/api/recommendations?top_k",
      "/api/recommendations?exclude", "/api/recommendations?year_from", "/api/recommendations/history?limit",
      "/api/recommendations/history?cursor", "/api/interactions?limit", "/api/interactions?cursor",
      "/api/interactions?movie_id", "/api/ratings?limit", "/api/ratings?cursor", "/api/ratings?cursor=1.",
    ].map { $0.hasSuffix(".") ? $0 + number : "\($0)=\(number)" }
    let paths = ["/api/movies/\(number)", "/api/movies/\(number)/similar", "/api/interactions/\(number)"]
    for target in queries + paths {
      // Trends are answered with 503 until they have been counted.
      let status = try site.send("GET", target, token: token).status
      #expect([200, 400, 404, 503].contains(status), "\(target.prefix(80)): \(status)")
    }
    for (method, target) in [("DELETE", "/api/movies/\(number)/rating"), ("DELETE", "/api/interactions/\(number)")] {
      #expect(try [204, 404].contains(site.send(method, target, token: token).status))
    }
  }

  @Test(arguments: numbers.filter { !$0.contains("%") })
  func `an extreme number in a body is accepted or refused`(number: String) throws {
    let site = try Site()
    let token = try site.register()
    let bodies = [
      ("/api/recommend", #"{"model":"auto","context":[0,@],"exclude":[@],"dislikes":[],"top_k":100,"explain":true}"#),
      ("/api/recommend", #"{"model":"EASE","context":[0],"dislikes":[@]}"#),
      ("/api/recommend", #"{"model":"EASE","context":[0],"top_k":@}"#),
      ("/api/recommend", #"{"model":"EASE","context":[0],"year_from":@}"#),
      ("/recommend", #"{"model":"EASE","context":[0,@]}"#), ("/api/interactions", #"{"movie_id":@}"#),
      ("/api/interactions", #"{"movie_id":0,"interaction_type":"rate","rating":@}"#),
      ("/api/interactions/batch", #"{"interactions":[{"movie_id":@}]}"#),
      (
        "/api/auth/register",
        #"{"username":"other","email":"other@example.org","password":"correct horse","age":@}"#
      ),
    ]
    for (path, body) in bodies {
      let answer = try site.send("POST", path, body.replacing("@", with: number), token: token)
      #expect([200, 201, 400].contains(answer.status), "\(path) \(number.prefix(80)): \(answer.text)")
    }
  }
}
