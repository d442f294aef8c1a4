import Domain

/// Adds up what users have done with each movie, one interaction at a time. Memory grows only with the number of
/// movies.
struct MovieTally {
  /// Indices into `tallies`.
  private var indices: [MovieID: Int] = [:]
  private var tallies: [Tally] = []

  private struct Tally {
    let movie: MovieID
    var interactions = KindCounts()
    var ratings = RatingCounts()
    /// By recency: users with an interaction at least as recent.
    var users = SIMD4<Int>()
    /// The user who was added last, and the recency of their most recent interaction.
    var last: (user: UserID, recency: Int)?
  }

  /// Adds an interaction. All interactions of a user must come in a row.
  /// - Parameter recency: how many of the windows of `RecentWindow` the interaction is in, 0–3.
  mutating func add(_ kind: InteractionKind, _ movie: MovieID, by user: UserID, recency: Int) {
    let index = index(of: movie)
    tallies[index].interactions.add(kind)
    guard kind != .recommend else { return }
    let before = tallies[index].last.flatMap { $0.user == user ? $0.recency : nil } ?? -1
    guard recency > before else { return }
    for level in before + 1...recency { tallies[index].users[level] += 1 }
    tallies[index].last = (user, recency)
  }

  mutating func addRecommended(_ movie: MovieID) { tallies[index(of: movie)].interactions.add(.recommend) }

  /// Adds a number of equal ratings.
  mutating func addRatings(_ count: Int, of rating: Rating, to movie: MovieID) {
    tallies[index(of: movie)].ratings.add(count, of: rating)
  }

  private mutating func index(of movie: MovieID) -> Int {
    if let index = indices[movie] { return index }
    indices[movie] = tallies.count
    tallies.append(Tally(movie: movie))
    return tallies.count - 1
  }

  var counts: [MovieCounts] {
    tallies.map { tally in
      MovieCounts(
        movie: tally.movie, interactions: tally.interactions, ratings: tally.ratings.total,
        halfStars: tally.ratings.halfStars, ratingEntropy: tally.ratings.microEntropy, users: tally.users[0],
        recentUsers: RecentUsers(day: tally.users[3], week: tally.users[2], month: tally.users[1]))
    }
  }
}

extension KindCounts {
  fileprivate mutating func add(_ kind: InteractionKind) {
    switch kind {
    case .view: views += 1
    case .select: selects += 1
    case .recommend: recommends += 1
    case .rate: rates += 1
    }
  }
}
