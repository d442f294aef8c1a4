import API
import Domain
import HTTP
import Testing

struct EntityTagTests {
  private let site: Site

  init() throws {
    site = try Site()
    site.statistics.replace(Statistics.of([(movie: 7, users: 8), (movie: 5, users: 2)]))
  }

  private func header(_ name: String, _ response: Response) -> String? {
    response.headers.first { $0.name == name }?.value
  }

  static let targets = [
    "/init", "/api/movies", "/api/movies/search?q=five", "/api/movies/7", "/api/movies/7/similar", "/api/genres",
    "/api/popular", "/api/trending", "/api/stats", "/api/models", "/api/openapi.json", "/api/docs",
  ]

  @Test(arguments: targets)
  func `If-None-Match with the current entity tag is answered with 304 and no body`(target: String) throws {
    let first = site.respond("GET", target)
    let tag = try #require(header("ETag", first))
    #expect(first.status == .ok && tag.wholeMatch(of: /"[0-9a-f]{16}"/) != nil && header("Cache-Control", first) != nil)
    for known in [tag, "W/\(tag)", "\"other\", \(tag)", "\"other\" ,W/\(tag)", "*"] {
      let second = site.respond("GET", target, ifNoneMatch: known)
      #expect(second.status == .notModified && second.body.isEmpty && header("ETag", second) == tag, "\(known)")
    }
    #expect(site.respond("HEAD", target, ifNoneMatch: tag).status == .notModified)
    for other in ["\"other\"", "", "W/", String(tag.dropFirst().dropLast())] {
      #expect(site.respond("GET", target, ifNoneMatch: other).body == first.body, "\(other)")
    }
  }

  @Test func `an entity tag changes with the content and returns with it`() throws {
    let before = try Self.targets.map { try #require(header("ETag", site.respond("GET", $0))) }
    #expect(Set(before).count == before.count)
    site.catalogue.replace(Catalogue(movies: Site.catalogue.movies, hidden: [5], version: 2))
    let tag = before[0]
    #expect(site.respond("GET", "/init", ifNoneMatch: tag).status == .ok)
    site.catalogue.replace(Catalogue(movies: Site.catalogue.movies, version: 3))
    #expect(site.respond("GET", "/init", ifNoneMatch: tag).status == .notModified)
  }

  @Test func `errors and personal answers have no entity tag`() throws {
    let token = try site.register()
    for target in ["/api/movies/12345", "/api/movies?page=x", "/api/auth/user", "/api/ratings", "/api/health"] {
      #expect(header("ETag", site.respond("GET", target, token: token)) == nil, "\(target)")
    }
  }
}
