import API
import Domain
import HTTP
import JSON
import Scoring
import Testing

/// The next page of a list: `after`.
struct NextPageTests {
  private let site: Site
  private let token: String

  /// EASE recommends 1, 2, 3 … to whoever likes 0.
  init() throws {
    let items = (0..<8).map { MovieID($0) }
    site = try Site(
      catalogue: Catalogue(movies: items.map { Movie(id: $0, title: "\($0)", genres: [], date: nil) }, version: 1),
      models: [.ease: .available(Site.ease(items: items, rows: items.map { _ in [0, 7, 6, 5, 4, 3, 2, 1] }))])
    token = try site.register()
  }

  private func page(_ after: String?, token: String? = nil) throws -> Site.Answer {
    let next = after.map { #","after":"\#($0)""# } ?? ""
    return try site.send(
      "POST", "/api/recommend", #"{"model":"EASE","context":[0],"top_k":2\#(next)}"#, token: token ?? self.token)
  }

  private func ids(_ answer: Site.Answer) -> [Int64] {
    answer["result"]?.elements.compactMap { $0["id"]?.wholeNumber } ?? []
  }

  private func id(_ answer: Site.Answer) throws -> String {
    guard case .string(let id)? = answer["recommendation_id"] else { throw HTTPError(.internalError, answer.text) }
    return id
  }

  @Test func `pages follow each other, with nothing twice`() throws {
    var after: String?
    for expected in [[1, 2], [3, 4], [5, 6], [7]] as [[Int64]] {
      let answer = try page(after)
      #expect(ids(answer) == expected, "\(answer.text)")
      after = try id(answer)
    }
    #expect(try ids(page(after)) == [])
  }

  @Test func `a page may follow personal recommendations, and an older page`() throws {
    _ = try site.send("POST", "/api/interactions", #"{"movie_id":0,"interaction_type":"select"}"#, token: token)
    let first = try site.send("GET", "/api/recommendations?top_k=2", token: token)
    let path = try "/api/recommendations?top_k=2&after=\(id(first))"
    #expect(try ids(site.send("GET", path, token: token)) == [3, 4])
    #expect(try ids(site.send("GET", path, token: token)) == [3, 4])
  }

  @Test func `a page follows only a recorded list of the user's own`() throws {
    let own = try id(page(nil))
    let other = try site.register("nora")
    for (after, token) in [(own, other), ("6fa459ea-ee8a-4ca4-894e-db77e160355e", token), ("x", token)] {
      let answer = try page(after, token: token)
      #expect(answer.status == 400 && answer.error == "INVALID_FIELD" && answer["details"] == .string("after"))
    }
    let anonymous = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"after":"\#(own)"}"#)
    #expect(anonymous.status == 401 && anonymous.error == "MISSING_TOKEN")
    site.stores.error = .unavailable("down")
    #expect(try page(own).error == "DATABASE_UNAVAILABLE")
  }
}
