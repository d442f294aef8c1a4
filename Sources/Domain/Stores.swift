/// What the API needs of storage. `Stores` answers these over MariaDB; a slot owns one of each.
///
/// A store is used by one thread. Times are arguments, so that tests and imports decide them.
package protocol UserStore: AnyObject {
  /// Throws `taken` for `username` or `email`.
  func register(_ user: NewUser, at time: Timestamp) throws(StoreError) -> User
  func user(id: UserID) throws(StoreError) -> User?
  /// The account whose username or e-mail is `login`, ignoring case as the columns do.
  func account(login: String) throws(StoreError) -> Account?
}

/// A user who can log in.
package struct Account: Sendable {
  package let user: User
  package let passwordHash: String

  package init(user: User, passwordHash: String) {
    self.user = user
    self.passwordHash = passwordHash
  }
}

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

package protocol MovieStore: AnyObject {
  /// Changes whenever an import has changed a film: what memory holds is compared by it.
  func catalogueVersion() throws(StoreError) -> Int64
  /// The whole catalogue by ascending id.
  func catalogue() throws(StoreError) -> [Movie]
}
