import API
import Domain
import JSON
import Logging
import ModelFile
import Scoring
import Testing

/// Movies that were added to the catalogue after the training, as a worker serves them.
struct NewMovieRouteTests {
  private let site: Site
  private let directory: TemporaryFolder

  /// 0 and 7 are known, and 8 has the genre of 7. Nothing is known about 9.
  private static let movies = [
    Movie(id: 0, title: "Zero", genres: ["Drama"], date: nil), Movie(id: 5, title: "Five", genres: [], date: nil),
    Movie(id: 7, title: "Seven", genres: ["Crime"], date: nil),
    Movie(id: 8, title: "Eight", genres: ["Crime"], date: nil),
    Movie(id: 9, title: "Nine", genres: [], date: nil),
  ]

  init() throws {
    directory = try TemporaryFolder()
    site = try Site(catalogue: Catalogue(movies: Array(Self.movies.prefix(3)), version: 1))
    var refresher = ModelRefresher(site.models, directory: directory.path, log: site.lines.log)
    refresher.introduce(site.catalogue.current)
    #expect(site.models.current[.ease]?.model?.hasNewItems == false)
    site.catalogue.replace(Catalogue(movies: Self.movies, version: 2))
    refresher.introduce(site.catalogue.current)
    let replacements = site.models.replacements
    refresher.introduce(site.catalogue.current)
    #expect(site.models.replacements == replacements)
  }

  private func ids(_ answer: Site.Answer) -> [Int64] {
    #expect(answer.status == 200, "\(answer.text)")
    return answer["result"]?.elements.compactMap { $0["id"]?.wholeNumber } ?? []
  }

  @Test func `a new movie has neighbours`() throws {
    #expect(try ids(site.send("GET", "/api/movies/8/similar?top_k=2")) == [0, 5])
    #expect(try ids(site.send("GET", "/api/movies/9/similar")).isEmpty)
  }

  @Test func `a new movie leads to recommendations, and is not ignored`() throws {
    let answer = try site.send("POST", "/api/recommend", #"{"model":"EASE","context":[8,9]}"#)
    // 7 stands in for 8, and is recommended itself.
    #expect(ids(answer) == [0, 5, 7] && answer["source"] == .string("context"))
    #expect(answer["ignored"] == .array([.integer(9)]))
  }

  @Test func `a new movie is recommended`() throws {
    #expect(try ids(site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0]}"#)).contains(8))
    #expect(try ids(site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"candidates":[8]}"#)) == [8])
    #expect(
      try !ids(site.send("POST", "/api/recommend", #"{"model":"EASE","context":[0],"exclude":[8]}"#)).contains(8))
  }
}
