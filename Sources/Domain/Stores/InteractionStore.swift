/// What the API needs of histories.
package protocol InteractionStore: AnyObject {
  /// Saves all or nothing, in one transaction with the current ratings, and returns them in order with ids and time.
  /// Throws `missing("movie_id")` or `missing("user_id")`.
  func save(_ interactions: [NewInteraction], of user: UserID, at time: Timestamp) throws(StoreError) -> [Interaction]
  /// Newest first.
  func history(of user: UserID, _ query: HistoryQuery) throws(StoreError) -> HistoryPage
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
