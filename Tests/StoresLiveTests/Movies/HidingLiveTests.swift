import Domain
import Stores
import Testing

struct HidingLiveTests {
  private let schema: LiveSchema
  private let movies: Movies
  private let allMovies = [
    Movie(id: -4, title: "Under nought", genres: [], date: nil),
    Movie(id: 1, title: "One", genres: ["Drama"], date: nil),
    Movie(id: 2, title: "Two", genres: [], date: nil),
  ]
  private let time = Timestamp(seconds: 1_795_000_000)

  init() throws {
    schema = try LiveSchema()
    _ = try Imports(schema.connect(), at: time).add(allMovies)
    movies = Movies(schema.connect())
  }

  private func list(onlyHidden: Bool, after last: MovieID = .min, limit: Int) throws -> [MovieOverview] {
    try movies.overviews(onlyHidden: onlyHidden, after: last, limit: limit, rejected: { Issue.record("\($0)") })
  }

  @Test func `several movies are hidden or shown at once, and only a change raises the catalogue version`() throws {
    let version = try movies.catalogueVersion()
    #expect(try movies.setHidden([2, -4], since: time).map(\.id) == [-4, 2])
    #expect(try movies.hidden() == [-4, 2])
    #expect(try movies.catalogueVersion() == version + 1)
    #expect(try movies.setHidden([2], since: time + .seconds(60)).map(\.isHidden) == [true])
    #expect(try list(onlyHidden: true, limit: 9).map(\.hiddenSince) == [time, time])
    #expect(try movies.catalogueVersion() == version + 1)
    _ = try movies.setHidden([2], since: nil)
    #expect(try movies.hidden() == [-4])
    #expect(try movies.catalogueVersion() == version + 2)
  }

  @Test func `nothing is hidden if one of the movies is unknown`() throws {
    let version = try movies.catalogueVersion()
    #expect(try movies.setHidden([1, 424_242], since: time).map(\.id) == [1])
    #expect(try movies.hidden() == [] && movies.catalogueVersion() == version)
  }

  @Test func `an import leaves hidden movies hidden`() throws {
    _ = try movies.setHidden([1], since: time)
    let imports = try Imports(schema.connect(), at: time)
    let renamed = Movie(id: 2, title: "Two (2002)", genres: [], date: nil)
    let again = try imports.add([allMovies[0], allMovies[1], renamed])
    #expect(again.unchanged == 2 && again.changed == 1 && again.rejected.isEmpty)
    let other = try imports.add([Movie(id: 1, title: "One (2001)", genres: ["Crime"], date: nil)])
    #expect(other.changed == 1)
    #expect(try movies.hidden() == [1])
  }

  @Test func `movies are listed by id in pages`() throws {
    #expect(try list(onlyHidden: false, limit: 2).map(\.title) == ["Under nought", "One"])
    #expect(try list(onlyHidden: false, after: 1, limit: 2).map(\.id) == [2])
  }
}
