/// Access to what recommendations are made from, and to what has been recommended.
package protocol RecommendationStore: AnyObject {
  /// The users of sessions whose requests arrived together, and what each has dismissed, newest first. Throws
  /// `sessionEnded` for a session; updates `lastUsedAt` if that is due.
  func recipients(of sessions: [SessionClaim]) -> [Result<Recipient, StoreError>]
  func taste(of user: UserID) throws(StoreError) -> Taste
  /// Saves the list and a `recommend` interaction for each movie in it. Occasionally removes the user's oldest lists.
  /// - Returns: false if `limits.perMinute` is exceeded; then nothing is saved.
  func record(
    _ recommendation: RecordedRecommendation, for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool
  /// Like `record`, for lists whose requests arrived together.
  func record(_ lists: [RecordedList], _ limits: RecordingLimits) -> [Result<Bool, StoreError>]
  /// Like `record`, for several lists of one user. Skips lists that are already among the user's newest ones.
  func recordOnce(
    _ recommendations: [RecordedRecommendation], for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool
  /// The list and those that it continues; nil if the user has no such list. If a list has been removed, it and all
  /// before it are missing.
  func pages(until list: UUID, of user: UserID) throws(StoreError) -> ShownPages?
  /// Newest first.
  /// - Parameters:
  ///   - before: the `next` of the previous page.
  ///   - rejected: called for each row with an impossible value, which is left out; if nil, such a row throws.
  func recorded(
    for session: SessionClaim, limit: Int, before: Int64?, rejected: ((String) -> Void)?
  ) throws(StoreError) -> RecommendationPage
}

extension RecommendationStore {
  package func record(_ lists: [RecordedList], _ limits: RecordingLimits) -> [Result<Bool, StoreError>] {
    lists.map { list in Result { () throws(StoreError) in try record(list.recommendation, for: list.user, limits) } }
  }
}

/// A user, and what recommendations for them must take into account.
package struct Recipient: Equatable, Sendable {
  package let user: User
  /// Newest first.
  package let dismissals: [Dismissal]

  package init(user: User, dismissals: [Dismissal]) {
    self.user = user
    self.dismissals = dismissals
  }
}

/// A recommendation, and the user it was made for.
package struct RecordedList: Sendable {
  package let user: UserID
  package let recommendation: RecordedRecommendation

  package init(_ recommendation: RecordedRecommendation, for user: UserID) {
    self.user = user
    self.recommendation = recommendation
  }
}

/// How many recommendations are recorded per user, so that repeated requests cannot fill the disk.
package struct RecordingLimits: Equatable, Sendable {
  /// Maximum number of lists recorded per minute.
  package let perMinute: Int
  /// Number of newest lists to keep, and `interactionsPerList` times as many `recommend` interactions outside of lists.
  package let kept: Int

  package init(perMinute: Int, kept: Int) {
    self.perMinute = perMinute
    self.kept = kept
  }

  /// The default length of a list.
  package static let interactionsPerList = 10
}

/// What a recommendation was made from.
package enum RecommendationSource: String, CaseIterable, Sendable {
  /// Movies that the client named.
  case context
  /// What the user has rated and selected.
  case history
  /// Popularity with everybody.
  case popular
  /// What people have watched lately.
  case trending
  /// The user's watchlist.
  case watchlist
}

/// Where a list was shown to the user.
package enum Surface: String, Sendable {
  /// `POST /api/recommend`.
  case recommend
  /// `GET /api/recommendations`.
  case recommendations
  /// Rows of `GET /api/home`.
  case because = "home.because"
  case genre = "home.genre"
  case watchlist = "home.watchlist"
  case trending = "home.trending"
  case popular = "home.popular"
  case different = "home.different"
}

package struct RecordedRecommendation: Equatable, Sendable {
  package let id: UUID
  /// Name of the model, or `popular`, `trending` or `watchlist`.
  package let model: String
  package let modelVersion: String
  package let source: RecommendationSource
  /// Best first.
  package let movies: [MovieID]
  package let createdAt: Timestamp
  /// Nil if the list is older than this field.
  package let surface: Surface?
  /// The `ShownPages.last` that this list continues; nil for a first page.
  package let after: Int64?
  /// The arm of the experiment that it was made in; nil outside of experiments.
  package let participation: Participation?
  /// How its places were drawn; nil if they were not.
  package let exploration: Exploration?

  package init(
    id: UUID, model: String, modelVersion: String, source: RecommendationSource, movies: [MovieID],
    createdAt: Timestamp, surface: Surface? = nil, after: Int64? = nil,
    participation: Participation? = nil, exploration: Exploration? = nil
  ) {
    self.id = id
    self.model = model
    self.modelVersion = modelVersion
    self.source = source
    self.movies = movies
    self.createdAt = createdAt
    self.surface = surface
    self.after = after
    self.participation = participation
    self.exploration = exploration
  }

  /// The places that show a drawn movie.
  package var drawn: Set<Int> {
    guard let indices = exploration?.indices(of: movies) else { return [] }
    return Set(indices.indices.filter { indices[$0] != 0 })
  }
}

/// A list that was shown, and the lists that it continues.
package struct ShownPages: Equatable, Sendable {
  /// Identifies the last list to the store.
  package let last: Int64
  package let count: Int
  package let movies: Set<MovieID>

  /// Maximum number of pages, because each page requires a lookup of every page before it.
  package static let maximum = 100

  package init(last: Int64, count: Int, movies: Set<MovieID>) {
    self.last = last
    self.count = count
    self.movies = movies
  }
}

package struct RecommendationPage: Equatable, Sendable {
  package let recommendations: [RecordedRecommendation]
  /// Where the next page begins; nil on the last.
  package let next: Int64?

  package init(recommendations: [RecordedRecommendation], next: Int64?) {
    self.recommendations = recommendations
    self.next = next
  }
}
