/// The interactions of all users with one movie.
///
/// A user counts once per movie, however often they return. `recommend` interactions are what the system did: they are
/// counted for the whole site only (`StatisticsState`).
package struct MovieCounts: Equatable, Sendable {
  package let movie: MovieID
  package let interactions: KindCounts
  /// Number of current ratings, at most one per user.
  package let ratings: Int
  /// The sum of the current ratings, in half stars.
  package let halfStars: Int
  /// The entropy of the current ratings, in millionths of a bit: how far opinions differ.
  package let ratingEntropy: Int
  /// Users who have ever viewed, selected or rated it. This is its popularity.
  package let users: Int
  /// Users who have viewed, selected or rated it within each window.
  package let recentUsers: RecentUsers

  package init(
    movie: MovieID, interactions: KindCounts, ratings: Int, halfStars: Int, ratingEntropy: Int = 0, users: Int,
    recentUsers: RecentUsers
  ) {
    self.movie = movie
    self.interactions = interactions
    self.ratings = ratings
    self.halfStars = halfStars
    self.ratingEntropy = ratingEntropy
    self.users = users
    self.recentUsers = recentUsers
  }

  /// In stars, 0.5–5; nil if there are no ratings.
  package var meanRating: Double? { ratings == 0 ? nil : Double(halfStars) / Double(2 * ratings) }
}

/// The number of interactions of each kind.
package struct KindCounts: Equatable, Sendable {
  package var views = 0
  package var selects = 0
  package var recommends = 0
  package var rates = 0

  package init(views: Int = 0, selects: Int = 0, recommends: Int = 0, rates: Int = 0) {
    self.views = views
    self.selects = selects
    self.recommends = recommends
    self.rates = rates
  }

  package subscript(_ kind: InteractionKind) -> Int {
    switch kind {
    case .view: views
    case .select: selects
    case .recommend: recommends
    case .rate: rates
    }
  }

  package var total: Int { views + selects + recommends + rates }

  package static func += (left: inout KindCounts, right: KindCounts) {
    left.views += right.views
    left.selects += right.selects
    left.recommends += right.recommends
    left.rates += right.rates
  }
}

/// The windows over which recent popularity is counted.
package enum RecentWindow: String, CaseIterable, Sendable {
  case day, week, month

  /// A month has 30 days.
  package var length: Duration {
    switch self {
    case .day: .seconds(86_400)
    case .week: .seconds(7 * 86_400)
    case .month: .seconds(30 * 86_400)
    }
  }
}

package struct RecentUsers: Equatable, Sendable {
  package let day: Int
  package let week: Int
  package let month: Int

  package init(day: Int, week: Int, month: Int) {
    self.day = day
    self.week = week
    self.month = month
  }

  package subscript(_ window: RecentWindow) -> Int {
    switch window {
    case .day: day
    case .week: week
    case .month: month
    }
  }
}
