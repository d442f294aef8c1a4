/// Access to users' histories. Each change is one transaction, which also updates the current rating and, if it takes a
/// claim, checks the session.
package protocol InteractionStore: AnyObject {
  /// Saves all new interactions, or none if any conflicts. The movies must be in the catalogue. Throws `full`.
  func save(
    _ interactions: [NewInteraction], of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> SaveOutcome
  /// Saves interactions whose requests arrived together. Each succeeds or fails by itself, as in `save(_:of:at:)`.
  func save(_ submissions: [Submission], at time: Timestamp) -> [Result<SaveOutcome, StoreError>]
  /// The interactions that could not be saved now because of their idempotency keys.
  func conflicts(of interactions: [NewInteraction], of user: UserID) throws(StoreError) -> [KeyConflict]
  /// Nil if the user has no interaction with that id.
  func interaction(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Interaction?
  /// Changes the rating of a `rate` interaction.
  func change(_ id: InteractionID, to rating: Rating, of session: SessionClaim) throws(StoreError) -> ChangeOutcome
  /// False if the user has no interaction with that id. Its idempotency key stays used.
  func delete(_ id: InteractionID, of session: SessionClaim) throws(StoreError) -> Bool
  /// Newest first.
  func history(of session: SessionClaim, _ query: HistoryQuery) throws(StoreError) -> HistoryPage
  /// The first pages of whole histories whose requests arrived together, each as in `history(of:_:)`.
  func histories(of sessions: [SessionClaim], limit: Int) -> [Result<HistoryPage, StoreError>]
  /// The user's interactions for an export, oldest first, starting after the one with the id `last`; fewer than `limit`
  /// only at the end.
  /// - Parameter rejected: called for each row with an impossible value, which is left out; if nil, such a row throws.
  func interactions(
    of user: UserID, after last: InteractionID?, limit: Int, rejected: ((String) -> Void)?
  ) throws(StoreError) -> [ExportedInteraction]
  /// The idempotency keys of deleted interactions, in ascending order, starting after `last`.
  func keysOfDeleted(of user: UserID, after last: UUID?, limit: Int) throws(StoreError) -> [UUID]
}

extension InteractionStore {
  package func histories(of sessions: [SessionClaim], limit: Int) -> [Result<HistoryPage, StoreError>] {
    sessions.map { session in
      Result { () throws(StoreError) in try history(of: session, HistoryQuery(limit: limit)) }
    }
  }

  package func save(_ submissions: [Submission], at time: Timestamp) -> [Result<SaveOutcome, StoreError>] {
    submissions.map { submission in
      Result { () throws(StoreError) in try save([submission.interaction], of: submission.session, at: time) }
    }
  }
}

/// An interaction that the owner of a session sends.
package struct Submission: Equatable, Sendable {
  package let interaction: NewInteraction
  package let session: SessionClaim

  package init(_ interaction: NewInteraction, in session: SessionClaim) {
    self.interaction = interaction
    self.session = session
  }
}

package enum SaveOutcome: Equatable, Sendable {
  /// The saved interactions in the order of the batch; a repeat yields the interaction that was saved first. `new` is
  /// how many of them did not exist before. `isOnWatchlist` tells whether the movie of a single `rate` is on the user's
  /// watchlist, where it stays; false for a batch.
  case saved([Interaction], new: Int, isOnWatchlist: Bool = false)
  /// Nothing was saved.
  case conflicts([KeyConflict])
  /// Nothing was saved: the new interactions at these positions of the batch name a list that is not the user's, or one
  /// that does not have the movie at the given place.
  case unknownOrigins([Int])
}

package enum ChangeOutcome: Equatable, Sendable {
  case changed(Interaction)
  /// The interaction is not a `rate`.
  case notRated
  /// The user has no interaction with that id.
  case unknown
}

/// An interaction, and what it was sent with.
package struct ExportedInteraction: Equatable, Sendable {
  package let interaction: Interaction
  package let idempotencyKey: UUID?
  /// The recommendation that it followed from; for the kind `recommend`, the one that it is part of.
  package let origin: ListPlace?

  package init(interaction: Interaction, idempotencyKey: UUID?, origin: ListPlace? = nil) {
    self.interaction = interaction
    self.idempotencyKey = idempotencyKey
    self.origin = origin
  }
}

/// Which part of a history to read.
package struct HistoryQuery: Equatable, Sendable {
  package var kind: InteractionKind?
  package var movie: MovieID?
  /// 1–500.
  package var limit: Int
  /// Only interactions older than the one with this id: the `next` of the previous page.
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
  /// Number of matching interactions on all pages.
  package let total: Int
  /// Where the next page begins; nil on the last.
  package let next: InteractionID?

  package init(interactions: [Interaction], total: Int, next: InteractionID?) {
    self.interactions = interactions
    self.total = total
    self.next = next
  }
}
