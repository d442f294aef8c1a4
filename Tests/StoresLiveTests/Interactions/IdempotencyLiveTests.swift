import Domain
import MariaDB
import Stores
import Testing

struct IdempotencyLiveTests {
  private let schema: LiveSchema
  private let user: User
  private let interactions: Interactions
  private let key: UUID
  private let other: UUID

  init() throws {
    schema = try LiveSchema()
    user = try schema.fill()
    interactions = Interactions(schema.connect())
    var random = SystemRandomNumberGenerator()
    key = UUID(from: &random)
    other = UUID(from: &random)
  }

  private func view(_ movie: MovieID, _ key: UUID?) throws -> NewInteraction {
    try #require(NewInteraction(movie: movie, kind: .view, rating: nil, idempotencyKey: key))
  }

  private func rate(_ movie: MovieID, _ stars: Double, _ key: UUID?) throws -> NewInteraction {
    try #require(NewInteraction(movie: movie, kind: .rate, rating: Rating(stars: stars), idempotencyKey: key))
  }

  private func save(_ new: [NewInteraction], of user: UserID? = nil) throws -> SaveOutcome {
    try interactions.save(new, of: user ?? self.user.id, at: Timestamp(seconds: 5))
  }

  private func saved(_ new: [NewInteraction]) throws -> [Interaction] {
    guard case .saved(let saved, _, _) = try save(new) else { throw StoreError.failed("conflicts") }
    return saved
  }

  @Test func `a repeated save returns the stored interaction, even after its rating was changed`() throws {
    let first = try saved([rate(0, 4, key), view(-5, other)])
    #expect(try save([rate(0, 4, key), view(-5, other)]) == .saved(first, new: 0))
    _ = try interactions.change(first[0].id, to: #require(Rating(stars: 1)), of: user.id)
    let again = try saved([rate(0, 4, key)])
    #expect(again[0].id == first[0].id && again[0].rating == Rating(stars: 1))
    #expect(try schema.count("interactions") == 2)
    #expect(try save([rate(0, 1, key)]) == .conflicts([KeyConflict(index: 0, reason: .otherBody)]))
  }

  @Test func `a batch with a conflict saves nothing`() throws {
    _ = try saved([view(0, key)])
    let batch = try [rate(0, 5, nil), view(-5, key), view(0, key), view(0, other), view(-5, other)]
    let conflicts = [1, 4].map { KeyConflict(index: $0, reason: .otherBody) }
    #expect(try save(batch) == .conflicts(conflicts))
    #expect(try interactions.conflicts(of: batch, of: user.id) == conflicts)
    #expect(try schema.count("interactions") == 1 && schema.count("ratings") == 0 && schema.count("events") == 1)
  }

  @Test func `the event_id of a deleted interaction stays in use, however it was deleted`() throws {
    let view = try saved([view(0, key)])[0]
    _ = try saved([rate(0, 5, other)])
    #expect(try interactions.delete(view.id, of: user.id))
    #expect(try Ratings(schema.connect()).removeRating(of: 0, by: user.id))
    let conflicts = [0, 1].map { KeyConflict(index: $0, reason: .deleted) }
    #expect(try save([self.view(0, key), rate(0, 5, other)]) == .conflicts(conflicts))
    #expect(try schema.count("interactions") == 0)
  }

  @Test func `an event_id belongs to its user and is deleted with the user`() throws {
    let other = try Users(schema.connect()).register(
      NewUser(username: "other", email: "other@example.org", passwordHash: "", age: nil, gender: nil),
      at: Timestamp(seconds: 0))
    _ = try saved([view(0, key), rate(0, 2, self.other)])
    guard case .saved(_, new: 1, _) = try save([view(-5, key)], of: other.id) else {
      return #expect(Bool(false), "another user's event_id is a conflict")
    }
    #expect(
      try Users(schema.connect()).delete(ConfirmedPassword(user: user.id, hash: "hash"), at: Timestamp(seconds: 0)))
    try schema.removeDeleted()
    #expect(try schema.count("events") == 1 && schema.count("interactions") == 1)
  }

  @Test func `a repeated batch of a thousand interactions is saved once`() throws {
    var random = SystemRandomNumberGenerator()
    let batch = try (0..<1_000).map { _ in try view(0, UUID(from: &random)) }
    let first = try saved(batch)
    #expect(Set(first.map(\.id)).count == 1_000)
    #expect(try save(batch) == .saved(first, new: 0))
  }

  @Test(arguments: [false, true])
  func `concurrent saves with the same event_id are saved once`(isRated: Bool) async throws {
    let new = try isRated ? rate(0, 3, key) : view(0, key)
    let (address, user) = (schema.address, user.id)
    let meeting = Meeting(of: 8)
    let savers = (0..<8).map { _ in
      Task {
        try await onThread {
          let interactions = Interactions(Connection(address))
          _ = try interactions.history(of: user, HistoryQuery())
          meeting.join()
          return try interactions.save([new], of: user, at: Timestamp(seconds: 5))
        }
      }
    }
    var outcomes: [SaveOutcome] = []
    for saver in savers { outcomes.append(try await saver.value) }
    let interaction = try #require(try interactions.history(of: user, HistoryQuery()).interactions.first)
    #expect(outcomes.count { $0 == .saved([interaction], new: 1) } == 1)
    #expect(outcomes.count { $0 == .saved([interaction], new: 0) } == 7)
    #expect(try schema.count("interactions") == 1)
  }

  @Test func `an export lists every interaction in order with its event_id`() throws {
    let saved = try saved([view(0, key), rate(-5, 2, nil), view(0, other)])
    let all = try interactions.interactions(of: user.id, after: nil, limit: 10)
    #expect(all.map(\.interaction) == saved && all.map(\.idempotencyKey) == [key, nil, other])
    #expect(try interactions.interactions(of: user.id, after: nil, limit: 2).map(\.interaction) == Array(saved[..<2]))
    #expect(try interactions.interactions(of: user.id, after: saved[1].id, limit: 2).map(\.interaction) == [saved[2]])
    #expect(try interactions.interactions(of: user.id + 1, after: nil, limit: 10) == [])
  }
}
