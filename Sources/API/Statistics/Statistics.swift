import Domain

import func Glibc.log2

/// What all users together have done, in memory. At most a minute old, except for a history so large that it is counted
/// less often.
package final class Statistics: Sendable {
  /// Nil until a count has been read.
  package let version: Int64?
  package let countedAt: Timestamp?
  /// All users, imported or registered.
  package let users: Int
  package let interactions: KindCounts
  /// Current ratings.
  package let ratings: Int
  /// In stars, 0.5–5; nil without ratings.
  package let meanRating: Double?
  /// Movies by the number of users who have viewed, selected or rated them, highest first, ties by ascending id; only
  /// movies with at least one such user.
  package let popular: [RankedMovie]
  /// The rated movies, the best first, ties by ascending id.
  ///
  /// Their order is that of a Bayesian average, (m·C + s) ÷ (m + n): n ratings with the sum s, and a prior of m =
  /// `priorRatings` ratings of C, the mean of all ratings. The prior keeps one enthusiast from making a movie the best.
  /// IMDb's Top 250 uses the same formula.
  let bestRated: [MovieID]
  /// The movies of `bestRated` that have at least the mean number of ratings: a few ratings say little.
  let wellRated: [MovieID]
  /// Movies for a new user to rate first, by the information in a user's rating (in bits) times the logarithm of the
  /// number of ratings; highest first, ties by popularity, then by ascending id.
  package let starters: [MovieID]
  private let trending: [RecentWindow: [RankedMovie]]
  /// The movies with any interaction, by ascending id.
  private let ids: [MovieID]
  private let figures: [MovieFigures]

  package static let empty = Statistics(nil, [])

  /// - Parameter counts: each movie at most once.
  package convenience init(_ state: StatisticsState, _ counts: [MovieCounts]) {
    self.init(state as StatisticsState?, counts)
  }

  private init(_ state: StatisticsState?, _ counts: [MovieCounts]) {
    version = state?.version
    countedAt = state?.countedAt
    users = state?.users ?? 0
    var interactions = KindCounts(recommends: state?.recommends ?? 0)
    for count in counts { interactions += count.interactions }
    self.interactions = interactions
    ratings = counts.reduce(0) { $0 + $1.ratings }
    let halfStars = counts.reduce(0) { $0 + $1.halfStars }
    meanRating = ratings == 0 ? nil : Double(halfStars) / Double(2 * ratings)
    popular = Self.ranking(counts, by: \.users)
    let prior = Self.priorRatings * (meanRating ?? 0)
    bestRated = counts.filter { $0.ratings > 0 }
      .map { (id: $0.movie, mean: (prior + Double($0.halfStars) / 2) / (Self.priorRatings + Double($0.ratings))) }
      .sorted { ($1.mean, $0.id) < ($0.mean, $1.id) }.map(\.id)
    let rated = Dictionary(counts.map { ($0.movie, $0.ratings) }) { first, _ in first }
    let (total, movies) = (ratings, bestRated.count)
    wellRated = bestRated.filter { (rated[$0] ?? 0) * movies >= total }
    starters = counts.map { count in
      (id: count.movie, score: log2(Double(max(1, count.ratings))) * Double(count.ratingEntropy), users: count.users)
    }
    .sorted { ($1.score, $1.users, $0.id) < ($0.score, $0.users, $1.id) }.map(\.id)
    trending = Dictionary(
      uniqueKeysWithValues: RecentWindow.allCases.map { window in
        (window, Self.ranking(counts) { $0.recentUsers[window] })
      })
    let sorted = counts.sorted { $0.movie < $1.movie }
    ids = sorted.map(\.movie)
    figures = sorted.map { MovieFigures(ratings: $0.ratings, meanRating: $0.meanRating, users: $0.users) }
  }

  /// The value with the least squared error is the variance of a movie's ratings divided by the variance of the movies'
  /// means (Bühlmann's credibility, 1967), which is 4.1 in MovieLens 100K. A higher value is more cautious, because
  /// those who rate a little-known movie have chosen it.
  static let priorRatings = 10.0

  /// Nil if the movie is unknown or has no interactions.
  package subscript(_ movie: MovieID) -> MovieFigures? {
    ids.withUnsafeBufferPointer { SortedIDs.position(of: movie, in: $0) }.map { figures[$0] }
  }

  /// Names the count in records of what was recommended.
  var label: String { "statistics-\(version ?? 0)" }

  /// The number of users who have viewed, selected or rated the movie.
  package func popularity(of movie: MovieID) -> Int { self[movie]?.users ?? 0 }

  /// Movies by the number of users who viewed, selected or rated them within the window before `countedAt`, ordered
  /// like `popular`; only movies with at least one such user.
  package func trending(_ window: RecentWindow) -> [RankedMovie] { trending[window] ?? [] }

  private static func ranking(_ counts: [MovieCounts], by score: (MovieCounts) -> Int) -> [RankedMovie] {
    counts.map { RankedMovie(id: $0.movie, score: score($0)) }.filter { $0.score > 0 }
      .sorted { ($1.score, $0.id) < ($0.score, $1.id) }
  }
}

/// The figures shown for one movie.
package struct MovieFigures: Equatable, Sendable {
  /// Current ratings.
  package let ratings: Int
  /// In stars, 0.5–5; nil without ratings.
  package let meanRating: Double?
  /// The number of users who have ever viewed, selected or rated it.
  package let users: Int
}

/// A movie and its score in a ranking: a number of users.
package struct RankedMovie: Equatable, Sendable {
  package let id: MovieID
  package let score: Int

  package init(id: MovieID, score: Int) {
    self.id = id
    self.score = score
  }
}
