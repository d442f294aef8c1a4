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

  func count(patience: Int) throws(StoreError) {
    countAttempts += 1
    if let error = error ?? countError { throw error }
    guard try state().isDue else { return }
    counted = (
      StatisticsState(
        version: counted.state.version + 1, countedAt: databaseTime, duration: 1, isOutdated: false,
        users: accounts.count, readAt: databaseTime),
      Set(saved.map(\.movie)).sorted().map { counts(of: $0, at: databaseTime) }
    )
  }

  func movieCounts() throws(StoreError) -> [MovieCounts] {
    if let error { throw error }
    return counted.movies
  }

  private func counts(of movie: MovieID, at time: Timestamp) -> MovieCounts {
    let interactions = saved.filter { $0.movie == movie }
    func number(_ kind: InteractionKind) -> Int { interactions.count { $0.kind == kind } }
    func users(since seconds: Int64) -> Int {
      Set(interactions.filter { $0.kind != .recommend && $0.createdAt > time + -seconds }.map(\.user)).count
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
        day: users(since: 86_400), week: users(since: 604_800), month: users(since: 2_592_000)))
  }
}
