import API
import Domain

/// Statistics counted directly from the interactions in memory.
extension MemoryStores: StatisticsStore {
  func state() throws(StoreError) -> StatisticsState {
    if let error { throw error }
    let last = counted.state
    return StatisticsState(
      version: last.version, countedAt: last.countedAt, duration: last.duration, isOutdated: last.isOutdated,
      users: last.users, readAt: databaseTime)
  }

  func count(patience: Duration) throws(StoreError) {
    countAttempts += 1
    if let error = error ?? countError { throw error }
    guard try state().isDue else { return }
    counted = (
      StatisticsState(
        version: counted.state.version + 1, countedAt: databaseTime, duration: .microseconds(1), isOutdated: false,
        users: accounts.count, readAt: databaseTime),
      Set(saved.map(\.movie)).sorted().map { counts(of: $0, at: databaseTime) }
    )
  }

  func movieCounts() throws(StoreError) -> [MovieCounts] {
    if let error { throw error }
    return counted.movies
  }

  private func counts(of movie: MovieID, at now: Timestamp) -> MovieCounts {
    let interactions = saved.filter { $0.movie == movie }
    func number(_ kind: InteractionKind) -> Int { interactions.count { $0.kind == kind } }
    func users(within time: Duration) -> Int {
      Set(interactions.filter { $0.kind != .recommend && $0.createdAt > now - time }.map(\.user)).count
    }
    var current: [UserID: Rating] = [:]
    for interaction in interactions { if let rating = interaction.rating { current[interaction.user] = rating } }
    var ratings = RatingCounts()
    for rating in current.values { ratings.add(1, of: rating) }
    return MovieCounts(
      movie: movie,
      interactions: KindCounts(
        views: number(.view), selects: number(.select), recommends: number(.recommend), rates: number(.rate)),
      ratings: ratings.total, halfStars: ratings.halfStars, ratingEntropy: ratings.microEntropy,
      users: Set(interactions.filter { $0.kind != .recommend }.map(\.user)).count,
      recentUsers: RecentUsers(
        day: users(within: RecentWindow.day.length), week: users(within: RecentWindow.week.length),
        month: users(within: RecentWindow.month.length)))
  }
}
