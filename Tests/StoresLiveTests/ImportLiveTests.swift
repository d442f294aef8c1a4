import Domain
import Stores
import Testing

struct ImportLiveTests {
  private let schema: LiveSchema

  init() throws { schema = try LiveSchema() }

  private func imports() throws -> Imports { try Imports(schema.connect(), at: Timestamp(seconds: 0)) }

  private func signal(_ user: UserID, _ movie: MovieID, _ stars: Double, _ seconds: Int64) -> Signal {
    Signal(user: user, movie: movie, kind: .rate, rating: Rating(stars: stars), at: Timestamp(seconds: seconds))
  }

  private let film = Movie(id: 1, title: "Heat (1995)", genres: ["Crime"], date: CalendarDate(iso: "1995-01-01"))

  @Test func `the same data a second time changes nothing`() throws {
    let ratings = [signal(5, 1, 3.5, 100), signal(6, 1, 1, 100)]
    let people = [ImportedUser(id: 5, age: 20, gender: "M")]
    let first = try imports()
    #expect(try first.add([film]).added == 1)
    #expect(try first.add(people).added == 1)
    #expect(try first.add(ratings).added == 2)
    let version = try Movies(schema.connect()).catalogueVersion()

    let second = try imports()
    #expect(try second.add([film]).unchanged == 1)
    #expect(try second.add(people).unchanged == 1)
    #expect(try second.add(ratings).unchanged == 2)
    #expect(try schema.count("interactions") == 2 && schema.count("ratings") == 2 && schema.count("users") == 2)
    #expect(try Movies(schema.connect()).catalogueVersion() == version)
  }

  @Test func `a changed film is changed, genres too, and the catalogue is newer`() throws {
    _ = try imports().add([film])
    let version = try Movies(schema.connect()).catalogueVersion()
    let changed = Movie(id: 1, title: "Heat", genres: ["Drama", "Crime"], date: nil)
    #expect(try imports().add([changed]).changed == 1)
    #expect(try Movies(schema.connect()).catalogue() == [changed])
    #expect(try Movies(schema.connect()).catalogueVersion() > version)
  }

  @Test func `ratings of films that are not there are rejected, the others kept`() throws {
    let imports = try imports()
    _ = try imports.add([film])
    let outcome = try imports.add([signal(5, 1, 3, 100), signal(5, 2, 3, 100)])
    #expect(outcome.added == 1 && outcome.rejected == ["the film is not in the catalogue"])
  }

  @Test func `the newest rating is the current one, in whatever order they come`() throws {
    let imports = try imports()
    _ = try imports.add([film])
    _ = try imports.add([signal(5, 1, 3, 300), signal(5, 1, 1, 100)])
    _ = try imports.add([signal(5, 1, 5, 200)])
    var signals: [Signal] = []
    try TrainingSignals(schema.connect()).forEach { signals.append($0) }
    #expect(signals == [signal(5, 1, 3, 300)])
    #expect(try schema.count("interactions") == 3)
  }

  @Test func `an account is never overwritten`() throws {
    let user = try schema.fill()
    let imports = try imports()
    #expect(try imports.add([ImportedUser(id: user.id, age: 1, gender: "X")]).rejected.count == 1)
    #expect(try imports.add([signal(user.id, 0, 3, 100)]).rejected.count == 1)
    #expect(try Users(schema.connect()).user(id: user.id) == user)
    #expect(try schema.count("ratings") == 0)
  }

  @Test func `a chunk and more than a chunk go in`() throws {
    let imports = try imports()
    _ = try imports.add([film])
    for start in stride(from: 1, to: 5_000, by: Imports.chunk) {
      let users = start..<min(start + Imports.chunk, 5_000)
      #expect(try imports.add(users.map { signal(Int64($0), 1, 4, 100) }).added == users.count)
    }
    #expect(try schema.count("ratings") == 4_999)
  }
}
