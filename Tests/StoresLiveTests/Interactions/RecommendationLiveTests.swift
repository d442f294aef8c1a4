import Domain
import MariaDB
import Stores
import Testing

struct RecommendationLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let recommendations: Recommendations
  private let interactions: Interactions

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    // Trims at every sixteenth list, so that tests are deterministic.
    var lists = 0
    recommendations = Recommendations(schema.connect()) { count in
      lists += 1
      return lists % count
    }
    interactions = Interactions(schema.connect())
  }

  private func recommendation(_ movies: [MovieID], at seconds: Int64 = 0) throws -> RecordedRecommendation {
    var random = SystemRandomNumberGenerator()
    return RecordedRecommendation(
      id: UUID(from: &random), model: "EASE", modelVersion: "20261123T101530Z-1a2b3c4d", source: .history,
      movies: movies, createdAt: Timestamp(seconds: seconds))
  }

  private func record(_ recommendation: RecordedRecommendation) throws {
    #expect(try recommendations.record(recommendation, for: user.id, RecordingLimits(perMinute: 100, kept: 100)))
  }

  @Test func `the limit of lists per minute holds, and a clock that was set back does not block recording`() throws {
    let limits = RecordingLimits(perMinute: 2, kept: 100)
    func record(at seconds: Int64) throws -> Bool {
      try recommendations.record(recommendation([0], at: seconds), for: user.id, limits)
    }
    #expect(try [100, 130, 159].map { try record(at: $0) } == [true, true, false])
    #expect(try [160, 161, 190].map { try record(at: $0) } == [true, false, true])
    // The clock was set back.
    #expect(try record(at: 10))
    #expect(try schema.count("interactions") == 5)
  }

  @Test func `the database is asked once a worker has recorded more than a few lists of a user`() throws {
    let limits = RecordingLimits(perMinute: 4, kept: 100)
    func record(_ count: Int, with recommendations: Recommendations) throws -> [Bool] {
      try (1...count).map { _ in try recommendations.record(recommendation([0], at: 100), for: user.id, limits) }
    }
    let workers = [3, 2].map { Recommendations(schema.connect(), RecentLists(most: $0)) }
    #expect(try record(3, with: workers[0]) == [true, true, true])
    // The first two are few, the others too many.
    #expect(try record(4, with: workers[1]) == [true, true, false, false])
    #expect(try record(1, with: workers[0]) == [false])
    #expect(try schema.count("interactions") == 5)
    // Of several users, only those lists are left out.
    let stranger = try Users(schema.connect()).register(
      NewUser(username: "other", email: "other@example.org", passwordHash: "hash", age: nil, gender: nil),
      at: Timestamp(seconds: 0))
    let lists = try [user, stranger, user].map { RecordedList(try recommendation([0], at: 100), for: $0.id) }
    #expect(workers[1].record(lists, limits) == [.success(false), .success(true), .success(false)])
    #expect(Recommendations(schema.connect()).record(lists, limits).map { try? $0.get() } == [false, true, false])
  }

  @Test func `only the newest lists are kept, together with their movies`() throws {
    let limits = RecordingLimits(perMinute: 1_000, kept: 10)
    let view = try #require(NewInteraction(movie: 0, kind: .view, rating: nil))
    _ = try interactions.save([view], of: user.id, at: Timestamp(seconds: 0))
    let movies = [MovieID](repeating: 0, count: 30)
    for second in 1...200 as ClosedRange<Int64> {
      #expect(try recommendations.record(recommendation(movies, at: second), for: user.id, limits))
    }
    // Up to 16 more lists between two trims.
    let lists = try recommendations.recorded(for: user.id, limit: 100, before: nil).recommendations
    #expect((10..<26).contains(lists.count) && lists.first?.createdAt == Timestamp(seconds: 200))
    let shown = try interactions.history(of: user.id, HistoryQuery(kind: .recommend, limit: 1)).total
    #expect(shown == lists.count * 30)
    #expect(try interactions.history(of: user.id, HistoryQuery(kind: .view)).total == 1)
  }

  @Test func `recommendations from before there was a limit are removed in pieces`() throws {
    try schema.change(
      """
      INSERT INTO interactions (user_id, movie_id, kind, created_at)
      SELECT \(user.id), 0, 'recommend', '2026-01-01' FROM seq_1_to_9000
      """)
    let limits = RecordingLimits(perMinute: 1_000, kept: 10)
    var before = 9_000
    for _ in 0..<16 * 6 {
      _ = try recommendations.record(recommendation([0]), for: user.id, limits)
      let left = try interactions.history(of: user.id, HistoryQuery(kind: .recommend, limit: 1)).total
      #expect(left >= before - 2_000)
      before = left
    }
    #expect(before < 100 + 16)
  }

  @Test func `recorded lists are returned newest first, page by page`() throws {
    let all = try [[0, -5], [], [-5]].enumerated().map { try recommendation($1, at: Int64($0)) }
    for recommendation in all { try record(recommendation) }
    let first = try recommendations.recorded(for: user.id, limit: 2, before: nil)
    #expect(first.recommendations == [all[2], all[1]])
    let rest = try recommendations.recorded(for: user.id, limit: 2, before: first.next)
    #expect(rest == RecommendationPage(recommendations: [all[0]], next: nil))
    #expect(try recommendations.recorded(for: schema.addStranger().id, limit: 9, before: nil).recommendations.isEmpty)
  }

  @Test func `each recommended movie becomes an interaction, and none counts as taste`() throws {
    try record(recommendation([0, -5]))
    let history = try interactions.history(of: user.id, HistoryQuery(kind: .recommend))
    #expect(history.interactions.map(\.movie) == [-5, 0])
    #expect(try recommendations.taste(of: user.id) == Taste(ratings: [], picked: [], viewed: []))
  }

  @Test func `the taste of a user is derived from ratings, selects and views`() throws {
    func save(_ movie: MovieID, _ kind: InteractionKind, _ stars: Double? = nil, at seconds: Int64) throws {
      let new = try #require(NewInteraction(movie: movie, kind: kind, rating: stars.flatMap { Rating(stars: $0) }))
      _ = try interactions.save([new], of: user.id, at: Timestamp(seconds: seconds))
    }
    try save(0, .view, at: 1)
    #expect(try recommendations.taste(of: user.id).liked == [0])
    try save(-5, .select, at: 2)
    #expect(try recommendations.taste(of: user.id).liked == [-5])
    try save(0, .rate, 5, at: 3)
    try save(-5, .rate, 1, at: 4)
    let taste = try recommendations.taste(of: user.id)
    #expect(taste.liked == [0] && taste.disliked == [-5] && taste.seen == [0, -5])
  }

  @Test func `every rated or selected movie counts as seen, however long ago`() throws {
    let movies = (1...1_200).map { Movie(id: MovieID($0), title: "\($0)", genres: [], date: nil) }
    _ = try Imports(schema.connect(), at: Timestamp(seconds: 0)).add(movies)
    let events = try movies.map { movie in
      let isRated = movie.id.isMultiple(of: 2)
      return try #require(
        NewInteraction(movie: movie.id, kind: isRated ? .rate : .select, rating: isRated ? Rating(stars: 5) : nil))
    }
    let interactions = Interactions(schema.connect())
    for start in stride(from: 0, to: events.count, by: 600) {
      _ = try interactions.save(Array(events[start..<start + 600]), of: user.id, at: Timestamp(seconds: 5))
    }
    for _ in 0..<2 {
      _ = try interactions.save(
        Array(repeating: try #require(NewInteraction(movie: 1, kind: .select, rating: nil)), count: 600), of: user.id,
        at: Timestamp(seconds: 9))
    }
    let taste = try recommendations.taste(of: user.id)
    #expect(taste.seen == Set(movies.map(\.id)) && taste.liked.count == Taste.maximum)
  }

  @Test func `a user's recommendations are deleted with the user`() throws {
    try record(recommendation([0]))
    #expect(
      try Users(schema.connect()).delete(ConfirmedPassword(user: user.id, hash: "hash"), at: Timestamp(seconds: 0)))
    try schema.removeDeleted()
    #expect(try schema.count("interactions") == 0)
  }

  @Test func `the migrated schema has the version that the program expects`() throws {
    #expect(try DatabaseSchema(schema.connect()).schemaVersion() == DatabaseSchema.expectedVersion)
  }
}
