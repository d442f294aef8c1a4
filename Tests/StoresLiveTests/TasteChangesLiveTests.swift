import Domain
import MariaDB
import Testing

@testable import Stores

/// Who learns models between trainings must hear of every change.
struct TasteChangesLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let interactions: Interactions
  private let changes: TasteChanges

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    interactions = Interactions(schema.connect())
    changes = TasteChanges(schema.connect())
    // What there is already.
    _ = try changes.next(at: .zero)
  }

  private func save(_ kind: InteractionKind) throws -> Interaction {
    let rating = kind == .rate ? Rating(halfStars: 8) : nil
    let new = try #require(NewInteraction(movie: 0, kind: kind, rating: rating))
    guard case .saved(let saved, _, _) = try interactions.save([new], of: user.id, at: .now()) else {
      throw StoreError.full
    }
    return try #require(saved.first)
  }

  @Test(arguments: [InteractionKind.view, .select, .rate])
  func `a new interaction is told once`(kind: InteractionKind) throws {
    _ = try save(kind)
    #expect(try changes.next(at: .zero) == [user.id])
    #expect(try changes.next(at: .zero) == [])
  }

  @Test func `a changed rating and a deleted interaction are told, a recommendation is not`() throws {
    let rated = try save(.rate)
    _ = try changes.next(at: .zero)
    _ = try interactions.change(rated.id, to: Rating(halfStars: 2), of: user.id)
    #expect(try changes.next(at: .zero) == [user.id])
    _ = try interactions.delete(rated.id, of: user.id)
    #expect(try changes.next(at: .zero) == [user.id])
    var random = SystemRandomNumberGenerator()
    let list = RecordedRecommendation(
      id: UUID(from: &random), model: "EASE", modelVersion: "1", source: .history, movies: [0, -5], createdAt: .now(),
      surface: .recommendations)
    let recommendations = Recommendations(schema.connect())
    #expect(try recommendations.record(list, for: user.id, RecordingLimits(perMinute: 100, kept: 100)))
    #expect(try changes.next(at: .zero) == [])
  }

  @Test func `a row that commits after one with a higher id is told as well, however late it is looked for`() throws {
    let slow = schema.connect()
    try slow.run("START TRANSACTION")
    try slow.run("INSERT INTO taste_changes (user_id) VALUES (7)")
    try schema.connect().run("INSERT INTO taste_changes (user_id) VALUES (8)")
    #expect(try changes.next(at: .zero) == [8])
    try slow.run("COMMIT")
    #expect(try changes.next(at: .seconds(3_600)) == [7])
    #expect(try changes.next(at: .seconds(3_600)) == [])
  }

  @Test func `of a large import all users are told, in parts`() throws {
    let rows = (1...25_000).map { "(\($0))" }.joined(separator: ", ")
    try schema.connect().run("INSERT INTO taste_changes (user_id) VALUES \(rows)")
    var users: Set<UserID> = []
    for _ in 0..<5 { users.formUnion(try changes.next(at: .zero)) }
    #expect(users == Set(1...25_000))
  }
}
