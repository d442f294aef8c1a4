import Domain
import Testing

struct SavePlanTests {
  private static let key = UUID(bytes: Array(repeating: 7, count: 16))
  private static let other = UUID(bytes: Array(repeating: 9, count: 16))

  private func view(_ movie: MovieID, _ key: UUID? = nil) throws -> NewInteraction {
    try #require(NewInteraction(movie: movie, kind: .view, rating: nil, idempotencyKey: key))
  }

  private func rate(_ movie: MovieID, _ stars: Double, _ key: UUID?) throws -> NewInteraction {
    try #require(NewInteraction(movie: movie, kind: .rate, rating: Rating(stars: stars), idempotencyKey: key))
  }

  private func interaction(_ id: InteractionID, _ new: NewInteraction, stars: Double? = nil) -> Interaction {
    Interaction(
      id: id, user: 1, movie: new.movie, kind: new.kind, rating: stars.flatMap { Rating(stars: $0) } ?? new.rating,
      createdAt: Timestamp(seconds: 0))
  }

  @Test func `interactions without an event_id are all new, even equal ones`() throws {
    let batch = try [view(5), view(5), view(7)]
    let plan = SavePlan(batch, stored: [:])
    #expect(plan.new == batch && plan.conflicts == [])
    let saved = batch.enumerated().map { interaction(Int64($0), $1) }
    #expect(plan.outcome(saved) == .saved(saved, new: 3))
  }

  @Test func `an event_id that is stored is not saved again, and the outcome has the stored interaction`() throws {
    let key = try #require(Self.key)
    // The rating was changed from 4 to 2 stars in the meantime; a retry still sends 4.
    let repeated = try rate(5, 4, key)
    let stored = interaction(3, repeated, stars: 2)
    let plan = SavePlan(
      [try view(7), repeated], stored: [key: StoredSubmission(interaction: stored, sentRating: Rating(stars: 4))])
    #expect(try plan.new == [view(7)] && plan.conflicts == [])
    let new = interaction(8, try view(7))
    #expect(plan.outcome([new]) == .saved([new, stored], new: 1))
  }

  @Test func `an event_id that is stored with other content is a conflict`() throws {
    let key = try #require(Self.key)
    let stored = StoredSubmission(interaction: interaction(3, try rate(5, 4, key)), sentRating: Rating(stars: 4))
    let batch = try [view(1), rate(5, 3, key), rate(6, 4, key), view(5, key), rate(5, 4, key)]
    #expect(
      SavePlan(batch, stored: [key: stored]).conflicts
        == [1, 2, 3].map { KeyConflict(index: $0, reason: .otherBody) })
  }

  @Test func `the event_id of a deleted interaction is a conflict`() throws {
    let key = try #require(Self.key)
    let stored = StoredSubmission(interaction: nil, sentRating: nil)
    #expect(
      try SavePlan([view(5, key)], stored: [key: stored]).conflicts
        == [KeyConflict(index: 0, reason: .deleted)])
  }

  @Test func `a repeated event_id in a batch is saved once, and is a conflict if the content differs`() throws {
    let (key, other) = (try #require(Self.key), try #require(Self.other))
    let equal = SavePlan(try [view(5, key), view(7, other), view(5, key)], stored: [:])
    #expect(try equal.new == [view(5, key), view(7, other)] && equal.conflicts == [])
    let saved = try [interaction(1, view(5)), interaction(2, view(7))]
    #expect(equal.outcome(saved) == .saved([saved[0], saved[1], saved[0]], new: 2))
    let different = SavePlan(try [view(5, key), view(7, key), view(5, key)], stored: [:])
    #expect(different.conflicts == [KeyConflict(index: 1, reason: .otherBody)])
  }
}
