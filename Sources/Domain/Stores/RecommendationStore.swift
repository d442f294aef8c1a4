/// What the API needs of recommendations: what to make them from, and what has been recommended.
package protocol RecommendationStore: AnyObject {
  func taste(of user: UserID) throws(StoreError) -> Taste
  /// Saves the recommendation, of which each film is a `recommend` interaction. Now and then the user's oldest are
  /// removed.
  /// - Returns: false where the user has been recommended too many lately, and nothing was saved.
  func record(
    _ recommendation: RecordedRecommendation, for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool
  /// Newest first.
  /// - Parameters:
  ///   - before: the `next` of the page before.
  ///   - rejected: told of each impossible row, which is left out; nil if one is a failure.
  func recorded(
    for session: SessionClaim, limit: Int, before: Int64?, rejected: ((String) -> Void)?
  ) throws(StoreError) -> RecommendationPage
}

/// How much of what one user is recommended is recorded: whoever asks again and again must not fill the disk.
package struct RecordingLimits: Equatable, Sendable {
  /// Lists.
  package let perMinute: Int
  /// The newest lists; of `recommend` interactions that are in none, `interactionsPerList` times as many.
  package let kept: Int

  package init(perMinute: Int, kept: Int) {
    self.perMinute = perMinute
    self.kept = kept
  }

  /// As many films as a list has by default.
  package static let interactionsPerList = 10
}

/// How a recommendation came about.
package enum RecommendationSource: String, CaseIterable, Sendable {
  /// The client named films.
  case context
  /// From what the user has rated and picked.
  case history
  /// Nothing was known of the user.
  case popular
}

package struct RecordedRecommendation: Equatable, Sendable {
  package let id: UUID
  /// What acted: a model's name, or `popular`.
  package let model: String
  package let modelVersion: String
  package let source: RecommendationSource
  /// Best first.
  package let movies: [MovieID]
  package let createdAt: Timestamp

  package init(
    id: UUID, model: String, modelVersion: String, source: RecommendationSource, movies: [MovieID], createdAt: Timestamp
  ) {
    self.id = id
    self.model = model
    self.modelVersion = modelVersion
    self.source = source
    self.movies = movies
    self.createdAt = createdAt
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
