/// What the API needs of histories. Each change is one transaction with the current rating that follows from it, and
/// with the check of the session, if it takes a claim.
package protocol InteractionStore: AnyObject {
  /// Saves all that is new, or nothing: of films that are in the catalogue. Throws `full`.
  func save(
    _ interactions: [NewInteraction], of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> SaveOutcome
  /// Which of `interactions` could not be saved now for their event ids.
  func conflicts(of interactions: [NewInteraction], of user: UserID) throws(StoreError) -> [EventConflict]
  /// Nil where the user has none of that id.
  func interaction(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Interaction?
  /// Gives a `rate` event another rating.
  func change(_ id: InteractionID, to rating: Rating, of session: SessionClaim) throws(StoreError) -> ChangeOutcome
  /// False where the user has none of that id. Its event id stays used.
  func delete(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Bool
  /// Newest first.
  func history(of session: SessionClaim, _ query: HistoryQuery) throws(StoreError) -> HistoryPage
  /// The user's events for an export, oldest first, from behind the one with the id `last`; fewer than `limit` only at
  /// the end.
  /// - Parameter rejected: told of each impossible row, which is left out; nil if one is a failure.
  func events(
    of user: UserID, after last: InteractionID?, limit: Int, rejected: ((String) -> Void)?
  ) throws(StoreError) -> [RecordedEvent]
  /// The ids of events whose interactions have been deleted, in their order, from behind `last`.
  func eventsOfDeleted(of user: UserID, after last: UUID?, limit: Int) throws(StoreError) -> [UUID]
}

package enum SaveOutcome: Equatable, Sendable {
  /// What each one has become, in order. Repeats of an event are the interaction that was saved first; `new` were not
  /// there before.
  case saved([Interaction], new: Int)
  /// Nothing was saved.
  case conflicts([EventConflict])
}

package enum ChangeOutcome: Equatable, Sendable {
  case changed(Interaction)
  /// It is no `rate` event.
  case notRated
  /// The user has none of that id.
  case unknown
}

/// An interaction, and the event id that it was sent with.
package struct RecordedEvent: Equatable, Sendable {
  package let interaction: Interaction
  package let event: UUID?

  package init(interaction: Interaction, event: UUID?) {
    self.interaction = interaction
    self.event = event
  }
}

/// Which part of a history to read.
package struct HistoryQuery: Equatable, Sendable {
  package var kind: InteractionKind?
  package var movie: MovieID?
  /// 1–500.
  package var limit: Int
  /// Only events older than the one with this id: the `next` of the page before.
  package var before: InteractionID?

  package init(kind: InteractionKind? = nil, movie: MovieID? = nil, limit: Int = 50, before: InteractionID? = nil) {
    self.kind = kind
    self.movie = movie
    self.limit = limit
    self.before = before
  }
}

package struct HistoryPage: Equatable, Sendable {
  package let interactions: [Interaction]
  /// How many events match in all, not only on this page.
  package let total: Int
  /// Where the next page begins; nil on the last.
  package let next: InteractionID?

  package init(interactions: [Interaction], total: Int, next: InteractionID?) {
    self.interactions = interactions
    self.total = total
    self.next = next
  }
}
