import Domain
import Foundation
import Logging
import ModelFile
import System
import Testing

@testable import API

struct CatalogueRefresherTests {
  private final class Store: MovieStore {
    var error: StoreError?
    var version: Int64 = 3
    var movies = CatalogueRefresherTests.movies
    var hiddenMovies: Set<MovieID> = []
    private(set) var reads = 0

    func catalogueVersion() throws(StoreError) -> Int64 {
      if let error { throw error }
      return version
    }

    func catalogue(rejected: (String) -> Void) throws(StoreError) -> [Movie] {
      if let error { throw error }
      reads += 1
      return movies
    }

    func hidden() throws(StoreError) -> Set<MovieID> { hiddenMovies }
  }

  private static let movies = [
    Movie(id: 0, title: "Zero, The (1999)", genres: ["Drama", "Sci-Fi"], date: CalendarDate(iso: "1999-05-31")),
    Movie(id: 5, title: "", genres: [], date: nil),
    Movie(id: 7, title: "Amélie \"&\" \u{1F3AC}", genres: ["Sci-Fi", "Crime"], date: CalendarDate(iso: "0001-01-01")),
    Movie(id: 9_007_199_254_740_991, title: "Nine", genres: ["Drama"], date: CalendarDate(iso: "9999-12-31")),
  ]

  private let store = Store()
  private let live = Live(Catalogue.empty)
  private let folder: TemporaryFolder
  private let lines = LogLines()

  init() throws { folder = try TemporaryFolder() }

  private func worker(_ live: Live<Catalogue>) -> CatalogueRefresher {
    CatalogueRefresher(live, store: store, directory: folder.path, log: lines.log)
  }

  private var file: URL { URL(filePath: "\(folder.path)/catalogue.marquee") }

  @Test func `a worker that starts during a database outage uses the catalogue another worker saved`() throws {
    var first = worker(live)
    first.refresh()
    #expect(folder.names == ["catalogue.marquee"])
    store.error = .unavailable("down")
    let later = Live(Catalogue.empty)
    var second = worker(later)
    second.refresh()
    #expect(later.current.movies == Self.movies && later.current.version == 3)
    #expect(later.current.genres.map(\.name) == ["Crime", "Drama", "Sci-Fi"])
    #expect(later.current.legacyList == live.current.legacyList && second.fault == .unavailable("down"))
    // Another database may have the same version with other movies.
    store.error = nil
    store.movies = Array(Self.movies.prefix(1))
    second.refresh()
    #expect(later.current.movies.count == 1 && second.fault == nil)
  }

  @Test func `a hidden movie stays hidden in a worker that starts during a database outage`() {
    store.hiddenMovies = [0, 7]
    var first = worker(live)
    first.refresh()
    store.error = .unavailable("down")
    let later = Live(Catalogue.empty)
    var second = worker(later)
    second.refresh()
    #expect(later.current.movies.map(\.id) == [5, 9_007_199_254_740_991])
    #expect(later.current.knows(7) && !later.current.contains(7) && !later.current.knows(8))
    #expect(later.current.hidden == [Self.movies[0], Self.movies[2]])
  }

  @Test func `the catalogue in use is never replaced by the one in the file`() throws {
    var first = worker(live)
    first.refresh()
    store.error = .unavailable("down")
    try Data(contentsOf: file).prefix(100).write(to: file)
    first.refresh()
    #expect(live.current.movies == Self.movies)
    #expect(lines.count("a kept file is refused") == 0)
  }

  @Test func `the catalogue is read again only if its version has changed`() {
    var first = worker(live)
    for _ in 0..<3 { first.refresh() }
    #expect(store.reads == 1)
    store.version = 2
    store.movies = []
    first.refresh()
    #expect(store.reads == 2 && live.current.movies == [] && live.current.version == 2)
  }

  @Test func `a removed catalogue file is written again, and an identical one is left alone`() throws {
    var first = worker(live)
    first.refresh()
    let bytes = try Data(contentsOf: file)
    try FileManager.default.removeItem(at: file)
    first.refresh()
    #expect(try Data(contentsOf: file) == bytes)
    let before = FileSignature(of: file.path)
    var second = worker(Live(Catalogue.empty))
    second.refresh()
    #expect(FileSignature(of: file.path) == before)
  }

  @Test func `without a writable directory the catalogue is still refreshed, and one warning is logged`() throws {
    var first = CatalogueRefresher(live, store: store, directory: "\(folder.path)/none", log: lines.log)
    for version in Int64(1)...3 {
      store.version = version
      first.refresh()
    }
    #expect(live.current.version == 3)
    #expect(lines.count("a file cannot be kept") == 1)
  }

  /// Most have a valid checksum, so that only the later checks can find the damage.
  private static let damages: [(String, @Sendable (Catalogue) throws -> [UInt8])] = [
    ("truncated", { Array(try encoded($0).dropLast()) }),
    ("one bit flipped", { try encoded($0).enumerated().map { $0 == 700 ? $1 ^ 1 : $1 } }),
    ("empty", { _ in [] }),
    ("missing section", { try changed($0) { $0.filter { $0.name != "dates" } } }),
    ("text end beyond the texts", { try replaced($0, "titles.ends", .int64([16, 16, 999, 1_000])) }),
    ("text ends that decrease", { try replaced($0, "titles.ends", .int64([16, 8, 20, 45])) }),
    ("texts that end too early", { try replaced($0, "titles.ends", .int64([1, 1, 1, 1])) }),
    ("too few texts", { try replaced($0, "titles.ends", .int64([16, 16])) }),
    ("invalid UTF-8", { try replaced($0, "genres", .uint8([UInt8](repeating: 0xFF, count: 16))) }),
    ("unknown genre", { try replaced($0, "film_genres", .int32([0, 1, 2, 3, 77])) }),
    ("negative genre", { try replaced($0, "film_genres", .int32([0, 1, 2, -1, 0])) }),
    ("too few dates", { try replaced($0, "dates", .int32([0])) }),
    ("section of another type", { try replaced($0, "dates", .float([0, 0, 0, 0])) }),
  ]

  private static func encoded(_ catalogue: Catalogue) throws -> [UInt8] {
    try #require(catalogue.fileContents).encoded()
  }

  private static func changed(
    _ catalogue: Catalogue, _ change: ([SectionContents]) -> [SectionContents]
  ) throws -> [UInt8] {
    let contents = try #require(catalogue.fileContents)
    return try ModelFileContents(
      model: contents.model, trainedAt: 0, fingerprint: contents.fingerprint, hyperparameters: [], figures: [],
      items: contents.items, sections: change(contents.sections)
    ).encoded()
  }

  private static func replaced(
    _ catalogue: Catalogue, _ name: String, _ elements: SectionContents.Elements
  ) throws -> [UInt8] {
    try changed(catalogue) { $0.map { $0.name == name ? SectionContents(name, elements) : $0 } }
  }

  @Test(arguments: damages.indices)
  func `a damaged catalogue file is refused with one log line and replaced by the next catalogue`(index: Int) throws {
    var first = worker(live)
    first.refresh()
    try Data(try Self.damages[index].1(live.current)).write(to: file)
    store.error = .unavailable("down")
    let later = Live(Catalogue.empty)
    var second = worker(later)
    for _ in 0..<3 { second.refresh() }
    #expect(later.current.version == nil, "\(Self.damages[index].0)")
    #expect(lines.count("a kept file is refused") == 1, "\(Self.damages[index].0)")
    store.error = nil
    second.refresh()
    #expect(later.current.version == 3)
    #expect(try ModelFile.open(file.path).items.count == 4)
  }
}
