/// Access to the movies that users have marked: the watchlist and the dismissals. Marks are independent of the history.
package protocol MarkStore: AnyObject {
  /// - Parameter before: the `next` of the previous page.
  func watchlist(
    of session: SessionClaim, limit: Int, before: MovieCursor?
  ) throws(StoreError) -> MoviePage<WatchlistEntry>
  /// A movie that is already on the watchlist keeps its time. Throws `listFull`.
  @discardableResult
  func addToWatchlist(
    _ movie: MovieID, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> Marked<WatchlistEntry>
  /// Does nothing if the movie is not on the watchlist.
  func removeFromWatchlist(_ movie: MovieID, of session: SessionClaim) throws(StoreError)
  /// The whole watchlist, newest first.
  /// - Parameter rejected: called for each row with an impossible value, which is left out; if nil, such a row throws.
  func watchlist(of user: UserID, rejected: ((String) -> Void)?) throws(StoreError) -> [WatchlistEntry]

  /// - Parameter before: the `next` of the previous page.
  func dismissals(
    of session: SessionClaim, limit: Int, before: MovieCursor?
  ) throws(StoreError) -> MoviePage<Dismissal>
  /// A movie that is already dismissed keeps its time and takes the new reason. Throws `listFull`.
  @discardableResult
  func dismiss(
    _ movie: MovieID, _ reason: Dismissal.Reason, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> Marked<Dismissal>
  /// Does nothing if the movie is not dismissed.
  func takeBackDismissal(of movie: MovieID, of session: SessionClaim) throws(StoreError)
  /// All dismissals, newest first.
  /// - Parameter rejected: called for each row with an impossible value, which is left out; if nil, such a row throws.
  func dismissals(of user: UserID, rejected: ((String) -> Void)?) throws(StoreError) -> [Dismissal]
}

/// How many movies a user may mark.
package enum MarkLimit {
  /// Maximum length of the watchlist, and also of the dismissals.
  package static let most = 5_000
}
