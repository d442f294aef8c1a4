import API
import Domain

extension MemoryStores {
  func watchlist(
    of session: SessionClaim, limit: Int, before: MovieCursor?
  ) throws(StoreError) -> MoviePage<WatchlistEntry> {
    try check(session)
    return page(try watchlist(of: session.user, rejected: nil), limit, before)
  }

  func watchlist(of user: UserID, rejected: ((String) -> Void)?) throws(StoreError) -> [WatchlistEntry] {
    if let error { throw error }
    return newestFirst(watchlists[user])
  }

  @discardableResult
  func addToWatchlist(
    _ movie: MovieID, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> Marked<WatchlistEntry> {
    try check(session)
    let before = watchlists[session.user]?[movie]
    if before == nil, isFull { throw .listFull }
    let entry = before ?? WatchlistEntry(movie: movie, addedAt: time)
    watchlists[session.user, default: [:]][movie] = entry
    return Marked(mark: entry, isNew: before == nil)
  }

  func removeFromWatchlist(_ movie: MovieID, of session: SessionClaim) throws(StoreError) {
    try check(session)
    watchlists[session.user]?[movie] = nil
  }

  func isOnWatchlist(_ movie: MovieID, of user: UserID) -> Bool { watchlists[user]?[movie] != nil }

  func dismissals(
    of session: SessionClaim, limit: Int, before: MovieCursor?
  ) throws(StoreError) -> MoviePage<Dismissal> {
    try check(session)
    return page(try dismissals(of: session.user, rejected: nil), limit, before)
  }

  func dismissals(of user: UserID, rejected: ((String) -> Void)?) throws(StoreError) -> [Dismissal] {
    if let error { throw error }
    return newestFirst(dismissed[user])
  }

  @discardableResult
  func dismiss(
    _ movie: MovieID, _ reason: Dismissal.Reason, of session: SessionClaim, at time: Timestamp
  ) throws(StoreError) -> Marked<Dismissal> {
    try check(session)
    let before = dismissed[session.user]?[movie]
    if before == nil, isFull { throw .listFull }
    let dismissal = Dismissal(movie: movie, reason: reason, dismissedAt: before?.dismissedAt ?? time)
    dismissed[session.user, default: [:]][movie] = dismissal
    return Marked(mark: dismissal, isNew: before == nil)
  }

  func takeBackDismissal(of movie: MovieID, of session: SessionClaim) throws(StoreError) {
    try check(session)
    dismissed[session.user]?[movie] = nil
  }

  private func newestFirst<Entry: MovieEntry>(_ marks: [MovieID: Entry]?) -> [Entry] {
    (marks ?? [:]).values.sorted { ($0.cursor.time, $0.cursor.movie) > ($1.cursor.time, $1.cursor.movie) }
  }

  func page<Entry: MovieEntry>(_ all: [Entry], _ limit: Int, _ before: MovieCursor?) -> MoviePage<Entry> {
    let rest = all.filter { entry in
      before.map { (entry.cursor.time, entry.cursor.movie) < ($0.time, $0.movie) } ?? true
    }
    return MoviePage(rest, limit: limit)
  }
}
