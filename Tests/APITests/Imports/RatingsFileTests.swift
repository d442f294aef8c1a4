import API
import Domain
import HTTP
import JSON
import Testing

struct RatingsFileTests {
  private func site(_ movies: [Movie]) throws -> (site: Site, token: String) {
    let site = try Site(catalogue: Catalogue(movies: movies, version: 1))
    return (site, try site.register())
  }

  private func movie(_ id: MovieID, _ title: String, _ date: String?, ids: ExternalIDs = .none) -> Movie {
    Movie(id: id, title: title, genres: [], date: date.flatMap { CalendarDate(iso: $0) }, externalIDs: ids)
  }

  @Test func `the ratings come in the layout that Letterboxd imports`() throws {
    let (site, token) = try site([
      movie(3, #"Say "Hi", The (1999)"#, "1999-05-01", ids: ExternalIDs(imdb: 133_093, tmdb: 603)),
      movie(5, "Five", nil),
    ])
    _ = try site.send("PUT", "/api/movies/5/rating", #"{"rating":3}"#, token: token)
    _ = try site.send("PUT", "/api/movies/3/rating", #"{"rating":5}"#, token: token)
    let answer = site.respond("GET", "/api/auth/user/ratings.csv", token: token)
    #expect(answer.contentType == "text/csv; charset=utf-8")
    #expect(answer.headers.contains { $0 == ("Content-Disposition", "attachment; filename=\"marquee-ratings.csv\"") })
    #expect(!answer.headers.contains { $0.name == "Link" })
    #expect(
      String(decoding: answer.body, as: UTF8.self)
        == "tmdbID,imdbID,Title,Year,Rating,WatchedDate\r\n603,tt0133093,\"The Say \"\"Hi\"\"\",1999,5,2026-11-23\r\n"
        + ",,Five,,3,2026-11-23\r\n")
  }

  @Test func `more ratings than Letterboxd takes at once come in parts, each rating once`() throws {
    let movies = (0..<2_500).map { movie(MovieID($0), String(repeating: "x", count: 480) + "\($0)", "2000-01-01") }
    let (site, token) = try site(movies)
    for start in stride(from: 0, to: 2_500, by: 500) {
      let batch = (start..<start + 500).map { #"{"movie_id":\#($0),"interaction_type":"rate","rating":4}"# }
      let answer = try site.send(
        "POST", "/api/interactions/batch", #"{"interactions":[\#(batch.joined(separator: ","))]}"#, token: token)
      #expect(answer.status == 201)
    }
    var rows: [Substring] = []
    var parts = 0
    var target: String? = "/api/auth/user/ratings.csv"
    while let next = target, parts < 5 {
      let answer = site.respond("GET", next, token: token)
      #expect(answer.body.count <= 1_000_000)
      rows += String(decoding: answer.body, as: UTF8.self).split(separator: "\r\n").dropFirst()
      parts += 1
      target = answer.headers.first { $0.name == "Link" }.flatMap { header in
        header.value.firstMatch(of: /^<(.+)>; rel="next"$/).map { String($0.1) }
      }
    }
    #expect(parts == 2 && rows.count == 2_500 && Set(rows).count == 2_500)
  }

  @Test func `whatever a title contains, its row has four fields and two ids, and an import finds every movie`()
    throws
  {
    let titles = [
      "Plain", #""Quoted""#, "Comma, The", "Semi;colon", "\"\u{301}Marked\u{301}", "A,\u{301}B", "Line\nend", "Cr\rend",
      "=1+1", "Ünïcode 七人の侍", "Part (a.k.a. Other) (Third)", "1984", "Trailing ", "12 Angry Men",
    ]
    let movies = titles.enumerated().map { index, title in
      movie(MovieID(index), "\(title) (\(1950 + index))", "\(1950 + index)-01-01")
    }
    let (site, token) = try site(movies)
    for movie in movies {
      let path = "/api/movies/\(movie.id)/rating"
      #expect(try site.send("PUT", path, #"{"rating":\#(1 + movie.id % 5)}"#, token: token).status < 300)
    }
    let file = String(decoding: site.respond("GET", "/api/auth/user/ratings.csv", token: token).body, as: UTF8.self)
    let other = try site.register("otto")
    let form = """
      --XyZ\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n\(file)\r\n--XyZ--\r\n
      """
    let answer = try site.send(
      "POST", "/api/imports", form, token: other, contentType: "multipart/form-data; boundary=XyZ")
    #expect(answer["matched"] == .integer(Int64(titles.count)), "\(answer.text)")
    #expect(answer["unmatched_count"] == .integer(0) && answer["ambiguous_count"] == .integer(0))
    let ratings = { (token: String) in try site.send("GET", "/api/ratings", token: token)["ratings"]?.elements ?? [] }
    func stars(_ token: String) throws -> [JSONValue?] {
      try ratings(token).sorted { "\($0["movie"]?["id"] ?? .null)" < "\($1["movie"]?["id"] ?? .null)" }.map {
        $0["rating"]
      }
    }
    #expect(try stars(other) == stars(token))
  }
}
