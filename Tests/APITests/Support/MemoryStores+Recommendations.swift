import API
import Domain

extension MemoryStores {
  func taste(of user: UserID) throws(StoreError) -> Taste {
    if let error { throw error }
    let own = saved.filter { $0.user == user }.reversed()
    var rated: Set<MovieID> = []
    let ratings = own.compactMap { interaction -> (movie: MovieID, rating: Rating)? in
      guard let rating = interaction.rating, rated.insert(interaction.movie).inserted else { return nil }
      return (interaction.movie, rating)
    }
    return Taste(
      ratings: ratings, picked: own.filter { $0.kind == .select }.map(\.movie),
      viewed: own.filter { $0.kind == .view }.map(\.movie), dismissals: try dismissals(of: user, rejected: nil))
  }

  func record(
    _ recommendation: RecordedRecommendation, for user: UserID, _ limits: RecordingLimits
  ) throws(StoreError) -> Bool {
    if let error = error ?? writeError { throw error }
    let recent = recorded.filter { $0.user == user && $0.recommendation.createdAt > recommendation.createdAt + -60 }
    guard recent.count < limits.perMinute else { return false }
    recorded.append((user, recommendation))
    let shown = recommendation.movies.enumerated().compactMap { place, movie in
      NewInteraction(
        movie: movie, kind: .recommend, rating: nil, origin: ListPlace(list: recommendation.id, place: place))
    }
    _ = add(shown, of: user, at: recommendation.createdAt)
    return true
  }

  func recorded(
    for session: SessionClaim, limit: Int, before: Int64?, rejected: ((String) -> Void)?
  ) throws(StoreError) -> RecommendationPage {
    try check(session)
    let own = recorded.enumerated().filter { $0.element.user == session.user && Int64($0.offset + 1) < before ?? .max }
      .reversed()
    let page = own.prefix(limit)
    return RecommendationPage(
      recommendations: page.map(\.element.recommendation),
      next: own.count > limit ? page.last.map { Int64($0.offset + 1) } : nil)
  }

  func schemaVersion() throws(StoreError) -> Int {
    if let error { throw error }
    return version
  }

  func checkWriting() throws(StoreError) { if let error = error ?? writeError { throw error } }
}
