import Domain
import MariaDB
import Stores
import Testing

struct ImportLiveTests {
  private let schema: LiveSchema

  init() throws { schema = try LiveSchema() }

  private func imports() throws -> Imports { try Imports(schema.connect(), at: Timestamp(seconds: 0)) }

  private func signal(_ user: UserID, _ movie: MovieID, _ stars: Double, _ seconds: Int64) -> Signal {
    Signal(user: user, movie: movie, kind: .rate, rating: Rating(stars: stars), at: Timestamp(seconds: seconds))
  }

  private let movie = Movie(id: 1, title: "Heat (1995)", genres: ["Crime"], date: CalendarDate(iso: "1995-01-01"))

  @Test func `importing the same data twice changes nothing`() throws {
    let ratings = [signal(5, 1, 3.5, 100), signal(6, 1, 1, 100)]
    let users = [ImportedUser(id: 5, age: 20, gender: "M")]
    let first = try imports()
    #expect(try first.add([movie]).added == 1)
    #expect(try first.add(users).added == 1)
    #expect(try first.add(ratings).added == 2)
    let version = try Movies(schema.connect()).catalogueVersion()

    let second = try imports()
    #expect(try second.add([movie]).unchanged == 1)
    #expect(try second.add(users).unchanged == 1)
    #expect(try second.add(ratings).unchanged == 2)
    #expect(try schema.count("interactions") == 2 && schema.count("ratings") == 2 && schema.count("users") == 2)
    #expect(try Movies(schema.connect()).catalogueVersion() == version)
  }

  @Test func `an older rating of a movie is added once, however often it is imported`() throws {
    let ratings = [signal(5, 1, 3, 300), signal(5, 1, 1, 100)]
    let imports = try imports()
    _ = try imports.add([movie])
    #expect(try imports.add(ratings).added == 2)
    #expect(try imports.add(ratings).unchanged == 2)
    #expect(try imports.add([signal(5, 1, 1, 100), signal(5, 1, 1, 200)]).added == 1)
    #expect(try schema.count("interactions") == 3 && schema.count("ratings") == 1)
  }

  @Test func `importing a changed movie updates it with its genres and raises the catalogue version`() throws {
    _ = try imports().add([movie])
    let version = try Movies(schema.connect()).catalogueVersion()
    let changed = Movie(id: 1, title: "Heat", genres: ["Drama", "Crime"], date: nil)
    #expect(try imports().add([changed]).changed == 1)
    #expect(try Movies(schema.connect()).catalogue(rejected: { Issue.record("\($0)") }) == [changed])
    #expect(try Movies(schema.connect()).catalogueVersion() > version)
  }

  @Test func `IMDb and TMDb ids are set once, and stay when the movies are imported again`() throws {
    let first = try imports()
    _ = try first.add([movie])
    let version = try Movies(schema.connect()).catalogueVersion()
    let ids = ExternalIDs(imdb: 113_277, tmdb: 4_294_967_295)
    let outcome = try first.add([(movie: 1, ids: ids), (movie: 2, ids: ids)])
    #expect(outcome.changed == 1 && outcome.rejected.map(\.row) == [1])
    #expect(try Movies(schema.connect()).catalogueVersion() > version)
    #expect(try imports().add([(movie: 1, ids: ExternalIDs(imdb: 113_277, tmdb: nil))]).unchanged == 1)
    #expect(try imports().add([movie]).unchanged == 1)
    #expect(try Movies(schema.connect()).catalogue(rejected: { Issue.record("\($0)") }).map(\.externalIDs) == [ids])
  }

  @Test func `genres and dates that a source does not have stay as they are`() throws {
    _ = try imports().add([movie])
    let renamed = Movie(id: 1, title: "Heat", genres: [], date: nil)
    #expect(try imports().add([renamed], hasGenres: false, hasDates: false).changed == 1)
    let expected = Movie(id: 1, title: "Heat", genres: movie.genres, date: movie.date)
    #expect(try Movies(schema.connect()).catalogue(rejected: { Issue.record("\($0)") }) == [expected])
    #expect(try imports().add([renamed], hasGenres: false, hasDates: false).unchanged == 1)
  }

  @Test func `ratings of unknown movies are rejected and the others added`() throws {
    let imports = try imports()
    _ = try imports.add([movie])
    let outcome = try imports.add([signal(5, 1, 3, 100), signal(5, 2, 3, 100)])
    #expect(outcome.added == 1 && outcome.rejected.map(\.reason) == ["the movie is not in the catalogue"])
    #expect(outcome.rejected.map(\.row) == [1])
  }

  @Test func `the newest imported rating becomes the current one, in whatever order they are imported`() throws {
    let imports = try imports()
    _ = try imports.add([movie])
    _ = try imports.add([signal(5, 1, 3, 300), signal(5, 1, 1, 100)])
    _ = try imports.add([signal(5, 1, 5, 200)])
    var signals: [Signal] = []
    try TrainingSignals(schema.connect()).forEach(rejected: { Issue.record("\($0)") }) { signals.append($0) }
    #expect(signals == [signal(5, 1, 3, 300)])
    #expect(try schema.count("interactions") == 3)
  }

  @Test func `an import never overwrites an account`() throws {
    let user = try schema.fill()
    let imports = try imports()
    #expect(try imports.add([ImportedUser(id: user.id, age: 1, gender: "X")]).rejected.count == 1)
    #expect(try imports.add([signal(user.id, 0, 3, 100)]).rejected.count == 1)
    #expect(try Users(schema.connect()).user(id: user.id) == user)
    #expect(try schema.count("ratings") == 0)
  }

  @Test func `an import of several chunks adds every rating`() throws {
    let imports = try imports()
    _ = try imports.add([movie])
    for start in stride(from: 1, to: 5_000, by: Imports.chunk) {
      let users = start..<min(start + Imports.chunk, 5_000)
      #expect(try imports.add(users.map { signal(Int64($0), 1, 4, 100) }).added == users.count)
    }
    #expect(try schema.count("ratings") == 4_999)
  }

  @Test func `importing a changed user updates it, and importing a rating leaves age and gender alone`() throws {
    _ = try imports().add([movie])
    _ = try imports().add([ImportedUser(id: 5, age: 20, gender: "M"), ImportedUser(id: 0, age: nil, gender: nil)])
    let again = [ImportedUser(id: 5, age: 21, gender: nil), ImportedUser(id: -7, age: 1, gender: "F")]
    let outcome = try imports().add(again)
    #expect(outcome.changed == 1 && outcome.added == 1)
    _ = try imports().add([signal(5, 1, 3, 100)])
    let user = try #require(try Users(schema.connect()).user(id: 5))
    #expect(user.age == 21 && user.gender == nil)
  }

  @Test func `movies and users beyond the limits of the schema are rejected and the others added`() throws {
    let imports = try imports()
    func movie(_ id: MovieID, title: String = "t", genres: [String] = []) -> Movie {
      Movie(id: id, title: title, genres: genres, date: nil)
    }
    let movies = [
      movie(1, title: String(repeating: "é", count: 512)), movie(2, title: String(repeating: "e", count: 513)),
      movie(3, genres: [String(repeating: "g", count: 64)]), movie(4, genres: [String(repeating: "g", count: 65)]),
      movie(5, genres: (0..<255).map { "genre \($0)" }), movie(6, genres: (0..<256).map { "genre \($0)" }),
    ]
    let outcome = try imports.add(movies)
    #expect(outcome.added == 3 && outcome.rejected.count == 3)
    #expect(outcome.rejected.map(\.row) == [1, 3, 5])
    #expect(
      try Movies(schema.connect()).catalogue(rejected: { Issue.record("\($0)") }) == [movies[0], movies[2], movies[4]])

    let exact: MovieID = (1 << 53) - 1
    let bounds = [exact, exact + 1, -exact, -exact - 1].map { movie($0) }
    #expect(try imports.add(bounds).rejected.map(\.row) == [1, 3])

    let largest: UserID = 1 << 52
    let ids = [largest, largest + 1, -exact, -exact - 1, .min]
    let imported = try imports.add(ids.map { ImportedUser(id: $0, age: nil, gender: nil) })
    #expect(imported.rejected.map(\.row) == [1, 3, 4])
    let reason = "the user id is not within -9007199254740991 to 4503599627370496"
    #expect(imported.rejected.allSatisfy { $0.reason == reason })
    #expect(try imports.add(ids.map { signal($0, 1, 3, 100) }).rejected == imported.rejected)
    #expect(try schema.count("users") == 2 && schema.count("ratings") == 2)
  }

  @Test func `genres that differ only in case are merged into the first spelling, and a space keeps them distinct`()
    throws
  {
    func movies(_ genres: [[String]]) -> [Movie] {
      genres.enumerated().map { Movie(id: MovieID($0), title: "t", genres: $1, date: nil) }
    }
    func genres() throws -> [[String]] {
      try Movies(schema.connect()).catalogue(rejected: { Issue.record("\($0)") }).map(\.genres)
    }
    let first = movies([["Drama", "Drama ", "drama"], ["Drama ", "\u{C9}pico"]])
    #expect(try imports().add(first).added == 2)
    #expect(try genres() == [["Drama", "Drama "], ["Drama ", "\u{C9}pico"]])
    #expect(try imports().add(first).unchanged == 2)
    // Another import uses the stored spellings.
    let second = movies([["DRAMA"], ["\u{E9}PICO", "war"], ["War"]])
    #expect(try imports().add(second).changed == 2)
    #expect(try genres() == [["Drama"], ["\u{C9}pico", "war"], ["war"]])
    #expect(try schema.count("genres") == 4)
    // Two spellings that an earlier version stored are merged.
    try schema.change("INSERT INTO genres (id, name) VALUES (99, 'drama')")
    try schema.change("UPDATE movie_genres SET genre_id = 99 WHERE movie_id = 0")
    #expect(try imports().add(second).changed == 1)
    #expect(try genres() == [["Drama"], ["\u{C9}pico", "war"], ["war"]])
  }

  @Test func `a thousand movies with thirty genres each are added in one call`() throws {
    let movies = (0..<1_000).map { id in
      Movie(id: id, title: "t", genres: (0..<30).map { "genre \($0)" }, date: nil)
    }
    #expect(try imports().add(movies).added == 1_000)
    #expect(try Movies(schema.connect()).catalogue(rejected: { Issue.record("\($0)") }) == movies)
  }

  @Test func `two concurrent imports add each rating once`() async throws {
    _ = try imports().add([movie])
    let address = schema.address.waiting(atMost: .seconds(50))
    let meeting = Meeting(of: 2)
    let added = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<2 {
        group.addTask {
          try await onThread {
            let imports = try Imports(Connection(address), at: Timestamp(seconds: 0))
            meeting.join()
            return try stride(from: 0, to: 3_000, by: 500).reduce(0) { added, start in
              let ratings = (start..<start + 500).map {
                Signal(user: Int64($0), movie: 1, kind: .rate, rating: Rating(stars: 4), at: Timestamp(seconds: 1))
              }
              return try added + imports.add(ratings).added
            }
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(added == 3_000)
    #expect(try schema.count("interactions") == 3_000 && schema.count("users") == 3_000)
  }
}
