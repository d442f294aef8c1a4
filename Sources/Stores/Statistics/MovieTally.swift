import Domain

/// Adds up what users have done with each film, event by event, in memory that grows with the films alone.
struct MovieTally {
  private var films: [MovieID: Int] = [:]
  private var tallies: [Tally] = []

  private struct Tally {
    let movie: MovieID
    var events = EventCounts()
    var ratings = 0
    var halfStars = 0
    /// By recency: users with an event at least as recent.
    var users = SIMD4<Int>()
    /// Of the user who comes last: the most recent of their events.
    var last: (user: UserID, recency: Int)?
  }

  /// Users must come one after the other.
  /// - Parameter recency: in how many of the windows of `RecentWindow` the event is, 0–3.
  mutating func add(_ kind: InteractionKind, _ movie: MovieID, by user: UserID, recency: Int) {
    let film = film(movie)
    tallies[film].events.add(kind)
    guard kind != .recommend else { return }
    let before = tallies[film].last.flatMap { $0.user == user ? $0.recency : nil } ?? -1
    guard recency > before else { return }
    for level in before + 1...recency { tallies[film].users[level] += 1 }
    tallies[film].last = (user, recency)
  }

  mutating func addRecommended(_ movie: MovieID) { tallies[film(movie)].events.add(.recommend) }

  mutating func setRatings(of movie: MovieID, count: Int, halfStars: Int) {
    let film = film(movie)
    tallies[film].ratings = count
    tallies[film].halfStars = halfStars
  }

  private mutating func film(_ movie: MovieID) -> Int {
    if let film = films[movie] { return film }
    films[movie] = tallies.count
    tallies.append(Tally(movie: movie))
    return tallies.count - 1
  }

  var counts: [MovieCounts] {
    tallies.map { tally in
      MovieCounts(
        movie: tally.movie, events: tally.events, ratings: tally.ratings, halfStars: tally.halfStars,
        users: tally.users[0],
        recentUsers: RecentUsers(day: tally.users[3], week: tally.users[2], month: tally.users[1]))
    }
  }
}

extension EventCounts {
  fileprivate mutating func add(_ kind: InteractionKind) {
    switch kind {
    case .view: views += 1
    case .select: selects += 1
    case .recommend: recommends += 1
    case .rate: rates += 1
    }
  }
}
